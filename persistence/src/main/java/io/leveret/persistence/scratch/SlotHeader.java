package io.leveret.persistence.scratch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/** What stands before a page in its slot: CRC-32C of all that follows, length of the page, handle. */
final class SlotHeader {
    static final int BYTES = Integer.BYTES + Integer.BYTES + Long.BYTES;
    private static final int LENGTH = 4;
    private static final int HANDLE = 8;

    private SlotHeader() {}

    /** Fills in the header at the start of a buffer of which all else is the page. */
    static void put(ByteBuffer slot, long handle) {
        slot.putInt(LENGTH, slot.capacity() - BYTES).putLong(HANDLE, handle).putInt(0, checksum(slot, slot.capacity()));
    }

    /** The page in a slot that was read, from 0 to the buffer's limit. */
    static ByteBuffer page(ByteBuffer slot, long handle) throws IOException {
        int length = slot.limit() < BYTES ? -1 : slot.getInt(LENGTH);
        if (length < 0 || length > slot.limit() - BYTES) {
            throw new IOException("Of a page in the scratch file only " + slot.limit() + " bytes are there");
        }
        if (slot.getInt(0) != checksum(slot, BYTES + length) || slot.getLong(HANDLE) != handle) {
            throw new IOException("A page in the scratch file is not what was written");
        }
        return slot.slice(BYTES, length);
    }

    private static int checksum(ByteBuffer slot, int end) {
        CRC32C checksum = new CRC32C();
        checksum.update(slot.duplicate().limit(end).position(LENGTH));
        return (int) checksum.getValue();
    }
}
