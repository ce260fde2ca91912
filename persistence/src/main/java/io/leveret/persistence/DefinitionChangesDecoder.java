package io.leveret.persistence;

import io.leveret.persistence.DefinitionsStore.Change;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Reads what {@link DefinitionChangesEncoder} wrote. */
final class DefinitionChangesDecoder {
    private DefinitionChangesDecoder() {}

    /** @throws IOException it is of a newer version, or not what was written */
    static DefinitionChanges decode(ByteBuffer record) throws IOException {
        try {
            byte version = record.get();
            if (version != DefinitionChangesEncoder.VERSION) {
                throw new IOException("definitions in the log have format version " + (version & 0xff)
                        + ", written by a newer version; this one reads " + DefinitionChangesEncoder.VERSION);
            }
            long number = record.getLong();
            int count = varint(record);
            List<Change> changes = new ArrayList<>(Math.min(count, record.remaining()));
            for (int i = 0; i < count; i++) {
                changes.add(change(record));
            }
            if (number <= 0 || record.hasRemaining()) {
                throw damaged(null);
            }
            return new DefinitionChanges(number, changes);
        } catch (BufferUnderflowException e) {
            throw damaged(e);
        }
    }

    private static Change change(ByteBuffer record) throws IOException {
        byte kind = record.get();
        byte hasValue = record.get();
        if (kind < 0 || hasValue < 0 || hasValue > 1) {
            throw damaged(null);
        }
        int length = length(record);
        StringBuilder key = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            int unit = varint(record);
            if (unit > Character.MAX_VALUE) {
                throw damaged(null);
            }
            key.append((char) unit);
        }
        byte[] value = null;
        if (hasValue == 1) {
            value = new byte[length(record)];
            record.get(value);
        }
        return new Change(kind, key.toString(), value);
    }

    /** A number of things that take at least a byte each. */
    private static int length(ByteBuffer record) throws IOException {
        int length = varint(record);
        if (length > record.remaining()) {
            throw damaged(null);
        }
        return length;
    }

    private static int varint(ByteBuffer record) throws IOException {
        long value = Varint.get(record);
        if (value == Varint.MALFORMED || value > Integer.MAX_VALUE) {
            throw damaged(null);
        }
        return (int) value;
    }

    private static IOException damaged(Exception cause) {
        return new IOException("a record of definitions in the log is not what was written", cause);
    }
}
