package io.leveret.broker.admin;

import java.util.concurrent.TimeUnit;

/** Keeps a job to its rate: pieces that are small enough, and far enough apart. */
final class Pace {
    private final double perSecond;
    private final int mostAtOnce;
    private long nextNanos = System.nanoTime();

    /**
     * A pace.
     *
     * @param perSecond messages, 0 for as many as go
     * @param pieces a second, if there is a rate
     * @param most messages of a piece
     */
    Pace(double perSecond, int pieces, int most) {
        this.perSecond = perSecond;
        this.mostAtOnce = perSecond == 0 ? most : (int) Math.max(1, Math.min(most, perSecond / pieces));
    }

    /** How many messages may go at once, of so many. */
    int room(long wanted) {
        return (int) Math.min(mostAtOnce, wanted);
    }

    /** How long to wait for the next. */
    long waitMs() {
        return Math.max(0, TimeUnit.NANOSECONDS.toMillis(nextNanos - System.nanoTime()));
    }

    /** So many have gone; what was missed before is not made up for. */
    void moved(int messages) {
        if (perSecond != 0) {
            long from = Math.max(nextNanos, System.nanoTime() - TimeUnit.MILLISECONDS.toNanos(1));
            nextNanos = from + (long) (messages / perSecond * TimeUnit.SECONDS.toNanos(1));
        }
    }
}
