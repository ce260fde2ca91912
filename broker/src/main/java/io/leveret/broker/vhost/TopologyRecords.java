package io.leveret.broker.vhost;

import io.leveret.codec.FieldTable;
import io.leveret.exchange.Binding;
import io.leveret.exchange.DestinationKind;
import io.leveret.exchange.Exchange;
import io.leveret.exchange.ExchangeDeclaration;
import io.leveret.persistence.DefinitionsStore.Change;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Exchanges, queues and bindings as records of the definitions store. A record begins with the version of its format;
 * one of a newer version is refused.
 */
final class TopologyRecords {
    private static final int VERSION = 5;
    private static final int FIRST_WITH_STREAM = 2;
    private static final int FIRST_WITH_METADATA = 3;
    private static final int FIRST_WITH_DECLARER = 5;
    private static final int FIRST_WITH_PROTECTION = 4;
    private static final int MAX_BYTES_IN_KEY = 256;

    private TopologyRecords() {}

    /** Writes the fields of a record. */
    private interface Fields {
        void writeTo(DataOutputStream out) throws IOException;
    }

    static Change vhost(String name, VhostMetadata metadata) {
        return new Change(DefinitionKinds.VHOST, name, bytes(out -> {
            out.writeUTF(name);
            writeText(out, metadata.description());
            writeText(out, metadata.defaultQueueType());
            out.writeInt(metadata.tags().size());
            for (String tag : metadata.tags()) {
                writeText(out, tag);
            }
            out.writeBoolean(metadata.protectedFromDeletion());
        }));
    }

    static Change vhostDeleted(String name) {
        return new Change(DefinitionKinds.VHOST, name, null);
    }

    static Change exchange(String vhost, Exchange exchange) {
        long storeStream = exchange.store() == null ? 0 : ((BrokerQueue) exchange.store()).streamId();
        return exchange(vhost, exchange.declaration(), storeStream, exchange.declaredBy());
    }

    /** @param storeStream the number of its store in the log, 0 if it has none */
    static Change exchange(String vhost, ExchangeDeclaration exchange, long storeStream, String declaredBy) {
        return new Change(DefinitionKinds.EXCHANGE, key(vhost, exchange.name()), bytes(out -> {
            out.writeUTF(vhost);
            out.writeUTF(exchange.name());
            out.writeUTF(exchange.type());
            out.writeBoolean(exchange.autoDelete());
            out.writeBoolean(exchange.internal());
            writeTable(out, exchange.arguments());
            out.writeLong(storeStream);
            writeText(out, declaredBy);
        }));
    }

    static Change exchangeDeleted(String vhost, String name) {
        return new Change(DefinitionKinds.EXCHANGE, key(vhost, name), null);
    }

    /** @param stream the queue's number in the log */
    static Change queue(String vhost, QueueDefinition queue, long stream) {
        return new Change(DefinitionKinds.QUEUE, key(vhost, queue.name()), bytes(out -> {
            out.writeUTF(vhost);
            out.writeUTF(queue.name());
            out.writeBoolean(queue.autoDelete());
            writeTable(out, queue.arguments());
            out.writeLong(stream);
        }));
    }

    static Change queueDeleted(String vhost, String name) {
        return new Change(DefinitionKinds.QUEUE, key(vhost, name), null);
    }

    static Change binding(String vhost, Binding binding) {
        return new Change(DefinitionKinds.BINDING, bindingKey(vhost, binding), bytes(out -> {
            out.writeUTF(vhost);
            out.writeUTF(binding.source());
            out.writeBoolean(binding.kind() == DestinationKind.QUEUE);
            out.writeUTF(binding.destination());
            out.writeUTF(binding.routingKey());
            writeTable(out, binding.arguments());
        }));
    }

    static Change bindingDeleted(String vhost, Binding binding) {
        return new Change(DefinitionKinds.BINDING, bindingKey(vhost, binding), null);
    }

    /** Arguments in another order are the same binding, so they stand in the key by name. */
    private static String bindingKey(String vhost, Binding binding) {
        return key(vhost, binding.source())
                + binding.kind()
                + key(binding.destination(), binding.routingKey())
                + argumentsKey(binding.arguments().sortedByName().toBytes());
    }

    /** Short arguments stand for themselves, long ones as their digest: keys have a limit, arguments fill a frame. */
    private static String argumentsKey(byte[] bytes) {
        HexFormat hex = HexFormat.of();
        if (bytes.length <= MAX_BYTES_IN_KEY) {
            return hex.formatHex(bytes);
        }
        try {
            return "sha256:"
                    + hex.formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Names may hold any character, so each but the last is led by its length. */
    private static String key(String first, String second) {
        return first.length() + ":" + first + second.length() + ":" + second;
    }

    private static byte[] bytes(Fields fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            fields.writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** A text of any length. */
    private static void writeText(DataOutputStream out, String text) throws IOException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(utf8.length);
        out.write(utf8);
    }

    private static void writeTable(DataOutputStream out, FieldTable table) throws IOException {
        byte[] bytes = table.toBytes();
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    /** A stored virtual host. */
    record StoredVhost(String name, VhostMetadata metadata) {}

    /**
     * A stored exchange; they are all durable. The store of one that holds messages back is a queue with this number in
     * the log; 0 for all others. Who declared it is "" if it is from before that was kept.
     */
    record StoredExchange(String vhost, ExchangeDeclaration declaration, long storeStream, String declaredBy) {}

    /** A stored queue; they are all durable and not exclusive. Stream 0: from before queues had one. */
    record StoredQueue(String vhost, QueueDefinition definition, long stream) {}

    /** A stored binding, between durable ends. */
    record StoredBinding(String vhost, Binding binding) {}

    static StoredVhost readVhost(byte[] value) {
        int version = value.length == 0 ? 0 : value[0];
        return read(value, in -> {
            String name = in.readUTF();
            return new StoredVhost(
                    name, version < FIRST_WITH_METADATA ? VhostMetadata.NONE : readMetadata(in, version));
        });
    }

    private static VhostMetadata readMetadata(DataInputStream in, int version) throws IOException {
        String description = readText(in);
        String defaultQueueType = readText(in);
        List<String> tags = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            tags.add(readText(in));
        }
        return new VhostMetadata(
                description, tags, defaultQueueType, version >= FIRST_WITH_PROTECTION && in.readBoolean());
    }

    private static String readText(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new IOException("a text of " + length + " bytes");
        }
        return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    static StoredExchange readExchange(byte[] value) {
        int version = value.length == 0 ? 0 : value[0];
        return read(value, in -> {
            String vhost = in.readUTF();
            String name = in.readUTF();
            String type = in.readUTF();
            boolean autoDelete = in.readBoolean();
            boolean internal = in.readBoolean();
            ExchangeDeclaration declaration =
                    new ExchangeDeclaration(name, type, true, autoDelete, internal, readTable(in));
            long storeStream = in.available() == 0 ? 0 : in.readLong();
            String declaredBy = version < FIRST_WITH_DECLARER ? "" : readText(in);
            return new StoredExchange(vhost, declaration, storeStream, declaredBy);
        });
    }

    static StoredQueue readQueue(byte[] value) {
        int version = value.length == 0 ? 0 : value[0];
        return read(value, in -> {
            String vhost = in.readUTF();
            String name = in.readUTF();
            boolean autoDelete = in.readBoolean();
            QueueDefinition definition = new QueueDefinition(name, true, false, autoDelete, readTable(in));
            return new StoredQueue(vhost, definition, version < FIRST_WITH_STREAM ? 0 : in.readLong());
        });
    }

    static StoredBinding readBinding(byte[] value) {
        return read(value, in -> {
            String vhost = in.readUTF();
            String source = in.readUTF();
            DestinationKind kind = in.readBoolean() ? DestinationKind.QUEUE : DestinationKind.EXCHANGE;
            String destination = in.readUTF();
            String routingKey = in.readUTF();
            return new StoredBinding(vhost, new Binding(source, kind, destination, routingKey, readTable(in)));
        });
    }

    /** Reads the fields of a record. */
    private interface FieldReader<T> {
        T readFrom(DataInputStream in) throws IOException;
    }

    private static <T> T read(byte[] value, FieldReader<T> reader) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(value))) {
            int version = in.readUnsignedByte();
            if (version > VERSION) {
                throw new IllegalStateException("a definition has format version " + version
                        + ", written by a newer version of Leveret; this one reads up to " + VERSION);
            }
            return reader.readFrom(in);
        } catch (IOException e) {
            throw new UncheckedIOException("a definition is cut short", e);
        }
    }

    private static FieldTable readTable(DataInputStream in) throws IOException {
        byte[] bytes = new byte[in.readInt()];
        in.readFully(bytes);
        try {
            return FieldTable.fromBytes(bytes);
        } catch (IllegalArgumentException e) {
            throw new IOException("the arguments of a definition are damaged", e);
        }
    }
}
