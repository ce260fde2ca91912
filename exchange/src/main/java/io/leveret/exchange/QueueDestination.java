package io.leveret.exchange;

/** A queue as routing sees it: a name at which messages can arrive. Identity is what counts, not equality. */
public interface QueueDestination {
    String name();

    /** Whether it survives a restart; bindings between durable ends are durable (rabbit_binding). */
    boolean durable();

    /** The queue type as clients ask for it, such as {@code classic}; some exchanges take queues of one type only. */
    String queueType();
}
