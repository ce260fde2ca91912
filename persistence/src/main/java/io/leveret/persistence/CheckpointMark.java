package io.leveret.persistence;

import io.leveret.persistence.log.LogPosition;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * How far the writes went that a checkpoint or an export holds.
 *
 * @param number of the last write in it, 0 if it holds none
 * @param position all writes that stand in the log before it are in the checkpoint; {@link #NOWHERE} if that is unknown
 */
record CheckpointMark(long number, LogPosition position) {
    /** The kind under which the checkpoint keeps its mark. */
    static final byte KIND = Byte.MAX_VALUE;

    static final LogPosition NOWHERE = new LogPosition(0, 0);
    static final CheckpointMark NONE = new CheckpointMark(0, NOWHERE);

    /** Of definitions that were written before there was a log: they are the first write. */
    static final CheckpointMark BEFORE_THE_LOG = new CheckpointMark(1, NOWHERE);

    private static final String KEY = "checkpoint";
    private static final byte FORMAT = 1;
    private static final int SIZE_BYTES = 1 + 2 * Long.BYTES + Integer.BYTES;

    DefinitionsStore.Change change() {
        ByteBuffer value = ByteBuffer.allocate(SIZE_BYTES);
        value.put(FORMAT).putLong(number).putLong(position.generation()).putInt(position.offset());
        return new DefinitionsStore.Change(KIND, KEY, value.array());
    }

    /** The mark in a file. */
    static CheckpointMark of(H2Definitions store) throws IOException {
        byte[] value = store.value(KIND, KEY);
        if (value == null) {
            return store.count() == 0 ? NONE : BEFORE_THE_LOG;
        }
        if (value.length == 0 || value[0] != FORMAT || value.length != SIZE_BYTES) {
            throw new IOException("the checkpoint of the definitions has a mark of a newer version");
        }
        ByteBuffer bytes = ByteBuffer.wrap(value, 1, SIZE_BYTES - 1);
        return new CheckpointMark(bytes.getLong(), new LogPosition(bytes.getLong(), bytes.getInt()));
    }
}
