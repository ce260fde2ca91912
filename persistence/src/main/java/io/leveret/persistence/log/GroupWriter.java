package io.leveret.persistence.log;

import io.leveret.persistence.Varint;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * Encodes the records of one producer where they will be written from, and keeps account of what it lets go.
 *
 * <p>What is let go is shown to others only after the group is submitted: so that whoever sees that nothing needs a
 * file any more, and waits until all that is submitted by then is synced, knows that every reason for it is on disk.
 */
final class GroupWriter implements LogWriter {
    private static final int ID_BYTES = 8;
    private static final int SEQUENCE_BYTES = 2;
    private static final int CRC_BYTES = 4;
    private static final int MAX_LENGTH_BYTES = 5;
    private static final int NO_BODY = -1;

    /** Told how far it is durable; what has been told is the log thread's. */
    final LogListener listener;

    /** Whether its tickets tell that all before is synced, whatever the durability. */
    final boolean wantsSync;

    long reportedTicket;
    long ticketToReport;

    private final Submissions submissions;
    private final LiveCounts counts;
    private final CRC32C crc = new CRC32C();
    private final ArrayDeque<Piece> whole = new ArrayDeque<>();

    private Chunk chunk;
    private int groupFrom;
    private int groupBodyFrom;

    /** End of the last record that was ended. */
    private int end;

    // The record that was begun.
    private int lengthWidth;
    private int crcAt;
    private int bodySize;
    private LoggedBody body;
    private boolean begun;

    private long submitted;

    /** Parts of something larger that others are to submit, less those that end with what is collected. */
    private int awaitedParts;

    // What was let go since the last submission.
    private LoggedBody[] early = new LoggedBody[16];
    private int[] earlySizes = new int[16];
    private boolean[] earlyUntaken = new boolean[16];
    private int earlyCount;
    private long[] generations = new long[8];
    private long[] releasedEntries = new long[8];
    private long[] releasedWeights = new long[8];
    private int generationCount;

    GroupWriter(LogListener listener, Submissions submissions, LiveCounts counts) {
        this(listener, submissions, counts, false);
    }

    GroupWriter(LogListener listener, Submissions submissions, LiveCounts counts, boolean wantsSync) {
        this.listener = listener;
        this.wantsSync = wantsSync;
        this.submissions = submissions;
        this.counts = counts;
    }

    @Override
    public ByteBuffer beginBody(LoggedBody logged, int weightBytes, int size) {
        int fields = 1 + ID_BYTES + Varint.size(logged.holders()) + Varint.size(weightBytes) + CRC_BYTES;
        ByteBuffer out = beginRecord(RecordKind.BODY.code(), (long) fields + size);
        out.putLong(logged.bodyId());
        Varint.put(out, logged.holders());
        Varint.put(out, weightBytes);
        crcAt = out.position();
        out.putInt(0);
        body = logged;
        bodySize = weightBytes;
        return out;
    }

    @Override
    public ByteBuffer begin(RecordKind kind, long stream, int sequence, long item, int maxSize) {
        int fields = 1 + Varint.size(stream) + SEQUENCE_BYTES + Varint.size(item);
        ByteBuffer out = beginRecord(kind.code(), (long) fields + maxSize);
        item(out, stream, sequence, item);
        return out;
    }

    @Override
    public ByteBuffer beginAdd(long stream, int sequence, long item, long bodyId, boolean passing, int maxSize) {
        int fields = 1 + Varint.size(stream) + SEQUENCE_BYTES + Varint.size(item) + ID_BYTES;
        ByteBuffer out =
                beginRecord((passing ? RecordKind.ADD_PASSING : RecordKind.ADD).code(), (long) fields + maxSize);
        item(out, stream, sequence, item);
        out.putLong(bodyId);
        return out;
    }

    @Override
    public void dropUpTo(long stream, int sequence, long upToItem, long[] except) {
        int fields = 1 + Varint.size(stream) + SEQUENCE_BYTES + Varint.size(upToItem) + Varint.size(except.length);
        ByteBuffer out = beginRecord(RecordKind.DROP_UP_TO.code(), fields + (long) Varint.MAX_BYTES * except.length);
        item(out, stream, sequence, upToItem);
        Varint.put(out, except.length);
        long before = 0;
        for (long item : except) {
            Varint.put(out, item - before);
            before = item;
        }
        end();
    }

    @Override
    public void definitions(byte[] changes) {
        beginRecord(RecordKind.DEFINITION.code(), 1L + changes.length).put(changes);
        end();
        chunk.definitions++;
    }

    /** Appends a copy of a stream's mark, which has no number in that stream. */
    void repeatMark(long stream, long value, byte[] rest) {
        int fields = 1 + Varint.size(stream) + Varint.size(value);
        ByteBuffer out = beginRecord(RecordReader.MARK_AGAIN, (long) fields + rest.length);
        Varint.put(out, stream);
        Varint.put(out, value);
        out.put(rest);
        end();
    }

    private static void item(ByteBuffer out, long stream, int sequence, long item) {
        Varint.put(out, stream);
        out.putShort((short) sequence);
        Varint.put(out, item);
    }

    private ByteBuffer beginRecord(byte kind, long maxLength) {
        if (maxLength > Integer.MAX_VALUE - MAX_LENGTH_BYTES - FrameHeader.BYTES - SlotHeader.BYTES) {
            throw new IllegalArgumentException("a record of " + maxLength + " bytes is too large for the log");
        }
        lengthWidth = Varint.size(maxLength);
        makeRoom((int) maxLength + lengthWidth);
        ByteBuffer out = chunk.buffer;
        out.limit(end + lengthWidth + (int) maxLength);
        out.position(end + lengthWidth);
        out.put(kind);
        crcAt = NO_BODY;
        begun = true;
        return out;
    }

    private void makeRoom(int bytes) {
        if (chunk != null && chunk.buffer.capacity() - end >= bytes) {
            return;
        }
        if (chunk != null) {
            Chunk full = chunk;
            full.buffer.limit(full.buffer.capacity()).position(end);
            if (end > groupFrom) {
                whole.add(piece());
            } else {
                submissions.retire(full);
            }
        }
        chunk = submissions.chunk(bytes);
        groupFrom = 0;
        groupBodyFrom = 0;
        end = 0;
    }

    @Override
    public void end() {
        if (!begun) {
            throw new IllegalStateException("no record was begun");
        }
        begun = false;
        ByteBuffer out = chunk.buffer;
        int recordEnd = out.position();
        if (crcAt != NO_BODY) {
            if (recordEnd != out.limit()) {
                throw new IllegalStateException("a body is " + (out.limit() - recordEnd) + " bytes short");
            }
            crc.reset();
            crc.update(out.position(crcAt + CRC_BYTES));
            out.putInt(crcAt, (int) crc.getValue());
            chunk.body(body, end, bodySize);
            body = null;
        }
        Varint.putPadded(out, end, lengthWidth, recordEnd - end - lengthWidth);
        out.limit(out.capacity());
        end = recordEnd;
    }

    @Override
    public void letGo(LoggedBody logged, int weightBytes) {
        long place = logged.place();
        if (place > 0) {
            letGo(place, logged.holders(), weightBytes);
        } else {
            letGoLater(logged, weightBytes, false);
        }
    }

    @Override
    public void letGoUntaken(LoggedBody logged, int weightBytes) {
        letGoLater(logged, weightBytes, true);
    }

    private void letGoLater(LoggedBody logged, int weightBytes, boolean untaken) {
        if (earlyCount == early.length) {
            early = Arrays.copyOf(early, earlyCount * 2);
            earlySizes = Arrays.copyOf(earlySizes, earlyCount * 2);
            earlyUntaken = Arrays.copyOf(earlyUntaken, earlyCount * 2);
        }
        early[earlyCount] = logged;
        earlyUntaken[earlyCount] = untaken;
        earlySizes[earlyCount++] = weightBytes;
    }

    @Override
    public void letGo(long place, int holders, int weightBytes) {
        letGoAll(place >>> Integer.SIZE, 1, LiveCounts.weight(weightBytes, holders));
    }

    @Override
    public void letGoAll(long generation, int entries, long weight) {
        int i = generationCount - 1;
        while (i >= 0 && generations[i] != generation) {
            i--;
        }
        if (i < 0) {
            i = newGeneration(generation);
        }
        releasedEntries[i] += entries;
        releasedWeights[i] += weight;
    }

    private int newGeneration(long generation) {
        if (generationCount == generations.length) {
            generations = Arrays.copyOf(generations, generationCount * 2);
            releasedEntries = Arrays.copyOf(releasedEntries, generationCount * 2);
            releasedWeights = Arrays.copyOf(releasedWeights, generationCount * 2);
        }
        generations[generationCount] = generation;
        releasedEntries[generationCount] = 0;
        releasedWeights[generationCount] = 0;
        return generationCount++;
    }

    @Override
    public long ticket() {
        return collected() ? submitted + 1 : submitted;
    }

    private boolean collected() {
        return !whole.isEmpty() || end > groupFrom || awaitedParts != 0;
    }

    @Override
    public void awaitParts(int others) {
        awaitedParts += others;
    }

    @Override
    public void endPart() {
        awaitedParts--;
    }

    @Override
    public void submit() {
        if (collected()) {
            handOver();
        }
        release();
    }

    @Override
    public long submitMarker() {
        handOver();
        release();
        return submitted;
    }

    private void handOver() {
        submitted++;
        if (chunk != null) {
            chunk.buffer.limit(chunk.buffer.capacity()).position(end);
        }
        if (!whole.isEmpty() || !submissions.extend(this, chunk, groupFrom, submitted, awaitedParts)) {
            Piece last = piece();
            last.ticket = submitted;
            last.awaitedParts = awaitedParts;
            submissions.submit(whole, last);
        }
        awaitedParts = 0;
        groupFrom = end;
        groupBodyFrom = chunk == null ? 0 : chunk.bodyCount;
    }

    private Piece piece() {
        Piece piece = new Piece(this, chunk, groupFrom, groupBodyFrom);
        if (chunk != null) {
            piece.extend(end, chunk.bodyCount, chunk.definitions);
            chunk.definitions = 0;
        }
        return piece;
    }

    private void release() {
        for (int i = 0; i < earlyCount; i++) {
            LoggedBody body = early[i];
            long place = earlyUntaken[i] ? body.letGoUntaken() : body.letGo();
            if (place > 0) {
                letGo(place, body.holders(), earlySizes[i]);
                if (earlyUntaken[i]) {
                    counts.addUntaken(place >>> Integer.SIZE, 1);
                }
            }
            early[i] = null;
        }
        earlyCount = 0;
        if (generationCount > 0) {
            counts.release(generations, releasedEntries, releasedWeights, generationCount);
            generationCount = 0;
        }
    }
}
