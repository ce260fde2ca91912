package io.leveret.queue;

/**
 * A subscription to a queue. Made by the shell; what the machine keeps about it (credit, pauses) is the machine's own.
 */
public final class Consumer {
    private final Recipient recipient;
    private final String tag;
    private final boolean noAck;
    private final boolean exclusive;
    private final int priority;
    private final int prefetch;
    private final SharedCredit sharedCredit;

    /** Messages delivered and not yet settled; kept by {@code ConsumerCredit}. */
    int inFlight;

    /** Whether the transport asked for a pause; ended by {@code QueueDispatch.resume}. */
    boolean paused;

    /** Whether it is subscribed now. */
    boolean active;

    /**
     * @param tag unique on its channel
     * @param priority any value, higher is served first; 0 by default ({@code x-priority})
     * @param prefetch how many messages may be in flight, 0 for no limit; of no effect when {@code noAck}
     * @param sharedCredit the channel's limit, or null; of no effect when {@code noAck}
     */
    public Consumer(
            Recipient recipient,
            String tag,
            boolean noAck,
            boolean exclusive,
            int priority,
            int prefetch,
            SharedCredit sharedCredit) {
        this.recipient = recipient;
        this.tag = tag;
        this.noAck = noAck;
        this.exclusive = exclusive;
        this.priority = priority;
        this.prefetch = prefetch;
        this.sharedCredit = sharedCredit;
    }

    public Recipient recipient() {
        return recipient;
    }

    public String tag() {
        return tag;
    }

    public boolean noAck() {
        return noAck;
    }

    public boolean exclusive() {
        return exclusive;
    }

    public int priority() {
        return priority;
    }

    public int prefetch() {
        return prefetch;
    }

    SharedCredit sharedCredit() {
        return sharedCredit;
    }
}
