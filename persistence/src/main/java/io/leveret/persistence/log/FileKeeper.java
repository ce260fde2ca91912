package io.leveret.persistence.log;

import io.leveret.persistence.log.FileContents.StreamContents;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps spare files ready, frees files of which nothing is needed any more, and has others rewritten.
 *
 * <p>A file goes when no item has its body in it, and when no record in it says anything about a record that stays: the
 * rules are in {@code docs/storage.md}. What is let go is seen here after its reasons were submitted, so a ticket taken
 * after that tells when they are on disk; files go only then.
 *
 * <p>Steps are run by the log-files thread, or by a test.
 */
final class FileKeeper {
    private static final long RETRY_MS = 1_000;
    private static final Logger LOG = LoggerFactory.getLogger(FileKeeper.class);

    private final LogFiles files;
    private final LiveCounts counts;
    private final StreamOwner owner;
    private final AlarmLatch alarm;
    private final GroupWriter writer;
    private final FrameWalker walker;

    /** Marks that were written again, by stream. */
    private final Map<Long, RepeatedMark> repeatedMarks = new HashMap<>();

    /** Which streams were there when the candidates were found. */
    private final Map<Long, Boolean> existing = new HashMap<>();

    private final Set<LogFile> unreadable = new HashSet<>();
    private final Rewriter rewriter;
    private List<LogFile> candidates = List.of();
    private long awaitedTicket;
    private volatile long durableTicket;
    private volatile LogPosition checkpoint = new LogPosition(0, 0);

    /** A mark that stands in a generation or a later one. */
    private record RepeatedMark(long value, long fromGeneration) {}

    FileKeeper(
            LogFiles files,
            LiveCounts counts,
            StreamOwner owner,
            AlarmLatch alarm,
            Submissions submissions,
            Rewriter rewriter,
            FrameWalker walker,
            Runnable wake) {
        this.files = files;
        this.counts = counts;
        this.owner = owner;
        this.alarm = alarm;
        this.rewriter = rewriter;
        this.walker = walker;
        LogListener listener = ticket -> {
            durableTicket = ticket;
            wake.run();
        };
        this.writer = new GroupWriter(listener, submissions, counts, true);
    }

    /** Definitions before a position are kept elsewhere. Any thread. */
    void checkpointed(LogPosition position) {
        checkpoint = position;
    }

    /**
     * Does what there is to do.
     *
     * @return after how many milliseconds to call again if not woken before
     */
    long step(long nowMs) {
        files.deleteDiscarded();
        try {
            readLeftFiles();
            freeFiles();
        } catch (IOException e) {
            // Nothing is lost: the files stay, and it is tried again.
            LOG.warn("Files of the log cannot be freed: {}", Failures.text(e));
        }
        prepareSpares();
        // A little at a time, so that spares never wait long.
        return Math.min(RETRY_MS, rewriter.step(Set.copyOf(candidates), checkpoint, nowMs));
    }

    /** The log is closed. */
    void close() {
        rewriter.close();
    }

    /** Has one file ready before anything is written. */
    void prepareFirst() {
        try {
            if (files.spareCount() == 0) {
                files.prepareSpare();
            }
        } catch (IOException e) {
            cannotPrepare(e);
        }
    }

    private void cannotPrepare(IOException e) {
        alarm.spares("the log cannot be extended: " + Failures.text(e) + files.where());
    }

    private void prepareSpares() {
        try {
            while (files.spareCount() < LogFiles.WANTED_SPARES) {
                files.prepareSpare();
            }
            alarm.spares(null);
        } catch (IOException e) {
            cannotPrepare(e);
        }
    }

    // ---- reading

    private void readLeftFiles() {
        for (LogFile file : files.kept()) {
            if (file.contents() == null && file.isLeft() && !unreadable.contains(file)) {
                read(file);
            }
        }
    }

    private void read(LogFile file) {
        try {
            file.contents(contents(file));
        } catch (IOException e) {
            // It stays until a start says more; so does all behind it that depends on it.
            unreadable.add(file);
            LOG.error("The log file {} cannot be read: {}", file.name, Failures.text(e));
        }
    }

    private FileContents contents(LogFile file) throws IOException {
        FileContents contents = new FileContents();
        walker.file(file.file);
        int offset = SlotHeader.BYTES;
        while (offset < file.end()) {
            FrameHeader header = walker.at(offset, file.generation);
            if (header == null) {
                throw new IOException("the frame at " + offset + " of " + file.name + " is damaged");
            }
            walker.show(offset, header, contents);
            offset += header.frameSize();
        }
        for (LogFile earlier : files.kept()) {
            if (earlier.last < file.last && earlier.contents() != null) {
                contents.lookIn(earlier.contents(), earlier.generation);
            }
        }
        return contents;
    }

    // ---- freeing

    private void freeFiles() throws IOException {
        if (!candidates.isEmpty()) {
            if (durableTicket < awaitedTicket) {
                return;
            }
            for (LogFile file : candidates) {
                if (freeable(file, Set.of()) && marksStandLater(file)) {
                    files.free(file);
                    counts.forget(file.generation);
                }
            }
        }
        candidates = findCandidates();
        if (!candidates.isEmpty()) {
            awaitedTicket = writer.submitMarker();
        }
    }

    /** Asked once before it is waited for that the reasons are on disk: a stream may go after that. */
    private boolean exists(long stream) {
        return existing.computeIfAbsent(stream, owner::exists);
    }

    private List<LogFile> findCandidates() {
        existing.clear();
        List<LogFile> found = new ArrayList<>();
        Set<LogFile> gone = new HashSet<>();
        for (LogFile file : files.kept()) {
            if (freeable(file, gone)) {
                found.add(file);
                gone.add(file);
                repeatMarks(file);
            }
        }
        return found;
    }

    /**
     * Whether nothing in it is needed, marks aside.
     *
     * @param gone files that go before it
     */
    private boolean freeable(LogFile file, Set<LogFile> gone) {
        FileContents contents = file.contents();
        // It may be gone already, if the one after it could not be freed in the same step.
        boolean there = files.isKept(file) && !file.busy();
        if (!there || contents == null || !file.isLeft() || counts.entries(file.generation) > 0) {
            return false;
        }
        for (long generation : contents.bodiesIn()) {
            if (counts.entries(generation) > 0) {
                return false;
            }
        }
        if (contents.lastDefinitions() != null && contents.lastDefinitions().compareTo(checkpoint) >= 0) {
            return false;
        }
        LogFile before = null;
        for (LogFile earlier : files.kept()) {
            if (earlier == file) {
                break;
            }
            if (gone.contains(earlier)) {
                continue;
            }
            before = earlier;
            if (earlier.contents() == null || dropsWhatIsAddedIn(earlier.contents(), contents)) {
                return false;
            }
        }
        return (before == null || !before.cutByNext()) && !files.isDiscardedBefore(file);
    }

    private boolean dropsWhatIsAddedIn(FileContents earlier, FileContents contents) {
        for (Map.Entry<Long, StreamContents> entry : contents.streams().entrySet()) {
            StreamContents adding = earlier.streams().get(entry.getKey());
            boolean needed = adding != null && adding.addsWhatIsDroppedIn(entry.getValue());
            if (needed && exists(entry.getKey())) {
                return true;
            }
        }
        return false;
    }

    /** Writes marks again that stand nowhere later. */
    private void repeatMarks(LogFile file) {
        for (Map.Entry<Long, StreamContents> entry : file.contents().streams().entrySet()) {
            long stream = entry.getKey();
            StreamContents contents = entry.getValue();
            if (!markStandsLater(file, stream, contents.mark())) {
                writer.repeatMark(stream, contents.mark(), contents.markRest());
                repeatedMarks.put(stream, new RepeatedMark(contents.mark(), files.lastGeneration()));
            }
        }
    }

    private boolean marksStandLater(LogFile file) {
        for (Map.Entry<Long, StreamContents> entry : file.contents().streams().entrySet()) {
            if (!markStandsLater(file, entry.getKey(), entry.getValue().mark())) {
                return false;
            }
        }
        return true;
    }

    private boolean markStandsLater(LogFile file, long stream, long mark) {
        if (mark < 0 || !exists(stream)) {
            return true;
        }
        RepeatedMark repeated = repeatedMarks.get(stream);
        if (repeated != null && repeated.value() >= mark && repeated.fromGeneration() > file.last) {
            return true;
        }
        for (LogFile later : files.kept()) {
            if (later.last > file.last && later.contents() != null) {
                StreamContents contents = later.contents().streams().get(stream);
                if (contents != null && contents.mark() >= mark) {
                    return true;
                }
            }
        }
        return false;
    }
}
