package io.leveret.persistence.log;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What the log knows of a body while the body is in memory: whether it has one, under which id, how many streams hold
 * it, and where it stands once it is written.
 *
 * <p>A body is written by one thread, its place becomes known on another, and streams on further ones let go of it,
 * some before that. Whoever lets go early is counted in the place itself, and accounted for when it is known; so each
 * holder is accounted for exactly once without a lock. Those that never took it are counted apart as well: the others
 * have added it, or are about to.
 */
public abstract class LoggedBody {
    /** {@link #place} of a body that is not written, or not yet. */
    public static final long NO_PLACE = -1;

    /** One more has let go; the count of those that never took it stands above that of all. */
    private static final long GONE = 1;

    private static final long UNTAKEN = 1L << Integer.SIZE;

    private static final VarHandle PLACE;

    static {
        try {
            PLACE = MethodHandles.lookup().findVarHandle(LoggedBody.class, "place", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** If negative, not known yet: the complement counts who let go meanwhile. */
    private volatile long place = NO_PLACE;

    private long bodyId;
    private int holders;

    /** Gives it an id, and says how many streams will add it. Once, by the thread that appends it to the log. */
    public final void logged(long id, int streams) {
        bodyId = id;
        holders = streams;
    }

    /** Its id in the log, 0 if it is not meant for it. */
    public final long bodyId() {
        return bodyId;
    }

    /** How many streams were to add it, 0 if it is not in the log. */
    public final int holders() {
        return holders;
    }

    /** Where it stands, greater than 0, or less if that is not known. Any thread. */
    public final long place() {
        return place;
    }

    /**
     * One stream lets go.
     *
     * @return the place, for the caller to account for it; or a negative number if whoever writes it will do that
     */
    final long letGo() {
        return count(GONE);
    }

    /** The same of one that never took it. */
    final long letGoUntaken() {
        return count(GONE + UNTAKEN);
    }

    private long count(long one) {
        while (true) {
            long seen = place;
            if (seen > 0 || PLACE.compareAndSet(this, seen, seen - one)) {
                return seen;
            }
        }
    }

    /**
     * It is written.
     *
     * @return how many streams have let go before, for {@link #all} and {@link #untaken}
     */
    final long placed(long where) {
        return NO_PLACE - (long) PLACE.getAndSet(this, where);
    }

    /** Of those that {@link #placed} tells: how many they are. */
    static int all(long letGo) {
        return (int) letGo;
    }

    /** How many of them never took it. */
    static int untaken(long letGo) {
        return (int) (letGo >>> Integer.SIZE);
    }
}
