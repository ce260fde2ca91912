package io.leveret.broker.shard;

import java.util.ArrayList;
import java.util.List;

/** Shards over threads that the test drives. */
public final class HandDrivenShards {
    private final List<HandDrivenThread> threads = new ArrayList<>();
    private final Shards shards;

    public HandDrivenShards(int count, long limitBytes) {
        for (int i = 0; i < count; i++) {
            threads.add(new HandDrivenThread());
        }
        shards = new Shards(threads, limitBytes);
    }

    public HandDrivenShards(int count) {
        this(count, 1 << 20);
    }

    public Shards all() {
        return shards;
    }

    public BrokerShard get(int index) {
        return shards.get(index);
    }

    public HandDrivenThread thread(int index) {
        return threads.get(index);
    }

    /** Runs all threads until none has anything to do. */
    public void run() {
        int ran;
        do {
            ran = 0;
            for (HandDrivenThread thread : threads) {
                ran += thread.run();
            }
        } while (ran > 0);
    }

    /** Runs a task as a turn of a shard, and lets everything that follows from it happen. */
    public void turn(int index, Runnable task) {
        get(index).execute(task);
        run();
    }

    /** Moves all clocks on by the same step. */
    public void advance(long byMs) {
        for (HandDrivenThread thread : threads) {
            thread.advance(byMs);
        }
        run();
    }
}
