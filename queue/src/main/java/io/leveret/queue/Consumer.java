package io.leveret.queue;

/**
 * A subscription to a queue. Made by the shell, which may extend it by what it needs to find its way; what the machine
 * keeps about it (credit, pauses) is the machine's own.
 */
public class Consumer {
    private final Recipient recipient;
    private final String tag;
    private final boolean noAck;
    private final boolean exclusive;
    private final int priority;
    private final int prefetch;
    private final SharedCredit sharedCredit;

    final ConsumerCredit credit;

    /** Its recipient as the queue knows it while this is subscribed, else null. */
    Holder holder;

    /** Its place among the consumers while it is subscribed, else null. */
    PriorityLevel level;

    /** Neighbours in the ring of those that can take a message now, null while it cannot. */
    Consumer nextAble;

    Consumer previousAble;

    /**
     * @param tag unique on its channel
     * @param priority any value, higher is served first; 0 by default ({@code x-priority})
     * @param prefetch how many messages may be in flight, 0 for no limit, never negative; of no effect when
     *     {@code noAck}
     * @param sharedCredit the channel's limit, or null
     */
    public Consumer(
            Recipient recipient,
            String tag,
            boolean noAck,
            boolean exclusive,
            int priority,
            int prefetch,
            SharedCredit sharedCredit) {
        if (prefetch < 0) {
            throw new IllegalArgumentException("prefetch must not be negative, but is " + prefetch);
        }
        this.recipient = recipient;
        this.tag = tag;
        this.noAck = noAck;
        this.exclusive = exclusive;
        this.priority = priority;
        this.prefetch = prefetch;
        this.sharedCredit = sharedCredit;
        this.credit = new ConsumerCredit(noAck ? 0 : prefetch);
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

    /** Messages delivered and not yet settled or returned; always 0 if {@link #noAck()}. On the queue's shard only. */
    public int inFlight() {
        return credit.inFlight();
    }

    /** Null if there is none. */
    SharedCredit sharedCredit() {
        return sharedCredit;
    }
}
