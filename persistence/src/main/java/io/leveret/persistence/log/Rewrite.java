package io.leveret.persistence.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The rewriting of one run of files, in steps of bounded work.
 *
 * <p>The order is what keeps it safe:
 *
 * <ol>
 *   <li>The run is read, and the owner is asked which of the items in it are there.
 *   <li>When all answers are in, everything submitted by then is synced: so whatever made an item leave is on disk
 *       before its adding is left out.
 *   <li>The run is read again, what survives is copied and synced under a temporary name.
 *   <li>The segment gets its name and the directory is synced. From here on a start reads the segment and takes no
 *       notice of the generations that it stands for; before, it deletes the temporary file and reads these.
 *   <li>The owner is told the new places. What it let go of at an old place counts for the segment too, see
 *       {@link LiveCounts}.
 *   <li>When the owner is done, and all reads that were asked for by then are served, the files are free.
 * </ol>
 *
 * <p>On the log-files thread, or a test's.
 */
final class Rewrite {
    /** Of one step. */
    private static final int SLICE_BYTES = 4 << 20;

    /** What it needs of the log. */
    record Context(
            LogFiles files,
            LiveCounts counts,
            StreamOwner owner,
            BodyReader reader,
            Throttle throttle,
            FrameWalker walker,
            int life,
            Runnable wake) {}

    private enum Phase {
        ASKING,
        ASKING_BEHIND,
        ANSWERS,
        SYNCING,
        COPYING,
        NAMING,
        LASTING,
        MOVING,
        READING,
        FREEING,
        DONE
    }

    private final Context context;
    private final List<LogFile> run;
    private final List<LogFile> before = new ArrayList<>();
    private final List<LogFile> behind = new ArrayList<>();
    private final List<LogFile> followers = new ArrayList<>();

    /** The bodies that items have which are there; the first number is the place in the segment. */
    private final LongTable bodies = new LongTable();

    /** Items behind the run that have their bodies in it. */
    private final List<long[]> addedBehind = new ArrayList<>();

    private final Survivors survivors = new Survivors();
    private final Presence presence;
    private final RunReader reader;
    private final SurvivorQuestions questions;
    private final FileContents contents = new FileContents();
    private final GroupWriter marker;
    private final LogPosition checkpoint;

    private Phase phase = Phase.ASKING;
    private boolean behindTheRun;
    private long awaitedTicket;
    private SurvivorCopy copy;
    private SegmentWriter out;
    private LogFile segment;
    private volatile boolean served;

    Rewrite(Context context, List<LogFile> run, GroupWriter marker, LogPosition checkpoint) {
        this.context = context;
        this.run = new ArrayList<>(run);
        this.marker = marker;
        this.checkpoint = checkpoint;
        this.reader = new RunReader(context.walker());
        this.presence = new Presence(context.owner(), context.wake(), this::isThere);
        this.questions = new SurvivorQuestions(presence, unresolved(run));
        neighbours(context.files().kept());
        run.forEach(file -> file.busy(true));
        followers.forEach(file -> file.busy(true));
        reader.begin(run);
    }

    private static LongTable unresolved(List<LogFile> run) {
        LongTable bodies = new LongTable();
        for (LogFile file : run) {
            for (long bodyId : file.contents().unresolvedBodies()) {
                bodies.put(bodyId, 0, 0, 0);
            }
        }
        return bodies;
    }

    private void neighbours(Collection<LogFile> kept) {
        Set<Long> own = new HashSet<>();
        run.forEach(file -> own.add(file.generation));
        for (LogFile file : kept) {
            if (file.last < run.get(0).first) {
                before.add(file);
            } else if (file.last > run.get(run.size() - 1).last && file.isLeft() && file.contents() != null) {
                behind.add(file);
                if (file.bodiesIn().stream().anyMatch(own::contains)) {
                    followers.add(file);
                }
            }
        }
    }

    private void isThere(long stream, long item, long bodyId) {
        if (bodyId != 0) {
            bodies.put(bodyId, 0, 0, 0);
            if (behindTheRun) {
                addedBehind.add(new long[] {stream, item, bodyId});
            }
        }
    }

    boolean isDone() {
        return phase == Phase.DONE;
    }

    /** Whether the segment has its name, or may have it: then it must be brought to its end. */
    boolean isNamed() {
        return out != null && out.mayBeNamed();
    }

    List<LogFile> run() {
        return run;
    }

    /**
     * Goes on.
     *
     * @return after how many milliseconds to go on, {@link LogCommitter#UNTIL_WOKEN} if it waits to be woken
     */
    long step(long durableTicket, long nowMs) throws IOException {
        try {
            return switch (phase) {
                case ASKING, ASKING_BEHIND -> ask(nowMs);
                case ANSWERS -> awaitAnswers();
                case SYNCING -> awaitSync(durableTicket);
                case COPYING -> copy(nowMs);
                case NAMING -> name();
                case LASTING -> makeLasting();
                case MOVING -> tellMoves();
                case READING -> awaitReads();
                case FREEING -> free();
                case DONE -> LogCommitter.UNTIL_WOKEN;
            };
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private long ask(long nowMs) throws IOException {
        for (int read = 0; read < SLICE_BYTES; ) {
            presence.step();
            long waitMs = context.throttle().waitMs(nowMs);
            if (presence.isFull() || waitMs > 0) {
                return presence.isFull() ? LogCommitter.UNTIL_WOKEN : waitMs;
            }
            int bytes = reader.next(questions, file -> {});
            if (bytes == 0) {
                return askBehind();
            }
            context.throttle().used(bytes);
            read += bytes;
        }
        return 0;
    }

    private long askBehind() {
        presence.flush();
        if (phase == Phase.ASKING && !followers.isEmpty()) {
            // What is there of the run is told from what is there behind it.
            if (presence.step() > 0) {
                return LogCommitter.UNTIL_WOKEN;
            }
            phase = Phase.ASKING_BEHIND;
            behindTheRun = true;
            questions.behindTheRun();
            reader.begin(followers);
        } else {
            phase = Phase.ANSWERS;
        }
        return 0;
    }

    private long awaitAnswers() {
        if (presence.step() > 0) {
            return LogCommitter.UNTIL_WOKEN;
        }
        awaitedTicket = marker.submitMarker();
        phase = Phase.SYNCING;
        return LogCommitter.UNTIL_WOKEN;
    }

    private long awaitSync(long durableTicket) throws IOException {
        if (durableTicket < awaitedTicket) {
            return LogCommitter.UNTIL_WOKEN;
        }
        LogFiles files = context.files();
        Set<Long> streams = new HashSet<>();
        run.forEach(file -> streams.addAll(file.contents().streams().keySet()));
        out = new SegmentWriter(context, files.newGeneration(), streams.size());
        copy = new SurvivorCopy(out, contents, presence, bodies, survivors, before, checkpoint);
        copy.marks(run, behind);
        reader.begin(run);
        phase = Phase.COPYING;
        return 0;
    }

    private long copy(long nowMs) throws IOException {
        for (int done = 0; done < SLICE_BYTES; ) {
            long waitMs = context.throttle().waitMs(nowMs);
            if (waitMs > 0) {
                return waitMs;
            }
            int written = out.sizeBytes();
            int bytes = reader.next(copy, copy::file);
            if (bytes == 0) {
                return finish();
            }
            bytes += out.sizeBytes() - written;
            context.throttle().used(bytes);
            done += bytes;
        }
        out.syncSome();
        return 0;
    }

    private long finish() throws IOException {
        for (long[] added : addedBehind) {
            long place = bodies.first(bodies.find(added[2]));
            if (place != 0) {
                survivors.add(added[0], added[1], place);
                contents.addedBehind(added[2], 1);
            }
        }
        contents.nobodyAdds();
        long weight = 0;
        for (LogFile file : run) {
            weight += context.counts().weight(file.generation);
        }
        // From the end of what stands before it on, so that nothing between them comes back.
        long first = before.isEmpty() ? 1 : before.get(before.size() - 1).last + 1;
        out.finish(first, run.get(run.size() - 1).last, weight);
        phase = Phase.NAMING;
        return 0;
    }

    private long name() throws IOException {
        out.publish();
        phase = Phase.LASTING;
        return makeLasting();
    }

    /**
     * The segment is whole, and a start may see it or the files. As long as the directory cannot be synced it does not
     * stand for them here either: what drops something in them, or has its body in them, stays. Whatever is freed
     * meanwhile beside them is needed no more beside the segment, which has nothing that they have not.
     */
    private long makeLasting() throws IOException {
        context.files().segments().syncDirectory();
        segment = out.toLogFile(contents);
        Set<Long> generations = new HashSet<>();
        for (LogFile file : run) {
            generations.add(file.generation);
            segment.bodiesIn().addAll(file.bodiesIn());
        }
        segment.bodiesIn().removeAll(generations);
        context.counts().moved(generations.stream().mapToLong(Long::longValue).toArray(), segment.generation);
        for (LogFile file : context.files().kept()) {
            if (file.contents() != null) {
                file.contents().bodiesMoved(generations, segment.generation);
            }
        }
        segment.busy(true);
        context.files().replace(run, segment);
        phase = Phase.MOVING;
        return 0;
    }

    private long tellMoves() {
        if (!survivors.tell(context.owner(), context.wake())) {
            return LogCommitter.UNTIL_WOKEN;
        }
        context.reader().read(new long[0], 0, new Barrier());
        phase = Phase.READING;
        return awaitReads();
    }

    /** Is served after all that was asked for before. */
    private final class Barrier implements BodyReader.Taker {
        @Override
        public void body(int n, ByteBuffer payload) {}

        @Override
        public void unreadable(int n, IOException cause) {}

        @Override
        public void done() {
            served = true;
            context.wake().run();
        }
    }

    private long awaitReads() {
        if (!served) {
            return LogCommitter.UNTIL_WOKEN;
        }
        phase = Phase.FREEING;
        return 0;
    }

    private long free() throws IOException {
        if (!run.isEmpty()) {
            context.files().free(run.get(0));
            run.remove(0);
            return 0;
        }
        segment.busy(false);
        followers.forEach(file -> file.busy(false));
        phase = Phase.DONE;
        return 0;
    }

    /** The log is closed. */
    void close() {
        if (!isNamed()) {
            abandon();
        } else if (segment == null) {
            // Else it is one of the log's files.
            out.close();
        }
    }

    /** It is not to be. Only as long as the segment has no name. */
    void abandon() {
        if (out != null) {
            out.discard();
        }
        run.forEach(file -> file.busy(false));
        run.forEach(file -> file.decline.again());
        followers.forEach(file -> file.busy(false));
    }
}
