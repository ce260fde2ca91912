package io.leveret.broker.simulation;

import io.leveret.broker.recovery.QueueRecovery;
import io.leveret.broker.shard.Shards;
import io.leveret.broker.storage.MemoryPages;
import io.leveret.broker.storage.NodeStorage;
import io.leveret.broker.storage.ShardLogs;
import io.leveret.broker.vhost.QueueStreams;
import io.leveret.broker.vhost.VirtualHosts;
import io.leveret.persistence.SteppedDefinitions;
import io.leveret.persistence.disk.SimDisk;
import io.leveret.persistence.log.LogAlarm;
import io.leveret.persistence.log.LogDisks;
import io.leveret.persistence.log.LogListener;
import io.leveret.persistence.log.LogPosition;
import io.leveret.persistence.log.LogWriter;
import io.leveret.persistence.log.SteppedLog;
import io.leveret.queue.RecoveryStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.function.BooleanSupplier;

/**
 * The real log on a disk that may lose power, with definitions in it. What the log's threads do happens when the
 * simulation says so; and while one of them waits for the disk, the rest goes on.
 */
final class LoggedStorage implements SimulatedStorage, QueueRecovery.DefinitionsReplay, RecoveryStore, LogAlarm {
    /** How deep what goes on meanwhile may itself wait for the disk. */
    private static final int MOST_WAITING = 3;

    /**
     * How it works.
     *
     * @param fileBytes of each file of the log
     * @param unsyncedBytes that may wait for the disk before publishers are slowed down
     * @param slowness how many other things happen, about, before the disk does something; 1 if it is quick
     */
    record Sizes(int fileBytes, long unsyncedBytes, int slowness) {}

    private final Simulation simulation;
    private final LogDisks disks;
    private final Sizes sizes;
    private final SteppedDefinitions definitions;
    private final MemoryPages pages = new MemoryPages();
    private VirtualHosts vhosts;
    private SteppedLog log;
    private QueueRecovery recovery;
    private ObservedReplay replay;
    private boolean keeperDue;
    private long passedMs;
    private int waiting;

    LoggedStorage(Simulation simulation, LogDisks disks, SteppedDefinitions.Medium medium, Sizes sizes) {
        this.simulation = simulation;
        this.disks = disks;
        this.sizes = sizes;
        this.definitions = new SteppedDefinitions(medium);
    }

    @Override
    public SteppedDefinitions definitions() {
        return definitions;
    }

    /** As a node does it. */
    @Override
    public NodeStorage open(Shards shards, VirtualHosts hosts) {
        vhosts = hosts;
        recovery = new QueueRecovery(vhosts, this, this);
        replay = new ObservedReplay(recovery);
        try {
            log = SteppedLog.open(disks, sizes.fileBytes(), replay);
            recovery.finish();
            log.begin(new QueueStreams(vhosts), this);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        definitions.start(log.log());
        goOn();
        ShardLogs logs = new ShardLogs(
                shards, this::writer, log.log().highestBodyId(), log.log()::unsyncedBytes, sizes.unsyncedBytes());
        return new NodeStorage(logs, log.log().reader(), pages);
    }

    @Override
    public long highestStream() {
        return log.log().highestStream();
    }

    SteppedLog log() {
        return log;
    }

    /** What was shown at the start. */
    ObservedReplay replay() {
        return replay;
    }

    long recoveredMessages() {
        return recovery.messages();
    }

    MemoryPages pages() {
        return pages;
    }

    // ---- what the log's threads do

    private void goOn() {
        thread(log::isGiven, () -> log.commit(simulation.nowMs() + passedMs));
        thread(() -> keeperDue || log.hasBegunFile(), () -> {
            keeperDue = false;
            log.keep(simulation.nowMs() + passedMs);
        });
        thread(log::isAsked, () -> log.read(1 + simulation.random().nextInt(3)));
        thread(definitions::hasAnswer, definitions::answer);
        Random random = simulation.random();
        SimDisk.Hook hook = (operation, file) -> {
            if (waiting < MOST_WAITING && random.nextInt(3) == 0) {
                waiting++;
                simulation.preempt(random.nextInt(6));
                waiting--;
            }
        };
        disks.log().hook(hook);
        disks.segments().hook(hook);
    }

    /** Before and after a shard hands over what it appended, others may be quicker than it. */
    private LogWriter writer(LogListener listener) {
        return new PreemptedWriter(log.log().writer(listener), this::preempt);
    }

    private void preempt() {
        if (waiting < MOST_WAITING && simulation.random().nextInt(8) == 0) {
            waiting++;
            int most = simulation.random().nextInt(10) == 0 ? 80 : 8;
            simulation.preempt(simulation.random().nextInt(most));
            waiting--;
        }
    }

    /** A thread does one thing at a time, also if that takes long. */
    private void thread(BooleanSupplier ready, Runnable step) {
        simulation.add(new Simulation.Activity() {
            private boolean busy;

            @Override
            public boolean isReady() {
                return !busy && ready.getAsBoolean();
            }

            @Override
            public void happen() {
                if (simulation.random().nextInt(sizes.slowness()) != 0) {
                    return;
                }
                busy = true;
                step.run();
                busy = false;
            }
        });
    }

    /** Time passes for the log, and the next look after its files is due. */
    void wakeKeeper(long ms) {
        passedMs += ms;
        keeperDue = true;
    }

    /** A clean end: nobody is connected any more. */
    void close(boolean withCheckpoint) {
        disks.log().hook((operation, file) -> {});
        disks.segments().hook((operation, file) -> {});
        if (withCheckpoint) {
            definitions.checkpoint();
        }
        log.close();
    }

    // ---- the start

    @Override
    public void changes(ByteBuffer bytes) {
        definitions.replay(bytes);
    }

    @Override
    public void damaged(LogPosition end, String text) {
        definitions.damaged(end, text);
    }

    @Override
    public void complete() {
        definitions.readAll((kind, key, value) -> {
            if (!vhosts.restore(kind, value)) {
                throw new AssertionError("a stored definition of the unknown kind " + kind);
            }
        });
    }

    @Override
    public boolean budgetUsedUp() {
        return vhosts.memoryUsedUp();
    }

    @Override
    public long storePage(ByteBuffer index) {
        return pages.store(index);
    }

    // ---- the log's alarm

    @Override
    public void raised(String text) {
        throw new AssertionError("the log raised an alarm: " + text);
    }

    @Override
    public void cleared() {
        throw new AssertionError("the log cleared an alarm that was never raised");
    }
}
