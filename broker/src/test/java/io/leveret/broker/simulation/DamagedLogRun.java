package io.leveret.broker.simulation;

import io.leveret.broker.simulation.Inspection.Found;
import io.leveret.persistence.DefinitionsLostException;
import io.leveret.persistence.SteppedDefinitions;
import io.leveret.persistence.disk.SimDisk;
import io.leveret.persistence.log.LogDisks;
import io.leveret.persistence.log.LogMap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** One run: a broker that is stopped, and many ways in which what it left may be damaged. */
final class DamagedLogRun {
    private static final int MOST_ACTIONS = 250;
    private static final int MOST_LIVES = 3;

    /** What happened. */
    static final class Totals {
        long damaged;
        long refused;
        long refusedInDoubt;
        long reported;
        long queuesTouched;
        long queuesChanged;
        long queuesNamed;

        @Override
        public String toString() {
            return damaged + " damaged logs, of which " + reported + " were reported; " + refused
                    + " starts refused, " + refusedInDoubt + " of them though no definition was hit; " + queuesTouched
                    + " queues touched, " + queuesChanged + " of them changed, of which " + queuesNamed + " were named";
        }
    }

    private final Random random;
    private final LoggedErrors errors;
    private final Totals totals;
    private final PowerCutRun.World world;
    private final Oracle oracle = new Oracle();
    private final SteppedDefinitions.Medium medium = new SteppedDefinitions.Medium();

    DamagedLogRun(Random random, LoggedErrors errors, Totals totals) {
        this.random = random;
        this.errors = errors;
        this.totals = totals;
        this.world = new PowerCutRun.World(
                1 + random.nextInt(2),
                new SimulatedBroker.Limits(1 << 20, 1 << 20, 60, random.nextBoolean() ? 1 << 30 : 4_000),
                new LoggedStorage.Sizes(16 * 1024, 1 << 20, 1));
    }

    /** @param damages how many times the disk is damaged, always the same one */
    void run(int damages) throws IOException {
        LogDisks disks = LogDisks.fresh();
        for (int lives = 1 + random.nextInt(MOST_LIVES); lives > 0; lives--) {
            live(disks);
            disks = disks.copy();
            Inspection life = new Inspection(disks.copy(), medium, world, new Random(random.nextLong()));
            new Reckoning(oracle, Reckoning.Stop.CLEAN, world.shards() == 1).check(life.run(), true);
        }
        errors.check();
        Inspection whole = new Inspection(disks.copy(), medium, world, new Random(random.nextLong()));
        Map<String, Long> streams = whole.streams();
        Map<String, List<Found>> contents = whole.run();
        errors.check();
        List<LogMap.Frame> frames = LogMap.of(disks.log());
        for (int i = 0; i < damages; i++) {
            LogDisks damaged = disks.copy();
            List<String> what = new ArrayList<>();
            Hit hit = damage(damaged.log(), frames, what);
            try {
                check(damaged, hit, streams, contents);
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("after " + what + ", which hits " + hit + ": " + e, e);
            }
        }
    }

    /** Clients do things and leave. */
    private void live(LogDisks disks) {
        Simulation simulation = new Simulation(random);
        LoggedStorage storage = new LoggedStorage(simulation, disks, medium, world.sizes());
        SimulatedBroker broker = new SimulatedBroker(simulation, world.shards(), world.limits(), storage);
        Crowd crowd = new Crowd(random, oracle, broker, false);
        Crowd.declareExchanges(broker, true);
        for (int actions = 20 + random.nextInt(MOST_ACTIONS); actions > 0; actions--) {
            crowd.act();
            for (int i = random.nextInt(8); i > 0; i--) {
                simulation.step();
            }
            if (random.nextInt(8) == 0) {
                storage.wakeKeeper(random.nextInt(3_000));
            }
        }
        crowd.comeToRest();
        crowd.leave();
        storage.close(random.nextBoolean());
    }

    // ---- damage

    /**
     * What was hit.
     *
     * @param traceless whether something is gone without a trace: the end of the log, a file as if it had been freed,
     *     or what stood behind a frame, as if a power cut had taken it
     */
    private record Hit(Set<LogMap.Frame> frames, boolean traceless) {
        boolean definitions() {
            return frames.stream().anyMatch(LogMap.Frame::hasDefinitions);
        }

        boolean isOpenEnded() {
            return frames.stream().anyMatch(LogMap.Frame::isOpenEnded);
        }

        Set<Long> streams() {
            Set<Long> streams = new HashSet<>();
            frames.forEach(frame -> streams.addAll(frame.streams()));
            return streams;
        }
    }

    private Hit damage(SimDisk disk, List<LogMap.Frame> frames, List<String> what) throws IOException {
        Set<LogMap.Frame> hit = new HashSet<>();
        long newest = frames.stream().mapToLong(LogMap.Frame::generation).max().orElse(0);
        boolean traceless = false;
        Set<String> names = new HashSet<>();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            List<String> all = disk.list();
            String name = all.get(random.nextInt(all.size()));
            int size = disk.bytes(name).length;
            // Two faults in one file may together leave nothing by which it is known.
            if (size == 0 || !names.add(name)) {
                continue;
            }
            int at = random.nextInt(random.nextBoolean() ? size : Math.min(size, 4_000));
            if (random.nextInt(4) == 0) {
                disk.truncate(name, at);
                frames.stream().filter(frame -> frame.endsBehind(name, at)).forEach(hit::add);
                traceless |= frames.stream()
                        .filter(frame -> frame.endsBehind(name, at))
                        .anyMatch(frame -> frame.generation() == newest || at < LogMap.FIRST_FRAME_BYTES);
                traceless |= frames.stream().anyMatch(frame -> frame.endsAt(name, at));
                what.add(name + " cut at " + at);
            } else {
                disk.flip(name, at * 8L + random.nextInt(8));
                frames.stream().filter(frame -> frame.holds(name, at)).forEach(hit::add);
                what.add(name + " flipped at " + at);
            }
        }
        return new Hit(hit, traceless);
    }

    private void check(LogDisks disks, Hit hit, Map<String, Long> streams, Map<String, List<Found>> contents)
            throws IOException {
        totals.damaged++;
        boolean hasSegments = !disks.segments().list().isEmpty();
        Inspection inspection;
        try {
            inspection = new Inspection(disks, medium, world, new Random(random.nextLong()));
        } catch (UncheckedIOException e) {
            errors.take();
            require(isRefusal(e), "the start ends with " + e);
            totals.refused++;
            totals.refusedInDoubt += hit.definitions() ? 0 : 1;
            return;
        }
        ObservedReplay replay = inspection.replay();
        totals.reported += replay.damages.isEmpty() ? 0 : 1;
        Map<String, Long> streamsLeft = inspection.streams();
        Map<String, List<Found>> left = inspection.run();
        errors.take();
        require(
                streamsLeft.equals(streams) || (hit.traceless() && hit.definitions()),
                "the queues are " + streamsLeft + " instead of " + streams);
        Set<Long> touched = hit.streams();
        streams.forEach((name, stream) -> {
            if (!stream.equals(streamsLeft.get(name))) {
                return;
            }
            boolean same = ids(contents.get(name)).equals(ids(left.get(name)));
            if (touched.contains(stream)) {
                totals.queuesTouched++;
                totals.queuesChanged += same ? 0 : 1;
                totals.queuesNamed += !same && replay.damagedStreams.contains(stream) ? 1 : 0;
                require(
                        same || hit.traceless() || replay.damagedStreams.contains(stream) || replay.anyStream,
                        name + " is changed and no damage was reported");
            } else {
                boolean perhaps = hasSegments && hit.isOpenEnded() && (hit.traceless() || !replay.damages.isEmpty());
                require(
                        same || perhaps,
                        name + " is not touched and has " + ids(left.get(name)) + " instead of "
                                + ids(contents.get(name)));
            }
        });
    }

    private static boolean isRefusal(UncheckedIOException e) {
        return e.getCause() instanceof DefinitionsLostException
                && e.getCause().getMessage().contains("are lost: ");
    }

    private static List<Long> ids(List<Found> found) {
        return found.stream().map(Found::id).toList();
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
