package io.leveret.broker.connection;

import java.util.ArrayDeque;

/**
 * What a connection writes when its client reads again, in order: deliveries that came while it was full, and the
 * answers that must not go before them ({@code get-ok}, {@code cancel-ok}).
 *
 * <p>A consumer hears that its client is full only with the next message it is given, and one on another shard has a
 * window under way. Written at once, one message each for many consumers would fill gigabytes; held, each costs a
 * reference to a message that is in memory anyway.
 */
final class HeldDeliveries {
    /** Shared by all who hold nothing; never added to. */
    private static final ArrayDeque<Runnable> NOTHING = new ArrayDeque<>(0);

    private final Outbound outbound;
    private ArrayDeque<Runnable> held = NOTHING;

    HeldDeliveries(Outbound outbound) {
        this.outbound = outbound;
    }

    /** Whether a delivery must wait its turn. */
    boolean mustHold() {
        return outbound.isFull() || !held.isEmpty();
    }

    /** Writes later, after all that is held. The task sees for itself whether it still applies. */
    void hold(Runnable write) {
        if (held == NOTHING) {
            held = new ArrayDeque<>();
        }
        held.add(write);
    }

    /** Runs what must not go before a held delivery: now if there is none. */
    void behind(Runnable answer) {
        if (held.isEmpty()) {
            answer.run();
        } else {
            held.add(answer);
        }
    }

    /** Writes until the client is full again; true if nothing is left. */
    boolean release() {
        while (!held.isEmpty() && !outbound.isFull()) {
            held.poll().run();
        }
        return held.isEmpty();
    }

    /** The connection has ended: nothing is written any more. */
    void forget() {
        held = NOTHING;
    }
}
