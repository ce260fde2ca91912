package io.leveret.broker.deadletter;

import io.leveret.codec.FieldTable;
import io.leveret.codec.FieldValue;
import java.util.ArrayList;
import java.util.List;

/**
 * One entry of {@code x-death}: how often a message left a queue for one reason, and how it was the first time.
 *
 * @param reason as the header says it
 * @param epochSeconds of the first time
 * @param exchange that it was published to
 * @param routingKeys that it was published with, those of CC too, those of BCC not
 * @param originalExpiration that was taken away, or null
 */
record Death(
        String queue,
        String reason,
        long count,
        long epochSeconds,
        String exchange,
        List<String> routingKeys,
        String originalExpiration) {
    static final String REJECTED = "rejected";

    boolean isOf(String otherQueue, String otherReason) {
        return queue.equals(otherQueue) && reason.equals(otherReason);
    }

    Death again() {
        return new Death(queue, reason, count + 1, epochSeconds, exchange, routingKeys, originalExpiration);
    }

    /** Fields in the order in which RabbitMQ 4.0.5 writes them (mc_amqpl:death_table). */
    FieldValue toField() {
        FieldTable.Builder table = FieldTable.builder();
        if (originalExpiration != null) {
            table.string("original-expiration", originalExpiration);
        }
        table.longInteger("count", count)
                .string("reason", reason)
                .string("queue", queue)
                .value("time", FieldValue.ofTimestamp(epochSeconds))
                .string("exchange", exchange)
                .array("routing-keys", routingKeys.stream().map(FieldValue::of).toList());
        return FieldValue.of(table.build());
    }

    /** Reads what {@link #toField} wrote. */
    static Death of(FieldValue field) {
        FieldTable table = field.asTable();
        List<String> keys = new ArrayList<>();
        for (FieldValue key : table.array("routing-keys")) {
            keys.add(key.asString());
        }
        return new Death(
                table.string("queue"),
                table.string("reason"),
                table.integer("count"),
                (Long) table.get("time").value(),
                table.string("exchange"),
                keys,
                table.string("original-expiration"));
    }
}
