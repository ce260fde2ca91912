package io.leveret.queue;

import java.util.ArrayDeque;

/** Those who asked for a message that could not be given at once, in the order in which they asked. */
final class WaitingGets {
    /** One who asked. */
    record Get(Recipient recipient, boolean noAck) {}

    /** Null until somebody has to wait. */
    private ArrayDeque<Get> waiting;

    boolean isEmpty() {
        return waiting == null || waiting.isEmpty();
    }

    void add(Recipient recipient, boolean noAck) {
        if (waiting == null) {
            waiting = new ArrayDeque<>();
        }
        waiting.add(new Get(recipient, noAck));
    }

    /** The first, which is taken out. */
    Get poll() {
        return waiting.poll();
    }

    void forget(Recipient recipient) {
        if (waiting != null) {
            waiting.removeIf(get -> get.recipient == recipient);
        }
    }
}
