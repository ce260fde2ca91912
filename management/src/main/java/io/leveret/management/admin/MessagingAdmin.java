package io.leveret.management.admin;

import io.leveret.codec.FieldTable;
import io.leveret.codec.MessageProperties;
import java.util.List;

/**
 * What clients of AMQP do, done for a user without a connection of its own: the permissions, limits, policies and
 * events are those of a client. Changes to what is durable are on disk when a method returns. Each call is over within
 * ten seconds, and leaves nothing behind. Any thread that may wait.
 */
public interface MessagingAdmin {
    /**
     * For whom, and where.
     *
     * @param from where the user is, for logs and events
     * @param operator whether it is no user of any table but the operator, who may do everything
     */
    record Acting(String user, String vhost, String from, boolean operator) {}

    /** A queue that is to be there. */
    record QueueWish(String name, boolean durable, boolean autoDelete, FieldTable arguments) {}

    /** An exchange that is to be there. */
    record ExchangeWish(
            String name, String type, boolean durable, boolean autoDelete, boolean internal, FieldTable arguments) {}

    /** A binding; {@code toQueue} says what the destination is. */
    record BindingWish(String source, String destination, boolean toQueue, String routingKey, FieldTable arguments) {}

    /** A message that is to be published; properties as AMQP encodes them. */
    record Publication(String exchange, String routingKey, byte[] properties, byte[] body) {}

    /** What became of a message that was published. */
    enum Publishing {
        /** It reached a queue. */
        ROUTED,
        /** There was no queue for it. */
        UNROUTED,
        /** A queue that it reached would not take it. */
        REJECTED
    }

    /** What becomes of messages that were fetched. */
    enum Fate {
        /** They go back as if their consumer had gone. */
        REQUEUED,
        /** They are gone. */
        ACKNOWLEDGED,
        /** They are rejected, and go back. */
        REJECTED_REQUEUED,
        /** They are rejected, and dropped or dead-lettered. */
        REJECTED
    }

    /**
     * What is to be fetched.
     *
     * @param most messages
     * @param mostBytes of bodies in all, as far as they are kept; at least one message is fetched in any case
     * @param bodyBytes kept of each body
     */
    record Fetch(String queue, long most, long mostBytes, int bodyBytes, Fate fate) {}

    /**
     * A message that was fetched.
     *
     * @param exchange that it was published to
     * @param left messages in the queue behind it
     * @param bodyBytes of the whole body
     * @param body the bytes of it that were asked for
     */
    record Fetched(
            String exchange,
            String routingKey,
            boolean redelivered,
            long left,
            MessageProperties properties,
            long bodyBytes,
            byte[] body) {}

    /** Has a queue be there: declares it, or finds it equivalent. */
    void declare(Acting acting, QueueWish queue) throws RefusedException, AdminException;

    /** Has an exchange be there: declares it, or finds it equivalent. */
    void declare(Acting acting, ExchangeWish exchange) throws RefusedException, AdminException;

    /** Deletes a queue, or finds it gone. */
    void deleteQueue(Acting acting, String queue, boolean ifUnused, boolean ifEmpty)
            throws RefusedException, AdminException;

    /** Deletes an exchange, or finds it gone. */
    void deleteExchange(Acting acting, String exchange, boolean ifUnused) throws RefusedException, AdminException;

    /** Binds, or finds it bound. */
    void bind(Acting acting, BindingWish binding) throws RefusedException, AdminException;

    /** Unbinds, or finds it not bound. */
    void unbind(Acting acting, BindingWish binding) throws RefusedException, AdminException;

    /** Removes all messages of a queue that are ready; gives their number. */
    long purge(Acting acting, String queue) throws RefusedException, AdminException;

    /** Publishes, and waits for the broker's confirm. */
    Publishing publish(Acting acting, Publication publication) throws RefusedException, AdminException;

    /** Fetches messages one after the other, as many as there are. */
    List<Fetched> fetch(Acting acting, Fetch fetch) throws RefusedException, AdminException;
}
