package io.leveret.broker.shard;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.RejectedExecutionException;

/** A thread that runs when the test says so, with a clock that the test sets. */
public final class HandDrivenThread implements ShardThread {
    private record Alarm(long atMs, long order, Runnable task) {}

    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private final PriorityQueue<Alarm> alarms =
            new PriorityQueue<>(Comparator.comparingLong(Alarm::atMs).thenComparingLong(Alarm::order));
    private long nowMs = 1_000_000;
    private long alarmsSet;
    private boolean closed;

    @Override
    public void execute(Runnable task) {
        if (closed) {
            throw new RejectedExecutionException("the thread has ended");
        }
        tasks.add(task);
    }

    @Override
    public void executeAt(long atMs, Runnable task) {
        alarms.add(new Alarm(atMs, alarmsSet++, task));
    }

    @Override
    public long nowMs() {
        return nowMs;
    }

    @Override
    public boolean isCurrent() {
        return true;
    }

    /** From here on it takes no task, as an event loop that has been shut down. */
    public void close() {
        closed = true;
    }

    /** Runs the task that has waited longest; false if none waits. */
    public boolean runOne() {
        Runnable task = tasks.poll();
        if (task != null) {
            task.run();
        }
        return task != null;
    }

    /** Runs tasks until none waits; how many it were. */
    public int run() {
        int ran = 0;
        while (runOne()) {
            ran++;
        }
        return ran;
    }

    /** Moves the clock on, running alarms when they are due and tasks as they come. */
    public void advance(long byMs) {
        long untilMs = nowMs + byMs;
        run();
        while (!alarms.isEmpty() && alarms.peek().atMs() <= untilMs) {
            Alarm next = alarms.poll();
            nowMs = Math.max(nowMs, next.atMs());
            next.task().run();
            run();
        }
        nowMs = untilMs;
    }

    /** Runs the alarm that is due next now, before its time, as a timer that goes by another clock may. */
    public void runNextAlarmEarly() {
        alarms.poll().task().run();
    }

    /** Tasks that wait. */
    public int waiting() {
        return tasks.size();
    }

    /** Alarms that are set. */
    public int alarms() {
        return alarms.size();
    }
}
