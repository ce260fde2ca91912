package io.leveret.broker.admin;

import io.leveret.management.admin.QueuesAdmin;
import io.leveret.management.admin.QueuesAdmin.QueueDetails;
import io.leveret.management.admin.ReplicasAdmin;
import java.util.Optional;

/** A node that is alone: the one member of each replicated queue, and no other can be added. Any thread. */
final class SoleReplicas implements ReplicasAdmin {
    private final QueuesAdmin queues;
    private final String node;

    SoleReplicas(QueuesAdmin queues, String node) {
        this.queues = queues;
        this.node = node;
    }

    @Override
    public Outcome add(String vhost, String queue, String wanted, String membership) {
        return of(vhost, queue, wanted, Outcome.DONE, Outcome.NODE_NOT_RUNNING);
    }

    /** A node that is no member need not be removed, whether there is one of that name or not. */
    @Override
    public Outcome remove(String vhost, String queue, String unwanted) {
        return of(vhost, queue, unwanted, Outcome.LAST_MEMBER, Outcome.DONE);
    }

    private Outcome of(String vhost, String queue, String named, Outcome forThis, Outcome forAnother) {
        Optional<QueueDetails> found = queues.find(vhost, queue);
        if (found.isEmpty()) {
            return Outcome.NOT_FOUND;
        }
        if (!"quorum".equals(found.get().arguments().string("x-queue-type"))) {
            return Outcome.NOT_REPLICATED;
        }
        return named.equals(node) ? forThis : forAnother;
    }

    /** This node is a member of all of them, and another of none. */
    @Override
    public void grow(String named, Growth wanted) {}

    /** This node is the last member of all of them. */
    @Override
    public void shrink(String named) {}
}
