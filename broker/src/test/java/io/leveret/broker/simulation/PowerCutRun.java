package io.leveret.broker.simulation;

import io.leveret.broker.simulation.Reckoning.Stop;
import io.leveret.persistence.SteppedDefinitions;
import io.leveret.persistence.disk.PowerCut;
import io.leveret.persistence.log.LogDisks;
import java.util.Random;

/** One run: a disk that loses power, one broker after the other over it, and the reckoning after each. */
final class PowerCutRun {
    private static final int MOST_CUTS = 4;
    private static final int MOST_ACTIONS = 300;
    private static final int MOST_OPERATIONS = 500;

    /** Operations of a start after which the power is cut at times. */
    private static final int START_OPERATIONS = 12;

    /** One life in so many begins with a queue of so many messages at most: some pages. */
    private static final int DEEP = 25;

    /** In one life in so many, nobody does anything but look at what is there. */
    private static final int LOOKING = 8;

    /** In one life in so many, all commit transactions over all shards, and soon the broker ends. */
    private static final int COMMITTING = 3;

    private static final int MOST_COMMITS = 40;

    private static final int MOST_FILLED = 8_000;

    private static final long NEVER = Long.MAX_VALUE / 2;

    /** What stays the same over all brokers of a run. */
    record World(int shards, SimulatedBroker.Limits limits, LoggedStorage.Sizes sizes) {}

    /** The process is gone, whatever it was doing. No {@link Exception}, so that nobody goes on. */
    private static final class Ended extends Error {
        private static final long serialVersionUID = 1;

        Ended() {
            super("ended", null, false, false);
        }
    }

    /** What happened in a run. */
    static final class Totals {
        long starts;
        long cutStarts;
        final long[] stops = new long[Stop.values().length];
        long recovered;
        long goneFiles;
        long segments;
        long published;
        long delivered;
        long pages;
        long transactions;

        @Override
        public String toString() {
            return starts + " starts after " + stops[0] + " power cuts, " + stops[1] + " kills and " + stops[2]
                    + " clean stops, " + cutStarts + " starts cut off; " + recovered + " messages recovered, "
                    + published + " published, " + delivered + " delivered, " + transactions
                    + " transactions of several queues in doubt, " + pages + " cold pages, "
                    + goneFiles + " files of the log freed, "
                    + segments + " segments at the ends";
        }
    }

    private final Random random;
    private final Totals totals;
    private final World world;
    private final Oracle oracle = new Oracle();
    private final SteppedDefinitions.Medium medium = new SteppedDefinitions.Medium();
    private final boolean givingAway;
    private final boolean durableDirect;
    private LogDisks disks = LogDisks.fresh();
    private LogDisks found;
    private Simulation simulation;
    private LoggedStorage storage;
    private SimulatedBroker broker;
    private Crowd crowd;
    private Stop stop;
    private int actionsLeft;
    private boolean committing;

    PowerCutRun(Random random, Totals totals) {
        this.random = random;
        this.totals = totals;
        long linkBytes = random.nextBoolean() ? 1 << 20 : 2_000;
        long parkedBytes = random.nextBoolean() ? 1 << 20 : 1_000;
        long memoryBytes = random.nextBoolean() ? 1 << 30 : 4_000;
        int fileBytes = (16 << random.nextInt(3)) * 1024;
        long unsyncedBytes = random.nextBoolean() ? 1 << 20 : 4_000;
        this.world = new World(
                1 + random.nextInt(3),
                new SimulatedBroker.Limits(linkBytes, parkedBytes, 60, memoryBytes),
                new LoggedStorage.Sizes(fileBytes, unsyncedBytes, random.nextBoolean() ? 1 : 20));
        this.givingAway = random.nextInt(3) == 0;
        this.durableDirect = random.nextBoolean();
    }

    void run() {
        start();
        for (int cuts = 1 + random.nextInt(MOST_CUTS); cuts > 0; cuts--) {
            live();
            start();
            Random inspector = new Random(random.nextLong());
            // What is found after an unclean stop must last from then on; of a clean one there is word only once.
            boolean wordOfIt = storage.log().log().endedInGoodOrder();
            LogDisks copy = wordOfIt ? found : disks.powerCut(random);
            Reckoning reckoning = new Reckoning(oracle, stop, world.shards() == 1);
            reckoning.check(new Inspection(copy, medium, world, inspector).run(), durableDirect);
            totals.transactions += reckoning.transactionsInDoubt();
        }
        totals.goneFiles += storage.log().goneFiles();
        totals.segments += storage.log().segments();
        totals.published += oracle.published();
        totals.delivered += oracle.deliveries();
    }

    /** Opens a broker over the disk; the power may go off while that is done. */
    private void start() {
        while (true) {
            found = disks.copy();
            disks.power().cutAfter(random.nextInt(4) == 0 ? random.nextInt(START_OPERATIONS) : NEVER);
            simulation = new Simulation(random);
            storage = new LoggedStorage(simulation, disks, medium, world.sizes());
            try {
                broker = new SimulatedBroker(simulation, world.shards(), world.limits(), storage);
                disks.power().cutAfter(NEVER);
                totals.starts++;
                totals.recovered += storage.recoveredMessages();
                return;
            } catch (PowerCut e) {
                totals.cutStarts++;
                disks = disks.powerCut(random);
            }
        }
    }

    /** Clients do things, and then it ends. */
    private void live() {
        crowd = new Crowd(random, oracle, broker, givingAway);
        Crowd.declareExchanges(broker, durableDirect);
        actionsLeft = 1 + random.nextInt(MOST_ACTIONS);
        committing = random.nextInt(COMMITTING) == 0;
        if (committing) {
            crowd.beginCommitting();
            actionsLeft = 1 + random.nextInt(MOST_COMMITS);
        } else if (random.nextInt(LOOKING) == 0) {
            crowd.look();
            actionsLeft = 1 + random.nextInt(3);
        } else if (random.nextInt(DEEP) == 0) {
            crowd.fill(random.nextInt(MOST_FILLED));
        }
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
        stop = committing ? Stop.POWER_CUT : Stop.values()[random.nextInt(Stop.values().length)];
        int mostOperations = committing ? MOST_COMMITS : MOST_OPERATIONS;
        disks.power().cutAfter(random.nextInt(3) == 0 ? NEVER : random.nextInt(mostOperations));
        try {
            while (actionsLeft > 0) {
                simulation.step();
            }
            if (stop == Stop.CLEAN) {
                crowd.comeToRest();
                crowd.leave();
                storage.close(true);
            }
        } catch (PowerCut e) {
            stop = Stop.POWER_CUT;
        } catch (Ended e) {
            // As was to be; the disk was not asked just then.
        }
        actionsLeft = 0;
        totals.stops[stop.ordinal()]++;
        totals.pages += storage.pages().stored();
        crowd.lose();
        disks = stop == Stop.KILL ? disks.copy() : disks.powerCut(random);
    }

    private void act() {
        if (--actionsLeft == 0 && stop != Stop.CLEAN) {
            throw new Ended();
        }
        if (committing) {
            crowd.commit();
            return;
        }
        crowd.act();
        if (random.nextInt(8) == 0) {
            storage.wakeKeeper(random.nextInt(3_000));
        }
        if (random.nextInt(25) == 0) {
            storage.definitions().checkpoint();
        }
    }
}
