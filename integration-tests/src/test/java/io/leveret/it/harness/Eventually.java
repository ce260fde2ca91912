package io.leveret.it.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for a condition with a deadline. */
public final class Eventually {
    private static final long PAUSE_NANOS = Duration.ofMillis(10).toNanos();

    private Eventually() {}

    /** Asks again and again until the answer is this one; fails with the last answer after the deadline. */
    public static <T> void equal(Callable<T> actual, T expected) throws Exception {
        equal(RawConnection.DEADLINE, actual, expected);
    }

    /** The same with a deadline of one's own. */
    public static <T> void equal(Duration deadline, Callable<T> actual, T expected) throws Exception {
        long endNanos = System.nanoTime() + deadline.toNanos();
        T last = actual.call();
        while (!expected.equals(last) && System.nanoTime() < endNanos) {
            LockSupport.parkNanos(PAUSE_NANOS);
            last = actual.call();
        }
        assertThat(last).isEqualTo(expected);
    }
}
