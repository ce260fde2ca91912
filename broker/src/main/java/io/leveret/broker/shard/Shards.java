package io.leveret.broker.shard;

import java.util.List;

/** All shards of a node, linked with each other. */
public final class Shards {
    private static final int RUN = 0;

    /** Runs what a command carries: the cold commands, which need no arrays of their own. */
    private static final ShardReceiver RUNNER = (at, operation, first, second, task, other) -> ((Runnable) task).run();

    private final BrokerShard[] all;

    /**
     * @param limitBytes how much may be under way from one shard to another before those who feed it are asked to stop
     */
    public Shards(List<? extends ShardThread> threads, long limitBytes) {
        all = new BrokerShard[threads.size()];
        for (int i = 0; i < all.length; i++) {
            all[i] = new BrokerShard(i, threads.get(i));
        }
        for (BrokerShard source : all) {
            ShardLink[] links = new ShardLink[all.length];
            for (BrokerShard target : all) {
                if (target != source) {
                    links[target.index()] = new ShardLink(source, target, limitBytes);
                }
            }
            source.connect(links);
        }
    }

    public int count() {
        return all.length;
    }

    public BrokerShard get(int index) {
        return all[index];
    }

    /**
     * Runs a task on {@code target}, in order with all other commands from {@code source}; at once if they are the
     * same. On {@code source}'s thread.
     */
    public static void send(BrokerShard source, BrokerShard target, Runnable task) {
        if (source == target) {
            task.run();
        } else {
            source.linkTo(target).send(RUNNER, RUN, 0, 0, task, null);
        }
    }

    /**
     * Runs {@code done} on {@code source} when every shard, itself too, has served all commands that {@code source}
     * gave it before, and all answers to them have arrived. At once if there is only one shard.
     */
    public void barrier(BrokerShard source, Runnable done) {
        if (all.length == 1) {
            done.run();
            return;
        }
        Countdown countdown = new Countdown(all.length - 1, () -> source.whenNothingHeld(done));
        for (BrokerShard target : all) {
            if (target != source) {
                send(source, target, () -> target.whenNothingHeld(() -> send(target, source, countdown)));
            }
        }
    }

    /** Runs a task when it has been run itself a number of times, all on one thread. */
    private static final class Countdown implements Runnable {
        private final Runnable done;
        private int left;

        Countdown(int left, Runnable done) {
            this.left = left;
            this.done = done;
        }

        @Override
        public void run() {
            if (--left == 0) {
                done.run();
            }
        }
    }
}
