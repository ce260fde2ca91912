package io.leveret.broker.deadletter;

import io.leveret.codec.FieldTable;
import io.leveret.codec.FieldValue;
import io.leveret.codec.MessageProperties;
import io.leveret.queue.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where a message was before it was dead-lettered for the first time.
 *
 * @param queue that it left
 * @param exchange that it had been published to
 * @param routingKeys that it had been published with, those of CC too, those of BCC not; at least one
 */
public record FirstDeath(String queue, String exchange, List<String> routingKeys) {
    /**
     * Reads it out of a message's headers.
     *
     * @param trusted whether the headers count also if this broker did not write them; a client can write anything
     * @return empty if it did not die, or if nobody can say where
     */
    public static Optional<FirstDeath> of(Message message, boolean trusted) {
        MessageProperties properties = new MessageProperties(message.content(), message.propertiesLength());
        FieldTable headers = properties.headers();
        if (headers == null || !trusted && !RoutingNotes.of(message, headers).died()) {
            return Optional.empty();
        }
        List<FieldValue> deaths = headers.array(Deaths.HEADER);
        return deaths == null ? Optional.empty() : first(headers, deaths);
    }

    /** The entry that {@code x-first-death-*} name; without those the last one, since the latest stands first. */
    private static Optional<FirstDeath> first(FieldTable headers, List<FieldValue> deaths) {
        String queue = headers.string("x-first-death-queue");
        String reason = headers.string("x-first-death-reason");
        FieldTable found = null;
        for (FieldValue death : deaths) {
            FieldTable table = death.asTable();
            boolean any = queue == null || reason == null;
            if (table != null
                    && (any || queue.equals(table.string("queue")) && reason.equals(table.string("reason")))) {
                found = table;
            }
        }
        return found == null ? Optional.empty() : read(found);
    }

    private static Optional<FirstDeath> read(FieldTable death) {
        String queue = death.string("queue");
        String exchange = death.string("exchange");
        List<String> keys = new ArrayList<>();
        List<FieldValue> fields = death.array("routing-keys");
        for (FieldValue key : fields == null ? List.<FieldValue>of() : fields) {
            if (key.asString() != null) {
                keys.add(key.asString());
            }
        }
        return queue == null || exchange == null || keys.isEmpty()
                ? Optional.empty()
                : Optional.of(new FirstDeath(queue, exchange, List.copyOf(keys)));
    }
}
