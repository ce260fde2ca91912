package io.leveret.persistence.log;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongUnaryOperator;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs steps on a thread of its own: again when woken, and when the last step said so. */
final class LogLoop {
    private static final Logger LOG = LoggerFactory.getLogger(LogLoop.class);

    private final Thread thread;
    private final LongUnaryOperator step;
    private final Predicate<Thread> maySleep;
    private final AlarmLatch alarm;
    private volatile boolean ending;

    /**
     * @param step is given the time in ms, and returns after how many ms it is to run again
     * @param maySleep whether there is nothing to do; if so, the thread is unparked when there is
     */
    LogLoop(String name, LongUnaryOperator step, Predicate<Thread> maySleep, AlarmLatch alarm) {
        this.step = step;
        this.maySleep = maySleep;
        this.alarm = alarm;
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    void wake() {
        LockSupport.unpark(thread);
    }

    /** Ends it after the step that runs. */
    void end() throws InterruptedException {
        ending = true;
        wake();
        thread.join();
    }

    static long nowMs() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    private void run() {
        try {
            while (!ending) {
                long waitMs = step.applyAsLong(nowMs());
                if (waitMs > 0 && maySleep.test(thread) && !ending) {
                    sleep(waitMs);
                }
            }
        } catch (RuntimeException | Error e) {
            LOG.error("The thread {} ends, the log cannot go on", thread.getName(), e);
            alarm.writing("the log cannot be written: " + e);
            throw e;
        }
    }

    private void sleep(long waitMs) {
        if (waitMs == LogCommitter.UNTIL_WOKEN) {
            LockSupport.park(this);
        } else {
            LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(waitMs));
        }
    }
}
