package io.leveret.management.admin;

import io.leveret.codec.FieldTable;
import io.leveret.codec.MessageProperties;
import java.util.List;
import java.util.Optional;

/**
 * Messages where they wait: seen without being consumed, looked for, and dropped one by one. Nothing that is seen
 * changes by it: not its order, its flag redelivered, or what is counted.
 */
public interface MessagesAdmin {
    /**
     * Where messages are.
     *
     * @param delayed whether {@code name} is an exchange that holds them back, else it is a queue
     */
    record Source(String vhost, String name, boolean delayed) {
        /** A queue. */
        public static Source queue(String vhost, String name) {
            return new Source(vhost, name, false);
        }

        /** What an exchange of type {@code x-delayed-message} holds back. */
        public static Source delayedBy(String vhost, String exchange) {
            return new Source(vhost, exchange, true);
        }
    }

    /** What a message does. */
    enum State {
        READY,
        UNACKED,
        /** It is on its way out, to a dead letter exchange or by a job. */
        LEAVING,
        /** It is lost on disk. */
        DAMAGED
    }

    /**
     * A message.
     *
     * @param id in its place, never used there again
     * @param position how many stood before it where looking began
     * @param priority as the queue tells them apart
     * @param deliveryCount how often it was returned in a way that counts
     * @param ttlLeftMs until it expires, or -1 if it does not
     * @param sizeBytes of its body
     * @param content null if it cannot be read
     */
    record StoredMessage(
            long id,
            long position,
            State state,
            int priority,
            boolean redelivered,
            int deliveryCount,
            long ttlLeftMs,
            int sizeBytes,
            Content content) {}

    /**
     * What stands in a message.
     *
     * @param exchange that it was published to
     * @param body of which as many bytes are here as were asked for
     */
    record Content(String exchange, String routingKey, MessageProperties properties, byte[] body) {}

    /**
     * What is looked for; all of it must hold. What is null, empty or negative does not count.
     *
     * @param routingKey of which {@code *} stands for any characters
     * @param exchange that it was published to, of which {@code *} stands for any characters
     * @param headers each {@code name}, which must be there, or {@code name=value}, of which the value must be this one
     *     as text
     * @param bodyContains text of which the bytes stand somewhere in the body
     * @param state in which it is
     */
    record Filter(String routingKey, String exchange, List<String> headers, String bodyContains, State state) {
        /** All messages. */
        public static final Filter ALL = new Filter(null, null, List.of(), null, null);

        /** Copies the headers. */
        public Filter {
            headers = List.copyOf(headers);
        }
    }

    /**
     * A look.
     *
     * @param cursor where the one before ended, or null for the first
     * @param limit messages to be shown
     * @param bodyBytes of each body
     * @param mostLooked after so many messages, whatever was found, it ends
     */
    record Look(String cursor, int limit, int bodyBytes, Filter filter, long mostLooked) {}

    /**
     * What was seen.
     *
     * @param cursor where to go on, or null if there is no more
     * @param looked how many messages were looked at
     * @param unreadable how many cannot be read from disk and were passed over
     */
    record Seen(List<StoredMessage> messages, String cursor, long looked, long unreadable) {}

    /**
     * Shows messages in the order in which they are due. Takes as long as it must read, but some seconds at most.
     *
     * @throws AdminException {@code NOT_FOUND}; {@code INVALID} if the cursor is none
     */
    Seen look(Source source, Look look) throws AdminException;

    /** One message with so many bytes of its body. */
    Optional<StoredMessage> find(Source source, long id, int bodyBytes) throws AdminException;

    /** Drops one message that is ready; whether it was there and is gone. */
    boolean drop(Source source, long id) throws AdminException;

    /**
     * A step on a message's way.
     *
     * @param from an exchange
     * @param to a queue or exchange
     * @param binding the bindings that lead there, each with its key and arguments; none for the default exchange
     * @param alternate whether the message goes there because nothing else takes it
     */
    record Step(String from, String to, boolean toQueue, List<Lead> binding, boolean alternate) {}

    /** A binding that leads a message on. */
    record Lead(String routingKey, FieldTable arguments) {}

    /**
     * Who would get a message.
     *
     * @param queues each once
     * @param steps the way, exchange by exchange
     * @param delayedBy exchanges that would hold it back, so that it would go on later
     * @param byChance whether the next message may go elsewhere
     */
    record Way(List<String> queues, List<Step> steps, List<String> delayedBy, boolean byChance) {}

    /**
     * Who would get a message that is published to an exchange now.
     *
     * @throws AdminException {@code NOT_FOUND}
     */
    Way way(String vhost, String exchange, String routingKey, MessageProperties properties) throws AdminException;
}
