package io.leveret.persistence.log;

import io.leveret.persistence.disk.Disk;
import io.leveret.persistence.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The slots of the log's directory: which are spare, which file is written, which are kept. The log's thread takes
 * spares, the log-files thread prepares them and frees files; readers look files up.
 */
final class LogFiles {
    /**
     * Always ready: the next file, and a reserve for when the disk is full. The alarm is raised when one less is there;
     * what publishers have on the way by then may take one more, and the last is for what settles, or for a start.
     */
    static final int WANTED_SPARES = 3;

    /** Freed files beyond this are deleted. */
    static final int MOST_SPARES = 4;

    static final Pattern NAME = Pattern.compile("[0-9]{5,9}\\.log");

    private static final Logger LOG = LoggerFactory.getLogger(LogFiles.class);
    private static final int FILL_BYTES = 1 << 20;
    private static final int SYNC_EVERY_BYTES = 8 << 20;

    private final Disk disk;
    private final Disk segments;
    private final int fileSizeBytes;

    /** All that count, by the last generation that they stand for: in the order of the log. */
    private final ConcurrentSkipListMap<Long, LogFile> kept = new ConcurrentSkipListMap<>();

    /** All that bodies may be read from, by their own generation. */
    private final ConcurrentHashMap<Long, LogFile> places = new ConcurrentHashMap<>();

    private final AtomicLong lastGeneration = new AtomicLong();
    private final ArrayDeque<LogFile> spares = new ArrayDeque<>();
    private final List<LogFile> discarded = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    private ByteBuffer zeros;

    LogFiles(Disk disk, Disk segments, int fileSizeBytes) {
        this.disk = disk;
        this.segments = segments;
        this.fileSizeBytes = fileSizeBytes;
    }

    int fileSizeBytes() {
        return fileSizeBytes;
    }

    /** Where it all is, for people; empty if the disk cannot tell. */
    String where() {
        return disk.describe().isEmpty() ? "" : " (" + disk.describe() + ")";
    }

    /** Takes over what recovery found; the files are open. */
    synchronized void recovered(
            Collection<LogFile> filesWithFrames, Collection<LogFile> found, long highestGeneration) {
        lastGeneration.set(highestGeneration);
        for (LogFile file : filesWithFrames) {
            kept.put(file.last, file);
            places.put(file.generation, file);
            if (!file.isSegment()) {
                names.add(file.name);
            }
        }
        for (LogFile file : found) {
            spares.add(file);
            names.add(file.name);
        }
    }

    /** A number for the next file or segment. Any thread. */
    long newGeneration() {
        return lastGeneration.incrementAndGet();
    }

    // ---- the log's thread

    /** Makes a spare the file of a generation; null if there is none. */
    synchronized LogFile begin(long generation) {
        LogFile spare = spares.poll();
        return spare == null ? null : keep(spare.begun(generation));
    }

    /**
     * Makes a file at once, since none is ready or none has room for a frame. It grows while it is written, which makes
     * its syncs slower.
     */
    LogFile beginUnprepared(long generation, int sizeBytes) throws IOException {
        LogFile made = create(sizeBytes, false);
        synchronized (this) {
            return keep(made.begun(generation));
        }
    }

    private LogFile keep(LogFile file) {
        places.put(file.generation, file);
        kept.put(file.last, file);
        return file;
    }

    /** A file could not be written, and there is nothing in it that counts. */
    synchronized void discard(LogFile file) {
        kept.remove(file.last, file);
        places.remove(file.generation);
        discarded.add(file);
    }

    // ---- any thread

    /** The file of a generation, or null. */
    LogFile of(long generation) {
        return places.get(generation);
    }

    /** What all of them take. */
    LogUse use() {
        List<LogFile> ready;
        synchronized (this) {
            ready = List.copyOf(spares);
        }
        return LogUse.of(kept.firstEntry(), List.copyOf(places.values()), ready);
    }

    /** Whether a file counts, and no segment stands for it. */
    boolean isKept(LogFile file) {
        return kept.get(file.last) == file;
    }

    /** All that count, in the order of the log, the one that is written last. */
    Collection<LogFile> kept() {
        return kept.values();
    }

    /** The generation that is written, or was last; 0 if there is none. */
    long lastGeneration() {
        var last = kept.lastEntry();
        return last == null ? 0 : last.getKey();
    }

    synchronized int spareCount() {
        return spares.size();
    }

    // ---- the log-files thread

    /** Makes one more spare. */
    void prepareSpare() throws IOException {
        LogFile made = create(fileSizeBytes, true);
        synchronized (this) {
            spares.add(made);
        }
    }

    private LogFile create(int sizeBytes, boolean fill) throws IOException {
        String name = freeName();
        DiskFile file = null;
        try {
            file = disk.create(name);
            if (fill) {
                fill(file, sizeBytes);
            }
            SlotHeader.write(file, 0);
            disk.syncDirectory();
            return new LogFile(name, file, sizeBytes, 0);
        } catch (FileAlreadyExistsException e) {
            // Whoever made it: the name stays taken, and the next one is tried. A start deletes it, or reads it.
            throw e;
        } catch (IOException e) {
            if (file == null) {
                forget(name);
            } else {
                remove(name, file);
            }
            throw e;
        }
    }

    private synchronized String freeName() {
        for (int slot = 1; ; slot++) {
            String name = String.format("%05d.log", slot);
            if (names.add(name)) {
                return name;
            }
        }
    }

    /** Gives a file its full size, so that writing to it needs neither space nor changes of its metadata. */
    private void fill(DiskFile file, int sizeBytes) throws IOException {
        if (zeros == null) {
            zeros = ByteBuffer.allocateDirect(FILL_BYTES);
        }
        ByteBuffer[] buffers = {zeros};
        long unsynced = 0;
        for (long at = file.size(); at < sizeBytes; at += zeros.limit()) {
            zeros.clear().limit((int) Math.min(FILL_BYTES, sizeBytes - at));
            file.write(buffers, 1, at);
            unsynced += zeros.limit();
            if (unsynced >= SYNC_EVERY_BYTES) {
                // In steps, so that syncs of the log do not wait behind all of it.
                file.sync();
                unsynced = 0;
            }
        }
        file.sync();
    }

    // ---- segments, on the log-files thread

    /** Where segments stand. */
    Disk segments() {
        return segments;
    }

    /** A segment stands for some files now. They can still be read. */
    void replace(Collection<LogFile> run, LogFile segment) {
        places.put(segment.generation, segment);
        for (LogFile file : run) {
            kept.remove(file.last, file);
        }
        kept.put(segment.last, segment);
    }

    private void freeSegment(LogFile segment) throws IOException {
        segment.file.close();
        // The one that stands for it may have got its name.
        LogFile successor = kept.get(segment.last);
        if (successor == null || successor == segment || !successor.name.equals(segment.name)) {
            segments.delete(segment.name);
            segments.syncDirectory();
        }
        kept.remove(segment.last, segment);
        places.remove(segment.generation);
    }

    // ---- freeing, on the log-files thread

    /** Nothing in a file counts any more; it becomes a spare, or goes. */
    void free(LogFile file) throws IOException {
        if (file.isSegment()) {
            freeSegment(file);
            return;
        }
        // One that failed is not trusted again: a sync that succeeds later says nothing of what was written before.
        boolean trusted = file.sizeBytes == fileSizeBytes && !file.failed();
        boolean recycle = trusted && spareCount() < MOST_SPARES;
        if (recycle) {
            recycle(file);
        } else {
            file.file.close();
            disk.delete(file.name);
            disk.syncDirectory();
        }
        synchronized (this) {
            kept.remove(file.last, file);
            places.remove(file.generation);
            if (recycle) {
                spares.add(new LogFile(file.name, file.file, file.sizeBytes, 0));
            } else {
                names.remove(file.name);
            }
        }
    }

    private void recycle(LogFile file) throws IOException {
        try {
            // In this order: one that was cut to its end would look damaged if it were long again.
            SlotHeader.write(file.file, file.generation + 1);
            fill(file.file, file.sizeBytes);
        } catch (IOException e) {
            file.fail();
            throw e;
        }
    }

    /** Deletes what was discarded, or tries to again. */
    void deleteDiscarded() {
        List<LogFile> gone;
        synchronized (this) {
            gone = List.copyOf(discarded);
        }
        for (LogFile file : gone) {
            if (remove(file.name, file.file)) {
                synchronized (this) {
                    discarded.remove(file);
                }
            }
        }
    }

    /**
     * Whether a file that was discarded, and is still on disk, stands before another. Only what stands behind it says
     * that it does not count.
     */
    synchronized boolean isDiscardedBefore(LogFile file) {
        return discarded.stream().anyMatch(other -> other.generation < file.last);
    }

    private boolean remove(String name, DiskFile file) {
        try {
            if (file != null) {
                file.close();
            }
            disk.delete(name);
            disk.syncDirectory();
            forget(name);
            return true;
        } catch (IOException e) {
            // Its name is not used again, and a start finds nothing in it that counts.
            LOG.debug("The log file {} cannot be deleted", name, e);
            return false;
        }
    }

    private synchronized void forget(String name) {
        names.remove(name);
    }

    /** Closes all. */
    synchronized void close() {
        List<LogFile> all = new ArrayList<>(places.values());
        all.addAll(spares);
        all.addAll(discarded);
        for (LogFile file : all) {
            try {
                file.file.close();
            } catch (IOException e) {
                LOG.warn("The log file {} cannot be closed: {}", file.name, Failures.text(e));
            }
        }
        kept.clear();
        places.clear();
        spares.clear();
    }
}
