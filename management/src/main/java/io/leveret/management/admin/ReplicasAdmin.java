package io.leveret.management.admin;

/** On which nodes replicated queues have members. Any thread. */
public interface ReplicasAdmin {
    /** What became of a wish. */
    enum Outcome {
        /** It is done, or was so before. */
        DONE,
        /** There is no such queue. */
        NOT_FOUND,
        /** The queue has no members: it lives on one node. */
        NOT_REPLICATED,
        /** The node that is to be a member is not one of the cluster, or does not run. */
        NODE_NOT_RUNNING,
        /** The node is the only member, and the last one stays. */
        LAST_MEMBER
    }

    /**
     * Queues that are to get one member more.
     *
     * @param vhostPattern what their virtual hosts' names match
     * @param queuePattern what their names match
     * @param strategy RabbitMQ's word: {@code all} of them, or {@code even}, those with an even number of members
     * @param membership RabbitMQ's word for what the new member is, {@code voter}, {@code non_voter} or
     *     {@code promotable}
     */
    record Growth(String vhostPattern, String queuePattern, String strategy, String membership) {}

    /** Makes a node a member of a queue. */
    Outcome add(String vhost, String queue, String node, String membership) throws AdminException;

    /** Has a node be a member of a queue no longer. */
    Outcome remove(String vhost, String queue, String node) throws AdminException;

    /** Makes a node a member of all queues that are meant; those where it cannot be one are left as they are. */
    void grow(String node, Growth wanted) throws AdminException;

    /** Has a node be a member of no queue, but of those where it is the last. */
    void shrink(String node) throws AdminException;
}
