package io.leveret.persistence.log;

import io.leveret.persistence.disk.Disk;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The log of a node: its files, its threads, its writers. */
public final class WriteAheadLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WriteAheadLog.class);

    private final LogSettings settings;
    private final RecoveredLog recovered;
    private final LogRecovery recovery;
    private final LogFiles files;
    private final LiveCounts counts;
    private final Submissions submissions = new Submissions();
    private final PlacedBodyReader reader;

    private LogCommitter committer;
    private FileKeeper keeper;
    private AlarmLatch alarm;
    private volatile LogLoop committing;
    private volatile LogLoop keeping;
    private Thread reading;
    private boolean closed;

    private WriteAheadLog(
            LogSettings settings, RecoveredLog recovered, LogRecovery recovery, LogFiles files, LiveCounts counts) {
        this.settings = settings;
        this.recovered = recovered;
        this.recovery = recovery;
        this.files = files;
        this.counts = counts;
        this.reader = new PlacedBodyReader(files);
    }

    /**
     * Reads what is there and shows it; nothing is written before {@link #start}.
     *
     * @param log the directory of log files
     * @param segments the directory of rewritten files
     * @throws IOException it cannot be read, or is of a newer version
     */
    public static WriteAheadLog open(Disk log, Disk segments, LogSettings settings, LogReplay replay)
            throws IOException {
        LiveCounts counts = new LiveCounts();
        LogRecovery recovery = new LogRecovery(log, segments, settings.fileSizeBytes(), replay, counts);
        boolean read = false;
        try {
            recovery.read();
            read = true;
        } finally {
            if (!read) {
                recovery.close();
            }
        }
        RecoveredLog recovered = recovery.result();
        LogFiles files = new LogFiles(log, segments, settings.fileSizeBytes());
        files.recovered(recovered.files(), recovered.spares(), recovered.highestGeneration());
        return new WriteAheadLog(settings, recovered, recovery, files, counts);
    }

    /** The highest body id ever seen in it, 0 if none. */
    public long highestBodyId() {
        return recovered.highestBodyId();
    }

    /** The highest stream ever seen in it, 0 if none. */
    public long highestStream() {
        return recovered.highestStream();
    }

    /** Whether it was closed, and is whole: nothing can have been lost. So for one that never was. */
    public boolean endedInGoodOrder() {
        return recovered.endedInGoodOrder();
    }

    /** Begins to write. */
    public void start(StreamOwner owner, LogAlarm listener) throws IOException {
        begin(owner, listener);
        committing = new LogLoop("log", committer::step, submissions::sleep, alarm);
        keeping = new LogLoop("log-files", keeper::step, thread -> true, alarm);
        reading = new Thread(reader::run, "reader");
        reading.setDaemon(true);
        committing.start();
        keeping.start();
        reading.start();
    }

    /** The same without threads: the caller runs the steps. */
    void begin(StreamOwner owner, LogAlarm listener) throws IOException {
        recovery.makeLasting();
        alarm = new AlarmLatch(listener);
        Rewrite.Context context = new Rewrite.Context(
                files,
                counts,
                owner,
                reader,
                new Throttle(settings.rewriteBytesPerSecond()),
                new FrameWalker(new FileWindow(), recovered.salt()),
                recovered.life() + 1,
                this::wakeKeeper);
        Rewriter rewriter = new Rewriter(context, submissions);
        FrameWalker walker = new FrameWalker(new FileWindow(), recovered.salt());
        keeper = new FileKeeper(files, counts, owner, alarm, submissions, rewriter, walker, this::wakeKeeper);
        committer = new LogCommitter(submissions, files, counts, alarm, this::wakeKeeper, settings, recovered);
        keeper.prepareFirst();
        if (recovered.endedInGoodOrder() && !recovered.files().isEmpty()) {
            committer.goOn(0);
        }
    }

    private void wakeKeeper() {
        LogLoop loop = keeping;
        if (loop != null) {
            loop.wake();
        }
    }

    LogCommitter committer() {
        return committer;
    }

    FileKeeper keeper() {
        return keeper;
    }

    Submissions submissions() {
        return submissions;
    }

    PlacedBodyReader bodyReader() {
        return reader;
    }

    LogFiles files() {
        return files;
    }

    LiveCounts counts() {
        return counts;
    }

    /** A writer for one more producer. Before or after the start. */
    public LogWriter writer(LogListener listener) {
        return new GroupWriter(listener, submissions, counts);
    }

    /** Reads bodies back. */
    public BodyReader reader() {
        return reader;
    }

    /** Definitions that were durable when this is called are kept elsewhere now: their records may go. Any thread. */
    public LogPosition position() {
        return committer == null ? recovered.end() : committer.position();
    }

    /** All definitions before a position are in the checkpoint. Any thread, after the start. */
    public void checkpointed(LogPosition position) {
        keeper.checkpointed(position);
    }

    /** What it takes on disk. Any thread. */
    public LogUse use() {
        return files.use();
    }

    /** Bytes submitted and not yet on disk. Any thread. */
    public long unsyncedBytes() {
        return submissions.unsyncedBytes();
    }

    /** Writes what was submitted and closes the files; says in the log that it ended in good order. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            if (committing != null) {
                committing.end();
                keeping.end();
                reader.end();
                reading.join();
            }
        } catch (InterruptedException e) {
            LOG.warn("The log is closed in haste");
            Thread.currentThread().interrupt();
        }
        if (committer == null) {
            recovery.close();
            return;
        }
        keeper.close();
        committer.finish(LogLoop.nowMs());
        files.close();
    }
}
