package io.leveret.management.admin;

import io.leveret.codec.FieldTable;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** Queues. What a queue holds is read beside its shard, as it was a little while ago. */
public interface QueuesAdmin {
    /**
     * What policies say to a queue.
     *
     * @param name of the one that holds, or ""
     * @param operatorName of the operator's that holds, or ""
     * @param definition what both come to, by key
     */
    record PolicyDetails(String name, String operatorName, SortedMap<String, Object> definition) {}

    /**
     * A queue.
     *
     * @param id of RabbitMQ's form {@code <node.creation.number.0>}
     * @param ownerId of the connection that alone may use it, or ""
     * @param readyMessages not delivered; with {@code unackedMessages} they are all
     * @param readyBytes of bodies
     * @param damaged whether messages of it were lost by damage on disk
     */
    record QueueDetails(
            String vhost,
            String name,
            boolean durable,
            boolean autoDelete,
            boolean exclusive,
            PolicyDetails policy,
            FieldTable arguments,
            String id,
            String ownerId,
            long readyMessages,
            long unackedMessages,
            long readyBytes,
            long unackedBytes,
            int consumers,
            boolean damaged) {}

    /** A consumer. */
    record ConsumerDetails(
            String vhost,
            String queue,
            String channelId,
            String tag,
            boolean ackRequired,
            int prefetch,
            boolean active,
            FieldTable arguments) {}

    /** The queues of a virtual host by name. */
    List<QueueDetails> list(String vhost) throws AdminException;

    /** One queue; empty if it or its virtual host is not there. */
    Optional<QueueDetails> find(String vhost, String name);

    /** The consumers in a virtual host. */
    List<ConsumerDetails> consumers(String vhost) throws AdminException;

    /** Deletes a queue, whoever uses it; gives the number of messages that were ready. */
    long delete(String vhost, String name, boolean ifUnused, boolean ifEmpty) throws AdminException;

    /** Removes all ready messages; gives their number. */
    long purge(String vhost, String name) throws AdminException;
}
