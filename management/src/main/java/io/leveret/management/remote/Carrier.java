package io.leveret.management.remote;

/** A way to a node. */
public interface Carrier extends AutoCloseable {
    /**
     * Sends a request and waits for the head of its answer.
     *
     * @throws NodeUnreachableException there is no node, or the way to it broke
     */
    Answer send(Call call) throws NodeUnreachableException;

    /** Which node it leads to, for people. */
    String destination();

    @Override
    default void close() {}
}
