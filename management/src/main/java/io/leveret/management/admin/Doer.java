package io.leveret.management.admin;

/**
 * Who acts, for those who are told of it: events say {@code user_who_performed_action}. Whoever takes requests says it
 * for the time of one request, which stays on one thread up to the ports of the broker; so no port carries a name
 * through.
 */
public final class Doer {
    /** Whom RabbitMQ names where no user asked for it. */
    public static final String INTERNAL = "rmq-internal";

    /** Whom RabbitMQ names for commands of its tools. */
    public static final String CONTROL_CHANNEL = "rmq-cli";

    private static final ThreadLocal<String> ON_THIS_THREAD = ThreadLocal.withInitial(() -> INTERNAL);

    private Doer() {}

    /**
     * What somebody does.
     *
     * @param <T> what comes of it
     * @param <E> how it fails
     */
    @FunctionalInterface
    public interface Deed<T, E extends Exception> {
        /** Does it. */
        T act() throws E;
    }

    /** The name of who acts on this thread. */
    public static String name() {
        return ON_THIS_THREAD.get();
    }

    /** Has a name stand for all that a deed causes on this thread. */
    public static <T, E extends Exception> T as(String name, Deed<T, E> deed) throws E {
        String before = ON_THIS_THREAD.get();
        ON_THIS_THREAD.set(name);
        try {
            return deed.act();
        } finally {
            ON_THIS_THREAD.set(before);
        }
    }
}
