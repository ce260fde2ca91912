package io.leveret.broker.deadletter;

import io.leveret.codec.FieldTable;
import io.leveret.codec.FieldValue;
import io.leveret.codec.MessageProperties;
import io.leveret.codec.WireStrings;
import io.leveret.exchange.RoutingKeys;
import io.leveret.queue.Message;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * What the broker must know of a message to dead-letter it and cannot read from its properties. Most messages need
 * none; those that do carry it as the annotations of their {@code Message}.
 *
 * <p>The header CC says where else a message goes, but BCC is taken away before anybody sees the message, and after a
 * dead letter routing key CC means nothing any more. And {@code x-death} counts only if this broker wrote it: a client
 * may publish anything under that name.
 *
 * @param died whether {@code x-death} is this broker's
 * @param copies keys beside the first one, CC and BCC
 * @param hidden those of them that are BCC
 */
public record RoutingNotes(boolean died, List<String> copies, List<String> hidden) {
    private static final int VERSION = 1;

    static final String CC = "CC";

    /**
     * Notes as bytes: version, whether it died, then both lists, each led by its size in two bytes, each key by its
     * length in three.
     */
    public byte[] toBytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(VERSION);
        out.write(died ? 1 : 0);
        write(out, copies);
        write(out, hidden);
        return out.toByteArray();
    }

    private static void write(ByteArrayOutputStream out, List<String> keys) {
        out.write(keys.size() >>> 8);
        out.write(keys.size());
        for (String key : keys) {
            byte[] bytes = WireStrings.encode(key);
            out.write(bytes.length >>> 16);
            out.write(bytes.length >>> 8);
            out.write(bytes.length);
            out.writeBytes(bytes);
        }
    }

    /** The keys that a message is routed by: that of its address, and those of CC and BCC. */
    public static RoutingKeys routingKeys(Message message) {
        MessageProperties properties = new MessageProperties(message.content(), message.propertiesLength());
        FieldTable headers = properties.headers() == null ? FieldTable.EMPTY : properties.headers();
        return RoutingKeys.of(message.routingKey(), of(message, headers).copies());
    }

    /** Those of a message; one without notes goes where its key and CC say. */
    public static RoutingNotes of(Message message, FieldTable headers) {
        if (message.annotations() != null) {
            return of(message.annotations());
        }
        List<String> copies = new ArrayList<>();
        List<FieldValue> carbonCopies = headers.array(CC);
        if (carbonCopies != null) {
            for (FieldValue copy : carbonCopies) {
                if (copy.asString() != null) {
                    copies.add(copy.asString());
                }
            }
        }
        return new RoutingNotes(false, copies, List.of());
    }

    /** Reads what {@link #toBytes} wrote. */
    static RoutingNotes of(byte[] bytes) {
        if (bytes[0] != VERSION) {
            throw new IllegalArgumentException("notes of version " + bytes[0]);
        }
        Reader in = new Reader(bytes);
        return new RoutingNotes(bytes[1] != 0, in.keys(), in.keys());
    }

    private static final class Reader {
        private final byte[] bytes;
        private int at = 2;

        Reader(byte[] bytes) {
            this.bytes = bytes;
        }

        List<String> keys() {
            int count = number(2);
            List<String> keys = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                int length = number(3);
                keys.add(WireStrings.decode(bytes, at, length));
                at += length;
            }
            return keys;
        }

        private int number(int octets) {
            int number = 0;
            for (int i = 0; i < octets; i++) {
                number = number << 8 | bytes[at++] & 0xff;
            }
            return number;
        }
    }
}
