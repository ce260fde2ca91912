package io.leveret.broker.deadletter;

import io.leveret.codec.FieldTable;
import io.leveret.codec.FieldValue;
import io.leveret.codec.MessageProperties;
import io.leveret.codec.WireStrings;
import io.leveret.exchange.RoutingKeys;
import io.leveret.queue.Message;
import io.leveret.queue.RemovalReason;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A message on its way from a queue that it left to the dead letter exchange: the same body under new headers, exactly
 * as RabbitMQ 4.0.5 writes them (mc:record_death, mc_amqpl:protocol_state). Headers are sorted by name, and each name
 * stands once.
 *
 * @param message as it goes on; not in the log yet
 * @param exchange that it goes to
 * @param routingKeys that it is routed with
 * @param headers as they are now
 */
public record DeadLetter(
        Message message,
        String exchange,
        RoutingKeys routingKeys,
        FieldTable headers,
        Deaths deaths,
        boolean rejected) {
    private static final Set<String> LAST_DEATH =
            Set.of("x-death", "x-last-death-reason", "x-last-death-queue", "x-last-death-exchange");
    private static final Set<String> FIRST_DEATH =
            Set.of("x-first-death-reason", "x-first-death-queue", "x-first-death-exchange");

    /**
     * What a queue says of its dead letters.
     *
     * @param queue that they leave
     * @param exchange that they go to
     * @param routingKey that they get, or null if they keep theirs
     */
    public record Origin(String queue, String exchange, String routingKey) {}

    /** Makes the dead letter out of a message that leaves its queue now. */
    public static DeadLetter of(Message dead, RemovalReason reason, Origin origin, long epochMs) {
        byte[] content = dead.content();
        MessageProperties properties = new MessageProperties(content, dead.propertiesLength());
        FieldTable headers = properties.headers() == null ? FieldTable.EMPTY : properties.headers();
        RoutingNotes notes = RoutingNotes.of(dead, headers);
        String fromExchange = dead.exchange();
        String firstKey = dead.routingKey();
        Deaths earlier = notes.died() ? Deaths.of(headers) : Deaths.none();
        String reasonText = reason.name().toLowerCase(Locale.ROOT);
        String expiration = dead.ttlMs() == Message.NO_TTL ? null : Long.toString(dead.ttlMs());
        Deaths deaths = earlier.with(new Death(
                origin.queue(),
                reasonText,
                1,
                Math.floorDiv(epochMs, 1000),
                fromExchange,
                shown(firstKey, notes),
                expiration));
        FieldTable marked = mark(headers, notes.died(), deaths, List.of(reasonText, origin.queue(), fromExchange));
        boolean replaced = origin.routingKey() != null;
        String key = replaced ? origin.routingKey() : firstKey;
        List<String> copies = replaced ? List.of() : notes.copies();
        byte[] encoded = properties.toBuilder().expiration(null).headers(marked).build();
        byte[] whole = new byte[encoded.length + dead.bodySize()];
        System.arraycopy(encoded, 0, whole, 0, encoded.length);
        System.arraycopy(content, dead.propertiesLength(), whole, encoded.length, dead.bodySize());
        Message message = new Message(
                address(origin.exchange(), key),
                whole,
                encoded.length,
                Message.NO_TTL,
                dead.priority(),
                dead.persistent(),
                new RoutingNotes(true, copies, notes.hidden()).toBytes());
        return new DeadLetter(
                message,
                origin.exchange(),
                RoutingKeys.of(key, copies),
                marked,
                deaths,
                reason == RemovalReason.REJECTED);
    }

    /** Whether it must not come to this queue, since it would run in a circle for ever. */
    public boolean isCycle(String targetQueue) {
        return !rejected && deaths.isCycle(targetQueue);
    }

    /** The queues that it left, the latest first. */
    public List<String> queues() {
        return deaths.queues();
    }

    /** All keys but those of BCC, each of which takes the first one like it away. */
    private static List<String> shown(String firstKey, RoutingNotes notes) {
        List<String> keys = new ArrayList<>(notes.copies().size() + 1);
        keys.add(firstKey);
        keys.addAll(notes.copies());
        notes.hidden().forEach(keys::remove);
        return keys;
    }

    /** @param last reason, queue and exchange */
    private static FieldTable mark(FieldTable headers, boolean died, Deaths deaths, List<String> last) {
        FieldTable.Builder marked = FieldTable.builder();
        Set<String> seen = new HashSet<>(LAST_DEATH);
        if (!died) {
            seen.addAll(FIRST_DEATH);
            marked.string("x-first-death-reason", last.get(0))
                    .string("x-first-death-queue", last.get(1))
                    .string("x-first-death-exchange", last.get(2));
        }
        marked.value("x-death", deaths.toField())
                .string("x-last-death-reason", last.get(0))
                .string("x-last-death-queue", last.get(1))
                .string("x-last-death-exchange", last.get(2));
        for (Map.Entry<String, FieldValue> entry : headers) {
            if (seen.add(entry.getKey())) {
                marked.value(entry.getKey(), entry.getValue());
            }
        }
        return marked.build().sortedByName();
    }

    /** Exchange and routing key as two short strings. */
    static byte[] address(String exchange, String routingKey) {
        byte[] first = WireStrings.encode(exchange);
        byte[] second = WireStrings.encode(routingKey);
        byte[] address = new byte[first.length + second.length + 2];
        address[0] = (byte) first.length;
        System.arraycopy(first, 0, address, 1, first.length);
        address[first.length + 1] = (byte) second.length;
        System.arraycopy(second, 0, address, first.length + 2, second.length);
        return address;
    }
}
