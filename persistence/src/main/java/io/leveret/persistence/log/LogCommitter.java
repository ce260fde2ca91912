package io.leveret.persistence.log;

import io.leveret.persistence.log.LogSettings.Durability;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what was submitted, syncs, reports: one step for all that arrived while the last one ran, so that groups are
 * committed together by back-pressure and no timer.
 *
 * <p>What is not yet reported stays in memory. If a write or a sync fails, the file is never written or synced again,
 * since nothing is known of what a sync that succeeds later means for what failed before (Rebello et al., "Can
 * Applications Recover from fsync Failures?", USENIX ATC 2020); all that was not reported goes to the next file, whose
 * heads say where the good part of the last one ends.
 *
 * <p>Steps are run by the log's thread, or by a test.
 */
final class LogCommitter {
    /** Of the groups that go into one frame. */
    static final int FRAME_BYTES = 8 << 20;

    /** {@link #step}: not before something is submitted. */
    static final long UNTIL_WOKEN = Long.MAX_VALUE;

    /** One for the file that fails, and two of the spares that are held back for the end. */
    private static final int FINISH_TRIES = 3;

    private static final long RETRY_MS = 1_000;
    private static final long LATE_MS = 10_000;
    private static final Logger LOG = LoggerFactory.getLogger(LogCommitter.class);

    private final Submissions submissions;
    private final LogFiles files;
    private final LiveCounts counts;
    private final AlarmLatch alarm;
    private final Runnable fileWanted;
    private final Durability durability;
    private final long intervalMs;
    private final int life;
    private final long salt;

    private final PieceList pieces = new PieceList();
    private final List<GroupWriter> touched = new ArrayList<>();
    private final CRC32C crc = new CRC32C();
    private final ByteBuffer head = ByteBuffer.allocateDirect(FrameHeader.BYTES);
    private final ByteBuffer zeros = ByteBuffer.allocateDirect(FrameHeader.ALIGNMENT);
    private ByteBuffer[] buffers = new ByteBuffer[64];

    /** How many of the pieces are written, but not reported. */
    private int written;

    private LogFile current;
    private int end;
    private int frameNumber;
    private int definitions;
    private int definitionsReported;
    private LogPosition previous;
    private LogPosition synced;
    private long lastSyncMs;
    private boolean unsynced;

    /** Somebody acts on what is on disk for good. */
    private boolean syncWanted;

    /** The log is still to say that it goes on. */
    private boolean goesOn;

    /** The first piece that waits for parts of others, when it does since the last step; and when that is late. */
    private Piece held;

    private long lateAtMs;
    private int failures;
    private long retryAtMs;
    private volatile LogPosition position;

    /** @param previous the last file with anything in it, and its end, all of it synced */
    LogCommitter(
            Submissions submissions,
            LogFiles files,
            LiveCounts counts,
            AlarmLatch alarm,
            Runnable fileWanted,
            LogSettings settings,
            RecoveredLog recovered) {
        this.submissions = submissions;
        this.files = files;
        this.counts = counts;
        this.alarm = alarm;
        this.fileWanted = fileWanted;
        this.durability = settings.durability();
        this.intervalMs = settings.intervalMs();
        this.life = recovered.life() + 1;
        this.salt = recovered.salt();
        this.previous = recovered.end();
        this.synced = previous;
        this.position = previous;
    }

    /** All before this is reported as durable. Any thread. */
    LogPosition position() {
        return position;
    }

    /**
     * Writes and reports all that was submitted.
     *
     * @return after how many milliseconds to call again even if nothing is submitted, or {@link #UNTIL_WOKEN}
     */
    long step(long nowMs) {
        syncWanted |= submissions.takeInto(pieces);
        if (retryAtMs > nowMs) {
            return retryAtMs - nowMs;
        }
        retryAtMs = 0;
        try {
            if (goesOn) {
                sayThatItGoesOn();
            }
            while (written < pieces.writable()) {
                writeFrame();
            }
            boolean intervalOver = durability == Durability.INTERVAL && nowMs - lastSyncMs >= intervalMs;
            if (durability == Durability.FSYNC || intervalOver || syncWanted) {
                sync();
                // Not all who want it may have been written.
                syncWanted &= written < pieces.size();
                lastSyncMs = nowMs;
            }
            report();
            return Math.min(untilNextSync(nowMs), untilLate(nowMs));
        } catch (IOException e) {
            return failed(e, nowMs);
        }
    }

    private long untilNextSync(long nowMs) {
        boolean due = durability == Durability.INTERVAL && unsynced;
        return due ? Math.max(1, lastSyncMs + intervalMs - nowMs) : UNTIL_WOKEN;
    }

    /** Says once if what others are to submit does not come: that is a matter of microseconds. */
    private long untilLate(long nowMs) {
        if (pieces.size() == 0 || pieces.get(0) != held) {
            held = pieces.size() == 0 ? null : pieces.get(0);
            lateAtMs = nowMs + LATE_MS;
        } else if (nowMs >= lateAtMs) {
            LOG.warn("The log waits since {} s for {} parts of transactions", LATE_MS / 1_000, pieces.awaitedParts());
            lateAtMs = UNTIL_WOKEN;
        }
        return held == null || lateAtMs == UNTIL_WOKEN ? UNTIL_WOKEN : lateAtMs - nowMs;
    }

    /**
     * Says in the log that it does not end in good order any more, before anybody relies on what was found in it: much
     * may be done without a record, and then be lost. When that cannot be written, it is the first that later is.
     */
    void goOn(long nowMs) {
        goesOn = true;
        step(nowMs);
        if (goesOn) {
            step(nowMs);
        }
    }

    private void sayThatItGoesOn() throws IOException {
        begin(FrameHeader.BYTES);
        frame(0, 0, 0, 0);
        sync();
        goesOn = false;
    }

    /** Writes what was submitted, and that the log ends here; in another file if one cannot be written. */
    boolean finish(long nowMs) {
        for (int i = 0; i < FINISH_TRIES; i++) {
            retryAtMs = 0;
            step(nowMs);
            if (pieces.size() == 0 && end(nowMs)) {
                return true;
            }
        }
        LOG.error(pieces.size() > 0 ? "The log ends without what could not be written" : "The log's end is not marked");
        return false;
    }

    private boolean end(long nowMs) {
        try {
            if (current == null) {
                begin(FrameHeader.BYTES);
            }
            frame(0, 0, 0, FrameHeader.ENDS_LOG);
            sync();
            return true;
        } catch (IOException e) {
            failed(e, nowMs);
            return false;
        }
    }

    // ---- writing

    /** Puts as many groups into a frame as have room in it and in the file; those that belong together go together. */
    private void writeFrame() throws IOException {
        int wholeEnd = pieces.wholeEnd(written);
        long bytes = size(written, wholeEnd);
        if (bytes == 0) {
            // Tickets alone: nothing to write.
            written = wholeEnd;
            return;
        }
        room(FrameHeader.frameSize(bytes));
        // Recounted: making room may have reported, and so removed, what was written.
        int last = pieces.wholeEnd(written);
        while (last < pieces.writable()) {
            int next = pieces.wholeEnd(last);
            long more = size(last, next);
            if (bytes + more > FRAME_BYTES || !hasRoom(FrameHeader.frameSize(bytes + more))) {
                break;
            }
            bytes += more;
            last = next;
        }
        frame(written, last, (int) bytes, 0);
        written = last;
    }

    private long size(int from, int to) {
        long bytes = 0;
        for (int i = from; i < to; i++) {
            bytes += pieces.get(i).size();
        }
        return bytes;
    }

    private void frame(int from, int to, int length, int flags) throws IOException {
        FrameHeader header = new FrameHeader(
                length, current.generation, frameNumber, previous, synced, life, definitions, flags, salt);
        int count = 1;
        long place = (current.generation << Integer.SIZE) + end + FrameHeader.BYTES;
        int frameDefinitions = 0;
        for (int i = from; i < to; i++) {
            Piece piece = pieces.get(i);
            piece.place = place;
            place += piece.size();
            frameDefinitions += piece.definitions;
            if (piece.size() > 0) {
                count = buffer(count, piece.bytes());
            }
        }
        header.encode(head, crc, buffers, 1, count);
        buffers[0] = head;
        int padding = FrameHeader.padding(length);
        if (padding > 0) {
            count = buffer(count, zeros.clear().limit(padding));
        }
        unsynced = true;
        current.file.write(buffers, count, end);
        Arrays.fill(buffers, 0, count, null);
        end += header.frameSize();
        frameNumber++;
        definitions += frameDefinitions;
    }

    private int buffer(int count, ByteBuffer bytes) {
        if (count == buffers.length) {
            buffers = Arrays.copyOf(buffers, count * 2);
        }
        buffers[count] = bytes;
        return count + 1;
    }

    /** Sees to it that the current file has room for a frame. */
    private void room(long frameSize) throws IOException {
        if (current != null && hasRoom(frameSize)) {
            return;
        }
        if (current != null) {
            frame(0, 0, 0, FrameHeader.ENDS_FILE);
            // In every mode: so only the last file of a log can end torn.
            sync();
            report();
            leave(false);
        }
        begin(frameSize);
    }

    /** Room for the frame that ends the file is always left. */
    private boolean hasRoom(long frameSize) {
        return frameSize + FrameHeader.BYTES <= current.sizeBytes - end;
    }

    private void begin(long frameSize) throws IOException {
        long size = SlotHeader.BYTES + frameSize + FrameHeader.BYTES;
        if (size > Integer.MAX_VALUE) {
            throw new IOException("a group of " + frameSize + " bytes is too large for a file");
        }
        long generation = files.newGeneration();
        LogFile next = size > files.fileSizeBytes() ? null : files.begin(generation);
        if (next == null) {
            next = files.beginUnprepared(generation, (int) Math.max(size, files.fileSizeBytes()));
        }
        current = next;
        end = SlotHeader.BYTES;
        frameNumber = 0;
        fileWanted.run();
    }

    /** The current file is not written any more. */
    private void leave(boolean cut) {
        current.cutByNext(cut);
        LogFile left = current;
        current = null;
        if (left.empty()) {
            files.discard(left);
        } else {
            previous = new LogPosition(left.generation, left.end());
            left.left();
        }
        fileWanted.run();
    }

    private void sync() throws IOException {
        if (unsynced) {
            current.file.sync();
            unsynced = false;
            synced = new LogPosition(current.generation, end);
        }
    }

    // ---- reporting

    /** All that is written counts, and is told to be durable. */
    private void report() {
        if (current != null) {
            current.end(end);
            position = new LogPosition(current.generation, end);
        }
        definitionsReported = definitions;
        if (failures > 0) {
            failures = 0;
            alarm.writing(null);
        }
        if (written == 0) {
            return;
        }
        for (int i = 0; i < written; i++) {
            Piece piece = pieces.get(i);
            place(piece);
            if (piece.ticket > 0) {
                GroupWriter writer = piece.writer;
                if (writer.ticketToReport == writer.reportedTicket) {
                    touched.add(writer);
                }
                writer.ticketToReport = piece.ticket;
            }
        }
        submissions.done(pieces, written);
        pieces.removeFirst(written);
        written = 0;
        for (GroupWriter writer : touched) {
            writer.reportedTicket = writer.ticketToReport;
            tell(writer);
        }
        touched.clear();
    }

    /** One that fails ends no more than its own report: others wait for theirs. */
    private static void tell(GroupWriter writer) {
        try {
            writer.listener.durable(writer.reportedTicket);
        } catch (RuntimeException | Error e) {
            LOG.error("Whoever waits for the log failed when told that it is on disk", e);
        }
    }

    private void place(Piece piece) {
        if (piece.bodyFrom == piece.bodyTo) {
            return;
        }
        long generation = piece.place >>> Integer.SIZE;
        long entries = 0;
        long weight = 0;
        for (int i = piece.bodyFrom; i < piece.bodyTo; i++) {
            LoggedBody body = piece.bodies[i];
            entries += body.holders();
            weight += body.holders() * LiveCounts.weight(piece.bodySizes[i], body.holders());
        }
        // Before anybody can know the place, and take something away.
        counts.add(generation, entries, weight);
        for (int i = piece.bodyFrom; i < piece.bodyTo; i++) {
            LoggedBody body = piece.bodies[i];
            long before = body.placed(piece.place + piece.bodyOffsets[i] - piece.from);
            if (before != 0) {
                long letGo = LoggedBody.all(before);
                counts.add(generation, -letGo, -letGo * LiveCounts.weight(piece.bodySizes[i], body.holders()));
                counts.addUntaken(generation, LoggedBody.untaken(before));
            }
        }
    }

    // ---- failing

    private long failed(IOException e, long nowMs) {
        Arrays.fill(buffers, null);
        String text = "the log cannot be written: " + Failures.text(e) + files.where();
        // Not each second anew.
        if (failures <= 1) {
            LOG.error("{}{}", text, current == null ? "" : " (" + current.name + ")");
        }
        if (current != null) {
            end = current.end();
            definitions = definitionsReported;
            unsynced = false;
            current.fail();
            leave(true);
        }
        written = 0;
        failures++;
        if (failures == 1) {
            return 0;
        }
        alarm.writing(text);
        retryAtMs = nowMs + RETRY_MS;
        fileWanted.run();
        return RETRY_MS;
    }
}
