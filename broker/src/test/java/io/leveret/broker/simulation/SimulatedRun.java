package io.leveret.broker.simulation;

import io.leveret.broker.alarms.Resource;
import io.leveret.broker.vhost.DefinitionKinds;
import io.leveret.codec.BasicMethod;
import io.leveret.codec.QueueMethod;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** One run: a broker, clients that do things by chance, and the reckoning at the end. */
final class SimulatedRun {
    private final Random random;
    private final Simulation simulation;
    private final SimulatedBroker broker;
    private final Oracle oracle = new Oracle();
    private final Crowd crowd;
    private final boolean withAlarms;
    private int actionsLeft;

    SimulatedRun(Random random, int actions) {
        this.random = random;
        this.simulation = new Simulation(random);
        long linkBytes = random.nextBoolean() ? 1 << 20 : 2_000;
        long parkedBytes = random.nextBoolean() ? 1 << 20 : 1_000;
        long memoryBytes = random.nextBoolean() ? 1 << 30 : 4_000;
        this.broker = new SimulatedBroker(
                simulation, 1 + random.nextInt(4), new SimulatedBroker.Limits(linkBytes, parkedBytes, 60, memoryBytes));
        this.crowd = new Crowd(random, oracle, broker, true);
        this.withAlarms = random.nextInt(4) == 0;
        this.actionsLeft = actions;
    }

    Oracle oracle() {
        return oracle;
    }

    void run() {
        Crowd.declareExchanges(broker, false);
        simulation.add(new Simulation.Activity() {
            @Override
            public boolean isReady() {
                return actionsLeft > 0;
            }

            @Override
            public void happen() {
                act();
            }
        });
        while (actionsLeft > 0) {
            simulation.step();
        }
        for (Resource resource : Resource.values()) {
            broker.alarms().clear(resource);
        }
        crowd.comeToRest();
        crowd.leave();
        drain();
        checkEmpty();
    }

    private void act() {
        actionsLeft--;
        if (withAlarms && random.nextInt(20) == 0) {
            alarm();
        }
        crowd.act();
    }

    private void alarm() {
        Resource resource = Resource.values()[random.nextInt(Resource.values().length)];
        if (random.nextInt(3) == 0) {
            broker.alarms().raise(resource, "simulated");
        } else {
            broker.alarms().clear(resource);
        }
    }

    // ---- an ordinary client at the beginning and at the end

    private void drain() {
        CallingClient caller = new CallingClient(broker, 0);
        Set<String> there = new HashSet<>();
        broker.vhost().queues().forEach(queue -> there.add(queue.name()));
        for (QueueModel queue : oracle.queues()) {
            require(!queue.declared || queue.doomed || there.contains(queue.name), queue + " is gone");
            if (there.contains(queue.name)) {
                List<Long> left = drain(caller, queue);
                if (!queue.doomed) {
                    oracle.checkLeft(queue, left);
                }
                caller.call(new QueueMethod.Delete(queue.name, true, true, false));
            }
        }
        caller.close();
    }

    /** All that a queue has, in order; what clients saw before must come as redelivered. */
    private List<Long> drain(CallingClient caller, QueueModel queue) {
        List<Long> left = new ArrayList<>();
        while (caller.call(new BasicMethod.Get(queue.name, true)) instanceof BasicMethod.GetOk got) {
            Sent message = oracle.sent(ByteBuffer.wrap(caller.lastBody()).getLong());
            String objection = queue.copy(message).objection(got.redelivered());
            require(objection == null || queue.doomed, message + " of " + queue + objection);
            left.add(message.id);
        }
        return left;
    }

    private void checkEmpty() {
        simulation.settle();
        require(
                broker.vhost().queues().isEmpty(),
                "queues are left: " + broker.vhost().queues());
        require(broker.store().count(DefinitionKinds.QUEUE) == 0, "records of queues are left on disk");
        require(broker.store().count(DefinitionKinds.BINDING) == 0, "records of bindings are left on disk");
        require(broker.usedBufferBytes() == 0, broker.usedBufferBytes() + " bytes of buffers are left");
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
