package io.leveret.management.admin;

import io.leveret.codec.FieldTable;
import io.leveret.management.admin.ConnectionsAdmin.Peer;
import java.util.Collection;
import java.util.List;
import java.util.Map;
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

    /** The channel that a consumer is on. */
    record ConsumerChannel(String id, String connectionName, int number, String user, Peer client) {}

    /**
     * A consumer.
     *
     * @param activity RabbitMQ's word: {@code up}, or {@code single_active} and {@code waiting} where one at a time is
     *     active
     * @param timeoutMs how long it may hold a message, 0 for ever
     * @param key equal for as long as it is there, and no other's
     */
    record ConsumerDetails(
            String vhost,
            String queue,
            ConsumerChannel channel,
            String tag,
            boolean ackRequired,
            boolean exclusive,
            int prefetch,
            boolean active,
            String activity,
            long timeoutMs,
            FieldTable arguments,
            Object key) {}

    /** What a queue is called. */
    record QueueName(String vhost, String name) {}

    /**
     * How long messages of a queue have been delivered, or fetched, and not settled.
     *
     * @param oldestMs the longest, 0 if there is no such message
     * @param byConsumer the longest of each consumer that holds any, by {@link ConsumerDetails#key}
     */
    record HeldTimes(long oldestMs, Map<Object, Long> byConsumer) {}

    /** The queues of a virtual host by name. */
    List<QueueDetails> list(String vhost) throws AdminException;

    /** One queue; empty if it or its virtual host is not there. */
    Optional<QueueDetails> find(String vhost, String name);

    /** The consumers in a virtual host, by queue and tag. */
    List<ConsumerDetails> consumers(String vhost) throws AdminException;

    /** The consumers of a queue by tag; none if it is not there. */
    List<ConsumerDetails> consumers(String vhost, String queue) throws AdminException;

    /** The consumers on the channels of the connection of this name, by channel, queue and tag. */
    List<ConsumerDetails> consumersOf(String connectionName) throws AdminException;

    /**
     * How long messages of some queues have been held. Each queue that has delivered any is asked, so these are the few
     * of a page. Queues that are not there, or keep no times since messages may be held for ever, are left out.
     */
    Map<QueueName, HeldTimes> heldTimes(Collection<QueueName> queues) throws AdminException;

    /** Deletes a queue, whoever uses it; gives the number of messages that were ready. */
    long delete(String vhost, String name, boolean ifUnused, boolean ifEmpty) throws AdminException;

    /** Removes all ready messages; gives their number. */
    long purge(String vhost, String name) throws AdminException;
}
