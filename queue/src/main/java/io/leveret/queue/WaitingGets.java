package io.leveret.queue;

import java.util.ArrayDeque;

/** Those who asked for a message that could not be given at once, in the order in which they asked. */
final class WaitingGets {
    /** One who asked. */
    record Get(Recipient recipient, boolean noAck) {}

    private final ArrayDeque<Get> waiting = new ArrayDeque<>(2);

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    void add(Recipient recipient, boolean noAck) {
        waiting.add(new Get(recipient, noAck));
    }

    /** The first, which is taken out. */
    Get poll() {
        return waiting.poll();
    }

    void forget(Recipient recipient) {
        waiting.removeIf(get -> get.recipient == recipient);
    }
}
