package io.leveret.broker.deadletter;

import io.leveret.codec.FieldTable;
import io.leveret.codec.FieldValue;
import io.leveret.codec.MessageProperties;
import io.leveret.queue.Message;
import java.util.List;
import java.util.Map;

/** What becomes of a message that somebody sends elsewhere: the same body, and as much else as is wanted. */
public final class Readdressed {
    private static final List<String> OF_DEATHS = List.of("x-first-death-", "x-last-death-");

    private Readdressed() {}

    /** The same message for another queue. */
    public static Message same(Message message) {
        return message.unlogged();
    }

    /** The same message to an exchange, by a key alone. */
    public static Message to(Message message, String exchange, String routingKey) {
        MessageProperties properties = new MessageProperties(message.content(), message.propertiesLength());
        FieldTable headers = properties.headers() == null ? FieldTable.EMPTY : properties.headers();
        boolean died = RoutingNotes.of(message, headers).died();
        return new Message(
                DeadLetter.address(exchange, routingKey),
                message.content(),
                message.propertiesLength(),
                message.ttlMs(),
                message.priority(),
                message.persistent(),
                new RoutingNotes(died, List.of(), List.of()).toBytes());
    }

    /**
     * A message as it was before its first death, as far as that is known: exchange and keys are those of then; its
     * expiration was taken from it and does not come back.
     *
     * @param keepDeaths whether the headers that tell of its deaths stay
     */
    public static Message revived(Message message, FirstDeath death, boolean keepDeaths) {
        byte[] content = message.content();
        int length = message.propertiesLength();
        MessageProperties properties = new MessageProperties(content, length);
        FieldTable headers = properties.headers() == null ? FieldTable.EMPTY : properties.headers();
        boolean died = RoutingNotes.of(message, headers).died();
        if (!keepDeaths) {
            FieldTable left = withoutDeaths(headers);
            byte[] encoded = left.isEmpty()
                    ? properties.toBuilder().headers(null).build()
                    : MessageProperties.withHeaders(content, length, left);
            content = new byte[encoded.length + message.bodySize()];
            System.arraycopy(encoded, 0, content, 0, encoded.length);
            System.arraycopy(message.content(), length, content, encoded.length, message.bodySize());
            length = encoded.length;
        }
        List<String> keys = death.routingKeys();
        List<String> copies = keys.subList(1, keys.size());
        boolean notes = keepDeaths && died || !copies.isEmpty() || headers.contains(RoutingNotes.CC);
        return new Message(
                DeadLetter.address(death.exchange(), keys.get(0)),
                content,
                length,
                message.ttlMs(),
                message.priority(),
                message.persistent(),
                notes ? new RoutingNotes(keepDeaths && died, copies, List.of()).toBytes() : null);
    }

    private static FieldTable withoutDeaths(FieldTable headers) {
        FieldTable.Builder left = FieldTable.builder();
        for (Map.Entry<String, FieldValue> entry : headers) {
            String name = entry.getKey();
            if (!name.equals(Deaths.HEADER) && OF_DEATHS.stream().noneMatch(name::startsWith)) {
                left.value(name, entry.getValue());
            }
        }
        return left.build();
    }
}
