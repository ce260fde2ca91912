package io.leveret.broker.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The seeded scheduler and its clock: of all that could happen next, it picks one. */
final class Simulation {
    private static final int TOO_MANY_STEPS = 5_000_000;

    /** Something that can happen when it is ready. */
    interface Activity {
        boolean isReady();

        void happen();
    }

    private final Random random;
    private final List<SimulatedThread> threads = new ArrayList<>();
    private final List<Activity> activities = new ArrayList<>();
    private final List<Activity> ready = new ArrayList<>();
    private SimulatedThread current;
    private long nowMs = 1_700_000_000_000L;

    Simulation(Random random) {
        this.random = random;
    }

    Random random() {
        return random;
    }

    long nowMs() {
        return nowMs;
    }

    boolean isOn(SimulatedThread thread) {
        return current == thread;
    }

    void enter(SimulatedThread thread) {
        if (current != null) {
            throw new IllegalStateException("a thread runs within another");
        }
        current = thread;
    }

    void leave() {
        current = null;
    }

    SimulatedThread newThread() {
        SimulatedThread thread = new SimulatedThread(this);
        threads.add(thread);
        add(new Activity() {
            @Override
            public boolean isReady() {
                return thread.hasTask();
            }

            @Override
            public void happen() {
                thread.runTask();
            }
        });
        return thread;
    }

    void add(Activity activity) {
        activities.add(activity);
    }

    void remove(Activity activity) {
        activities.remove(activity);
    }

    /** Lets one thing happen; false if nothing can. */
    boolean step() {
        ready.clear();
        for (Activity activity : activities) {
            if (activity.isReady()) {
                ready.add(activity);
            }
        }
        if (ready.isEmpty()) {
            return false;
        }
        ready.get(ready.size() == 1 ? 0 : random.nextInt(ready.size())).happen();
        return true;
    }

    /** The running thread is given no time for a while, and others are. */
    void preempt(int steps) {
        SimulatedThread running = current;
        current = null;
        for (int i = 0; i < steps; i++) {
            step();
        }
        current = running;
    }

    /** Lets things happen until nothing can without the clock. */
    void settle() {
        for (int steps = 0; step(); steps++) {
            if (steps > TOO_MANY_STEPS) {
                throw new AssertionError("the broker does not come to rest");
            }
        }
    }

    /** Lets time pass, timer by timer, and everything happen that they cause. */
    void pass(long ms) {
        long untilMs = nowMs + ms;
        settle();
        while (true) {
            long nextMs = Long.MAX_VALUE;
            for (SimulatedThread thread : threads) {
                nextMs = Math.min(nextMs, thread.earliestTimerMs());
            }
            if (nextMs > untilMs) {
                nowMs = untilMs;
                return;
            }
            tick(Math.max(0, nextMs - nowMs));
            settle();
        }
    }

    /** Moves the clock; timers that are due become tasks. */
    void tick(long ms) {
        nowMs += ms;
        for (SimulatedThread thread : threads) {
            thread.fireDue();
        }
    }
}
