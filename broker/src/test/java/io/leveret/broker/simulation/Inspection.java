package io.leveret.broker.simulation;

import io.leveret.broker.vhost.BrokerQueue;
import io.leveret.codec.BasicMethod;
import io.leveret.codec.Method;
import io.leveret.persistence.SteppedDefinitions;
import io.leveret.persistence.log.LogDisks;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** A broker that is started over the copy of a disk for nothing but to tell what it finds there. */
final class Inspection {
    /** A message, and whether it came as redelivered. */
    record Found(long id, boolean redelivered) {}

    private final LoggedStorage storage;
    private final SimulatedBroker broker;
    private final CallingClient caller;

    /** @param disks are used up by this */
    Inspection(LogDisks disks, SteppedDefinitions.Medium medium, PowerCutRun.World world, Random random) {
        Simulation simulation = new Simulation(random);
        this.storage = new LoggedStorage(simulation, disks, medium, world.sizes());
        this.broker = new SimulatedBroker(simulation, world.shards(), world.limits(), storage);
        this.caller = new CallingClient(broker, random.nextInt(world.shards()));
    }

    /** What each queue has, in order. */
    Map<String, List<Found>> run() {
        Map<String, List<Found>> all = new TreeMap<>();
        for (BrokerQueue queue : List.copyOf(broker.vhost().queues())) {
            all.put(queue.name(), drain(queue.name()));
        }
        caller.close();
        return all;
    }

    /** What was shown at the start. */
    ObservedReplay replay() {
        return storage.replay();
    }

    /** The numbers that the queues have in the log, by name. */
    Map<String, Long> streams() {
        Map<String, Long> streams = new TreeMap<>();
        broker.vhost().queues().forEach(queue -> streams.put(queue.name(), queue.streamId()));
        return streams;
    }

    private List<Found> drain(String queue) {
        List<Found> found = new ArrayList<>();
        while (true) {
            int heard = caller.heard().size();
            Method answer = caller.call(new BasicMethod.Get(queue, true));
            if (caller.heard().size() != heard + 1) {
                throw new AssertionError(queue + " does not answer to a get after " + found.size() + " messages");
            }
            if (!(answer instanceof BasicMethod.GetOk got)) {
                return found;
            }
            found.add(new Found(ByteBuffer.wrap(caller.lastBody()).getLong(), got.redelivered()));
        }
    }
}
