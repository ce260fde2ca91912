package io.leveret.persistence.log;

import io.leveret.persistence.Varint;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * How many records of each stream a segment holds. Streams number their records, but those in a segment are what is
 * left of them, so a gap says nothing there; these counts tell who lost something when not all of it can be read.
 *
 * <p>Stands twice in a segment, in the first frame and in the last but one, so that neither a bad sector nor the loss
 * of its end takes both. How many streams there are (varint), then for each its number and its records (varints); zeros
 * may follow.
 */
final class SegmentIndex {
    private static final int STREAM_BYTES = 2 * Varint.MAX_BYTES;

    private final LongTable records = new LongTable();

    /** The most bytes that it takes for so many streams. */
    static int mostBytes(int streams) {
        return Math.multiplyExact(streams, STREAM_BYTES) + Varint.MAX_BYTES;
    }

    /** One more record of a stream. */
    void count(long stream) {
        int cell = records.find(stream);
        records.put(stream, 1 + (cell == LongTable.ABSENT ? 0 : records.first(cell)), 0, 0);
    }

    /** In {@code size} bytes, with zeros at the end. */
    ByteBuffer encode(int size) {
        ByteBuffer out = ByteBuffer.allocate(size);
        long[] streams = records.keys();
        Varint.put(out, streams.length);
        for (long stream : streams) {
            Varint.put(out, stream);
            Varint.put(out, records.first(records.find(stream)));
        }
        return out.clear();
    }

    static SegmentIndex decode(ByteBuffer in) throws MalformedRecordException {
        SegmentIndex index = new SegmentIndex();
        for (long left = Varint.get(in); left > 0; left--) {
            long stream = Varint.get(in);
            index.records.put(stream, Varint.get(in), 0, 0);
        }
        return index;
    }

    /** Ascending, the streams of which there are fewer records than it says. */
    long[] missing(SegmentIndex there) {
        return Arrays.stream(records.keys())
                .filter(stream -> {
                    int cell = there.records.find(stream);
                    long found = cell == LongTable.ABSENT ? 0 : there.records.first(cell);
                    return found < records.first(records.find(stream));
                })
                .sorted()
                .toArray();
    }
}
