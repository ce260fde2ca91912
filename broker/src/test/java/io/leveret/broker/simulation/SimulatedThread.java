package io.leveret.broker.simulation;

import io.leveret.broker.shard.ShardThread;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;

/** The thread of one shard, which runs when the simulation says so. Tasks run in the order they came, as in Netty. */
final class SimulatedThread implements ShardThread {
    private record Timer(long atMs, long order, Runnable task) {}

    private final Simulation simulation;
    private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
    private final PriorityQueue<Timer> timers =
            new PriorityQueue<>(Comparator.comparingLong(Timer::atMs).thenComparingLong(Timer::order));
    private long timersSet;
    private boolean frozen;
    private boolean running;

    SimulatedThread(Simulation simulation) {
        this.simulation = simulation;
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public void executeAt(long atMs, Runnable task) {
        timers.add(new Timer(atMs, timersSet++, task));
    }

    @Override
    public long nowMs() {
        return simulation.nowMs();
    }

    @Override
    public boolean isCurrent() {
        return simulation.isOn(this);
    }

    /** A frozen thread runs nothing, as one that the machine gives no time. */
    void freeze(boolean on) {
        frozen = on;
    }

    /** Whether it can run nothing now. */
    boolean isFrozen() {
        return frozen || running;
    }

    boolean hasTask() {
        return !isFrozen() && !tasks.isEmpty();
    }

    void runTask() {
        runNow(tasks.poll());
    }

    /** Runs what does not come from the queue of tasks: a read. */
    void runNow(Runnable task) {
        simulation.enter(this);
        running = true;
        try {
            task.run();
        } finally {
            running = false;
            simulation.leave();
        }
    }

    /** When the earliest timer is due, {@code Long.MAX_VALUE} if there is none. */
    long earliestTimerMs() {
        return timers.isEmpty() ? Long.MAX_VALUE : timers.peek().atMs();
    }

    /** Makes tasks of the timers that are due. */
    void fireDue() {
        while (!timers.isEmpty() && timers.peek().atMs() <= simulation.nowMs()) {
            tasks.add(timers.poll().task());
        }
    }
}
