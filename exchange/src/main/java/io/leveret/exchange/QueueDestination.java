package io.leveret.exchange;

/** A queue as routing sees it: a name at which messages can arrive. Identity is what counts, not equality. */
public interface QueueDestination {
    String name();

    /** Whether it survives a restart; bindings between durable ends are durable (rabbit_binding). */
    boolean durable();
}
