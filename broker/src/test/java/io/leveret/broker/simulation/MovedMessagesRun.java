package io.leveret.broker.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.deadletter.Readdressed;
import io.leveret.broker.shard.BrokerShard;
import io.leveret.broker.vhost.BrokerQueue;
import io.leveret.broker.vhost.MoveOutcome;
import io.leveret.broker.vhost.Parcel;
import io.leveret.broker.vhost.QueueMoves;
import io.leveret.codec.ConfirmMethod;
import io.leveret.codec.FieldTable;
import io.leveret.codec.QueueMethod;
import io.leveret.persistence.SteppedDefinitions;
import io.leveret.persistence.disk.PowerCut;
import io.leveret.persistence.log.LogDisks;
import io.leveret.queue.QueueLook;
import io.leveret.queue.QueuePosition;
import io.leveret.queue.QueueView;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * One run: messages that were confirmed are moved to and fro between queues of several shards, while the power is cut
 * again and again; in the end each must be in one queue at least, and in one alone if nothing was cut.
 */
final class MovedMessagesRun {
    private static final List<String> QUEUES = List.of("a", "b", "c");
    private static final int MOST_MESSAGES = 120;
    private static final int MOST_ACTIONS = 60;
    private static final int MOST_OPERATIONS = 250;
    private static final int MOST_LIVES = 4;
    private static final long NEVER = Long.MAX_VALUE / 2;

    private final Random random;
    private final Map<String, Integer> happened;
    private final PowerCutRun.World world;
    private final SteppedDefinitions.Medium medium = new SteppedDefinitions.Medium();
    private final int messages;
    private LogDisks disks = LogDisks.fresh();
    private Simulation simulation;
    private LoggedStorage storage;
    private SimulatedBroker broker;
    private int actionsLeft;
    private boolean cut;

    MovedMessagesRun(Random random, Map<String, Integer> happened) {
        this.random = random;
        this.happened = happened;
        long memoryBytes = random.nextBoolean() ? 1 << 30 : 4_000;
        this.world = new PowerCutRun.World(
                1 + random.nextInt(3),
                new SimulatedBroker.Limits(1 << 20, 1 << 20, 60, memoryBytes),
                new LoggedStorage.Sizes(16 * 1024, 1 << 20, random.nextBoolean() ? 1 : 20));
        this.messages = 1 + random.nextInt(MOST_MESSAGES);
    }

    void run() {
        start();
        publish();
        for (int lives = 1 + random.nextInt(MOST_LIVES); lives > 0; lives--) {
            live();
            start();
        }
        Inspection inspection = new Inspection(disks.powerCut(random), medium, world, new Random(random.nextLong()));
        check(inspection.run());
    }

    private void count(String event) {
        happened.merge(event, 1, Integer::sum);
    }

    private void start() {
        disks.power().cutAfter(NEVER);
        simulation = new Simulation(random);
        storage = new LoggedStorage(simulation, disks, medium, world.sizes());
        broker = new SimulatedBroker(simulation, world.shards(), world.limits(), storage);
    }

    private void publish() {
        for (String queue : QUEUES) {
            CallingClient caller = new CallingClient(broker, random.nextInt(world.shards()));
            caller.call(new QueueMethod.Declare(queue, false, true, false, false, false, FieldTable.EMPTY));
            caller.close();
        }
        CallingClient caller = new CallingClient(broker, random.nextInt(world.shards()));
        caller.call(new ConfirmMethod.Select(false));
        for (int id = 0; id < messages; id++) {
            byte[] body = ByteBuffer.allocate(Long.BYTES + random.nextInt(300))
                    .putLong(id)
                    .array();
            caller.publishPersistent("", QUEUES.get(random.nextInt(QUEUES.size())), body);
            caller.rest();
        }
        caller.close();
    }

    /** Messages are moved for a while; then it ends, by a cut or a kill or in good order. */
    private void live() {
        actionsLeft = 1 + random.nextInt(MOST_ACTIONS);
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
        boolean clean = random.nextInt(3) == 0;
        disks.power().cutAfter(clean ? NEVER : random.nextInt(MOST_OPERATIONS));
        try {
            while (actionsLeft > 0) {
                simulation.step();
            }
            if (clean) {
                simulation.settle();
                storage.close(true);
                disks = disks.powerCut(random);
                count("clean stop");
                return;
            }
        } catch (PowerCut e) {
            count("power cut");
        }
        actionsLeft = 0;
        cut = true;
        disks = random.nextBoolean() ? disks.copy() : disks.powerCut(random);
    }

    private void act() {
        actionsLeft--;
        if (random.nextInt(8) == 0) {
            storage.wakeKeeper(random.nextInt(3_000));
            return;
        }
        BrokerShard asker = broker.shards().get(random.nextInt(world.shards()));
        BrokerQueue source = broker.vhost().queue(QUEUES.get(random.nextInt(QUEUES.size())));
        String target = random.nextInt(10) == 0 ? "nowhere" : QUEUES.get(random.nextInt(QUEUES.size()));
        long from = 1 + random.nextInt(2 * MOST_MESSAGES);
        QueuePosition at = random.nextBoolean() ? QueuePosition.FIRST : new QueuePosition(0, from);
        QueueLook look = new QueueLook(at, 1 + random.nextInt(20), Long.MAX_VALUE);
        // An answer must not enter a machine: it may come out of one.
        asker.execute(() -> source.look(asker, look, view -> asker.soon(() -> move(asker, source, view, target))));
    }

    private void move(BrokerShard asker, BrokerQueue source, QueueView view, String target) {
        List<Parcel> parcels = new ArrayList<>();
        for (QueueView.Entry entry : view.entries()) {
            assertThat(entry.message()).as("a message that can be read").isNotNull();
            if (entry.state() == QueueView.State.READY && random.nextInt(4) != 0) {
                parcels.add(new Parcel(entry.id(), Readdressed.same(entry.message()), target));
            }
        }
        QueueMoves.move(source, asker, parcels, this::moved);
    }

    private void moved(MoveOutcome[] outcomes) {
        Arrays.stream(outcomes).forEach(outcome -> count(outcome.name()));
    }

    private void check(Map<String, List<Inspection.Found>> found) {
        Map<Long, Integer> copies = new TreeMap<>();
        found.values().forEach(all -> all.forEach(each -> copies.merge(each.id(), 1, Integer::sum)));
        assertThat(copies.keySet()).as("all that were confirmed").hasSize(messages);
        if (cut) {
            count(copies.values().stream().anyMatch(times -> times > 1) ? "in two queues" : "in one queue");
        } else {
            assertThat(copies.values()).as("each once").containsOnly(1);
        }
    }
}
