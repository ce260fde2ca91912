package io.leveret.broker.simulation;

import java.util.LinkedHashSet;
import java.util.Set;

/** One {@code basic.publish}. */
final class Sent implements ChannelLog.Pending {
    final Oracle oracle;

    /** Ascending over all clients. */
    final long id;

    final ClientChannel channel;
    final String exchange;
    final String routingKey;
    final boolean mandatory;
    final boolean persistent;

    /** When it was published. */
    final long at;

    /** The queues that must take it. */
    final Set<QueueModel> sure = new LinkedHashSet<>();

    /** The broker has said, one way or another, that it is in its queues. */
    boolean taken;

    /** When the broker said that it is on disk, or 0. */
    long confirmedAt;

    /** It came back as unroutable. */
    boolean returned;

    /** Its transaction was never committed: it must never be seen. */
    boolean forbidden;

    Sent(
            Oracle oracle,
            long id,
            ClientChannel channel,
            String exchange,
            String routingKey,
            boolean mandatory,
            boolean persistent) {
        this.oracle = oracle;
        this.id = id;
        this.channel = channel;
        this.exchange = exchange;
        this.routingKey = routingKey;
        this.mandatory = mandatory;
        this.persistent = persistent;
        this.at = oracle.now();
    }

    @Override
    public void processed() {
        if (!taken) {
            taken = true;
            oracle.resolved(this);
        }
    }

    @Override
    public void lost() {
        // The broker may have it, and put it into its queues yet.
    }

    /** The broker started again, and a queue has it. */
    void found(QueueModel queue) {
        sure.add(queue);
        taken = true;
        confirmedAt = confirmedAt == 0 ? oracle.now() : confirmedAt;
    }

    @Override
    public String toString() {
        return "message " + id;
    }
}
