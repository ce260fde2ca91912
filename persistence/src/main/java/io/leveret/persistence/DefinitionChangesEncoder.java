package io.leveret.persistence;

import io.leveret.persistence.DefinitionsStore.Change;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Writes changes of definitions as a record of the log: version (1 byte), number (8), count (varint), and for each
 * change kind (1), presence of a value (1), length of the key in characters (varint), each character (varint), and if
 * there is a value its length (varint) and bytes. Characters are UTF-16 as Java has them, so that any key comes back as
 * it was.
 */
final class DefinitionChangesEncoder {
    static final byte VERSION = 1;

    /** The largest record: far more than any import, and within what one array and one frame can hold. */
    static final long MAX_RECORD_BYTES = 1L << 30;

    private static final int NUMBER_OFFSET = 1;
    private static final int HEADER_BYTES = NUMBER_OFFSET + Long.BYTES;

    private DefinitionChangesEncoder() {}

    /**
     * The record, without its number yet.
     *
     * @throws IllegalArgumentException it is too large
     */
    static byte[] encode(List<Change> changes) {
        long sizeBytes = HEADER_BYTES + Varint.size(changes.size());
        for (Change change : changes) {
            sizeBytes += sizeBytes(change);
        }
        if (sizeBytes > MAX_RECORD_BYTES) {
            throw new IllegalArgumentException(
                    "changes of " + sizeBytes + " bytes in one write; the limit is " + MAX_RECORD_BYTES);
        }
        ByteBuffer record = ByteBuffer.allocate((int) sizeBytes);
        record.put(VERSION).putLong(0);
        Varint.put(record, changes.size());
        for (Change change : changes) {
            put(record, change);
        }
        return record.array();
    }

    /** Puts the number into a record. */
    static void number(byte[] record, long number) {
        ByteBuffer.wrap(record).putLong(NUMBER_OFFSET, number);
    }

    private static void put(ByteBuffer record, Change change) {
        String key = change.key();
        record.put(change.kind()).put((byte) (change.value() == null ? 0 : 1));
        Varint.put(record, key.length());
        for (int i = 0; i < key.length(); i++) {
            Varint.put(record, key.charAt(i));
        }
        if (change.value() != null) {
            Varint.put(record, change.value().length);
            record.put(change.value());
        }
    }

    private static long sizeBytes(Change change) {
        String key = change.key();
        long bytes = 2 + Varint.size(key.length());
        for (int i = 0; i < key.length(); i++) {
            bytes += Varint.size(key.charAt(i));
        }
        return change.value() == null ? bytes : bytes + Varint.size(change.value().length) + change.value().length;
    }
}
