package io.leveret.persistence.scratch;

import io.leveret.persistence.disk.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pages of bytes that were pushed out of memory, in a scratch file. Any thread; what belongs to one page from one
 * thread at a time.
 *
 * <p>Who stores a page may forget its own copy at once: the page is kept here until it is written, which is tried again
 * each second if it fails. So a full disk costs no page, only the memory that was to be won. How much is kept is
 * limited: beyond it pages are {@linkplain #REFUSED refused} and stay where they are.
 *
 * <p>One thread writes and reads, reads first. That alone keeps pages apart that stand in the same place one after the
 * other: a page that is forgotten gives its place back at once, and what is stored there next is written after all that
 * was asked for before.
 *
 * <p>Before each page stand its handle, its length and a checksum of both and of the page, so that something else is
 * never taken for it.
 */
public final class ScratchPages implements AutoCloseable {
    /** Instead of a handle: nothing was taken. */
    public static final long REFUSED = -1;

    /** No page may be longer. */
    public static final int MAX_PAGE_BYTES = Slabs.SLAB_BYTES - SlotHeader.BYTES;

    private static final Logger LOG = LoggerFactory.getLogger(ScratchPages.class);

    /** After a failure nothing is taken for so long. */
    private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Whether the pause is over is looked at so often. */
    private static final long RETRY_NANOS = PAUSE_NANOS / 4;

    /** Takes a page that was asked for, on the thread of the scratch file: hand over at once. */
    public interface Taker {
        /** The page, valid during the call. */
        void page(ByteBuffer page);

        /** The page cannot be read, or is not what was stored. */
        void unreadable(IOException cause);
    }

    /** Whoever stored a page is told that it could not be written, on the thread of the scratch file. */
    public interface Owner {
        /** The page is kept in memory, and tried again; load and {@link #forget} it to have it back. Told once. */
        void unstored(long handle, IOException cause);
    }

    /** A page that is not written yet. */
    private static final class Waiting {
        final long handle;
        final long position;

        /** Header and page, from 0 to the limit. */
        final ByteBuffer bytes;

        /** Null if somebody waits for the outcome. */
        final Owner owner;

        boolean written;
        IOException failure;

        /** The owner knows that it could not be written. */
        boolean told;

        Waiting(long handle, long position, ByteBuffer bytes, Owner owner) {
            this.handle = handle;
            this.position = position;
            this.bytes = bytes;
            this.owner = owner;
        }
    }

    /** A page that is to be read: its place, or the page itself if that was not written yet. */
    private record Load(long handle, long position, int slotBytes, ByteBuffer waiting, Taker taker) {}

    private final ScratchFile file;
    private final long waitingLimitBytes;
    private final LongSupplier nanoTime;
    private final Thread thread;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition progress = lock.newCondition();

    // Guarded by the lock.
    private final Slabs slabs = new Slabs();
    private final ArrayDeque<Load> loads = new ArrayDeque<>();
    private final ArrayDeque<Waiting> writes = new ArrayDeque<>();

    /** What could not be written, to be tried again. */
    private final ArrayDeque<Waiting> unwritten = new ArrayDeque<>();

    private final Map<Long, Waiting> waiting = new HashMap<>();
    private long waitingBytes;
    private boolean failing;
    private long failedAtNanos;
    private boolean closed;

    /** Of the thread. */
    private ByteBuffer readBuffer = ByteBuffer.allocate(64 * 1024);

    private ScratchPages(ScratchFile file, long waitingLimitBytes, LongSupplier nanoTime) {
        this.file = file;
        this.waitingLimitBytes = waitingLimitBytes;
        this.nanoTime = nanoTime;
        thread = new Thread(this::run, "scratch");
        thread.setDaemon(true);
    }

    /**
     * Empties a directory and begins to use it.
     *
     * @param waitingLimitBytes how much may wait to be written
     * @param keptFreeBytes the file does not grow if less space than this would be left for others
     */
    public static ScratchPages open(Disk disk, long waitingLimitBytes, long keptFreeBytes) throws IOException {
        return open(disk, waitingLimitBytes, keptFreeBytes, System::nanoTime);
    }

    static ScratchPages open(Disk disk, long waitingLimitBytes, long keptFreeBytes, LongSupplier nanoTime)
            throws IOException {
        ScratchFile file = ScratchFile.create(disk, keptFreeBytes);
        ScratchPages pages = new ScratchPages(file, waitingLimitBytes, nanoTime);
        pages.thread.start();
        return pages;
    }

    /**
     * Stores what remains in a buffer, which stays as it is; does not wait for the disk.
     *
     * @param owner is told, perhaps before this returns or after the page is forgotten, if it cannot be written
     * @return a handle, at least 0; {@link #REFUSED} if too much waits already, or the disk failed a moment ago
     * @throws IllegalArgumentException it is longer than {@link #MAX_PAGE_BYTES}
     */
    public long store(ByteBuffer page, Owner owner) {
        checkLength(page);
        lock.lock();
        try {
            return closed || paused() || !roomFor(page) ? REFUSED : enqueue(page, owner).handle;
        } finally {
            lock.unlock();
        }
    }

    /** The same, but waits until it is written. Not on a shard. */
    public long storeNow(ByteBuffer page) throws IOException {
        checkLength(page);
        lock.lock();
        try {
            while (!closed && !writes.isEmpty() && !roomFor(page)) {
                progress.awaitUninterruptibly();
            }
            checkOpen();
            Waiting stored = enqueue(page, null);
            while (!closed && !stored.written && stored.failure == null) {
                progress.awaitUninterruptibly();
            }
            if (stored.failure != null) {
                throw new IOException("A page could not be written", stored.failure);
            }
            if (!stored.written) {
                checkOpen();
            }
            return stored.handle;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Asks for a page; it stays stored. The answer comes on the thread of the scratch file, even if the page is at
     * hand; at once if this is closed.
     *
     * @throws IllegalArgumentException nothing is stored under this handle
     */
    public void load(long handle, Taker taker) {
        lock.lock();
        try {
            if (!closed) {
                loads.add(find(handle, taker));
                work.signal();
                return;
            }
        } finally {
            lock.unlock();
        }
        taker.unreadable(closedError());
    }

    /** Reads a page on this thread, into a buffer of the caller's. Not on a shard. */
    public ByteBuffer loadNow(long handle) throws IOException {
        Load load;
        lock.lock();
        try {
            checkOpen();
            load = find(handle, null);
        } finally {
            lock.unlock();
        }
        return load.waiting != null
                ? ByteBuffer.wrap(load.waiting.array().clone())
                        .position(SlotHeader.BYTES)
                        .slice()
                : read(load, ByteBuffer.allocate(load.slotBytes));
    }

    /**
     * Gives up a page; what was asked for before is still answered.
     *
     * @throws IllegalArgumentException nothing is stored under this handle
     */
    public void forget(long handle) {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            slabs.giveBack(handle);
            settle(handle);
            if (shrinkable()) {
                work.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Bytes in memory that wait to be written or could not be written. */
    public long waitingBytes() {
        lock.lock();
        try {
            return waitingBytes;
        } finally {
            lock.unlock();
        }
    }

    /** Bytes the file takes. */
    public long fileBytes() {
        return (long) file.slabs() * Slabs.SLAB_BYTES;
    }

    /** Deletes the file. Who still waits for a page is told that it is unreadable. */
    @Override
    public void close() throws IOException {
        lock.lock();
        try {
            closed = true;
            work.signal();
        } finally {
            lock.unlock();
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        file.delete();
    }

    // ---- under the lock

    private boolean paused() {
        return failing && nanoTime.getAsLong() - failedAtNanos < PAUSE_NANOS;
    }

    private boolean roomFor(ByteBuffer page) {
        return waitingBytes + SlotHeader.BYTES + page.remaining() <= waitingLimitBytes;
    }

    private Waiting enqueue(ByteBuffer page, Owner owner) {
        ByteBuffer bytes = ByteBuffer.allocate(SlotHeader.BYTES + page.remaining());
        bytes.position(SlotHeader.BYTES).put(page.duplicate()).rewind();
        long handle = slabs.take(bytes.capacity());
        Waiting stored = new Waiting(handle, slabs.position(handle), bytes, owner);
        waiting.put(handle, stored);
        waitingBytes += bytes.capacity();
        writes.add(stored);
        work.signal();
        return stored;
    }

    private Load find(long handle, Taker taker) {
        Waiting here = waiting.get(handle);
        return new Load(handle, slabs.position(handle), slabs.bytes(handle), here == null ? null : here.bytes, taker);
    }

    /** A page is not kept in memory any more. */
    private void settle(long handle) {
        Waiting here = waiting.remove(handle);
        if (here != null) {
            waitingBytes -= here.bytes.capacity();
            progress.signalAll();
        }
    }

    private boolean shrinkable() {
        return file.slabs() > 2 * slabs.end();
    }

    private void checkOpen() throws IOException {
        if (closed) {
            throw closedError();
        }
    }

    private static IOException closedError() {
        return new IOException("The scratch file is closed");
    }

    private static void checkLength(ByteBuffer page) {
        if (page.remaining() > MAX_PAGE_BYTES) {
            throw new IllegalArgumentException("A page of " + page.remaining() + " bytes is too long");
        }
    }

    // ---- on the thread

    private void run() {
        try {
            boolean on = true;
            while (on) {
                on = step();
            }
        } finally {
            stop();
        }
    }

    /** Does the next thing that is to be done. */
    private boolean step() {
        Load load;
        Waiting write;
        lock.lock();
        try {
            awaitWork();
            if (closed) {
                return false;
            }
            load = loads.poll();
            write = load == null && mayWrite() ? nextWrite() : null;
        } finally {
            lock.unlock();
        }
        if (load != null) {
            answer(load);
        } else if (write != null) {
            finish(write, write(write));
        } else {
            shrink();
        }
        return true;
    }

    /** Called with the lock. */
    private void awaitWork() {
        while (!closed && loads.isEmpty() && !mayWrite() && !shrinkable()) {
            if (unwritten.isEmpty()) {
                work.awaitUninterruptibly();
            } else {
                awaitPause();
            }
        }
    }

    /** What could not be written is tried again. Nobody interrupts this thread. */
    private void awaitPause() {
        try {
            work.awaitNanos(RETRY_NANOS);
        } catch (InterruptedException e) {
            LOG.debug("the thread of the scratch file was interrupted", e);
        }
    }

    /** Whether there is something to write; what failed is kept back for a moment. */
    private boolean mayWrite() {
        return !writes.isEmpty() || !unwritten.isEmpty() && !paused();
    }

    /** The next page to write; those that were forgotten are left out. */
    private Waiting nextWrite() {
        Waiting next = nextWanted(writes);
        if (next == null && !paused()) {
            next = nextWanted(unwritten);
        }
        progress.signalAll();
        return next;
    }

    private Waiting nextWanted(ArrayDeque<Waiting> pagesToWrite) {
        Waiting next = pagesToWrite.poll();
        while (next != null && waiting.get(next.handle) != next) {
            next = pagesToWrite.poll();
        }
        return next;
    }

    private void answer(Load load) {
        try {
            ByteBuffer page;
            try {
                if (load.waiting != null) {
                    page = load.waiting.duplicate().position(SlotHeader.BYTES).slice();
                } else {
                    page = read(load, readBuffer(load.slotBytes));
                }
            } catch (IOException e) {
                load.taker.unreadable(e);
                return;
            }
            load.taker.page(page.asReadOnlyBuffer());
        } catch (RuntimeException e) {
            LOG.error("Whoever asked for a page failed", e);
        }
    }

    private ByteBuffer readBuffer(int bytes) {
        if (readBuffer.capacity() < bytes) {
            readBuffer = ByteBuffer.allocate(bytes);
        }
        return readBuffer.clear().limit(bytes);
    }

    private ByteBuffer read(Load load, ByteBuffer into) throws IOException {
        file.read(into, load.position);
        return SlotHeader.page(into.flip(), load.handle);
    }

    private IOException write(Waiting page) {
        try {
            SlotHeader.put(page.bytes, page.handle);
            file.write(page.bytes.duplicate(), page.position);
            return null;
        } catch (IOException e) {
            return e;
        }
    }

    private void finish(Waiting page, IOException failure) {
        boolean wanted;
        boolean changed;
        boolean first = !page.told;
        lock.lock();
        try {
            wanted = waiting.get(page.handle) == page;
            changed = failing != (failure != null);
            failing = failure != null;
            failedAtNanos = nanoTime.getAsLong();
            page.written = failure == null;
            page.failure = failure;
            if (wanted && (failure == null || page.owner == null)) {
                settle(page.handle);
            }
            if (wanted && failure != null && page.owner == null) {
                slabs.giveBack(page.handle);
            } else if (wanted && failure != null) {
                page.told = true;
                unwritten.add(page);
            }
            progress.signalAll();
        } finally {
            lock.unlock();
        }
        if (changed && failing) {
            LOG.warn("Pages that should be on disk stay in memory: {}", failure.toString());
        } else if (changed) {
            LOG.info("Pages can be written to disk again");
        }
        if (wanted && failure != null && page.owner != null && first) {
            tell(page, failure);
        }
    }

    private static void tell(Waiting page, IOException failure) {
        try {
            page.owner.unstored(page.handle, failure);
        } catch (RuntimeException e) {
            LOG.error("Whoever stored a page failed", e);
        }
    }

    private void shrink() {
        int end;
        lock.lock();
        try {
            end = slabs.end();
        } finally {
            lock.unlock();
        }
        // Whoever takes a slot beyond it from now on has it written by this thread, later.
        file.shrink(end);
    }

    private void stop() {
        Load[] unanswered;
        lock.lock();
        try {
            closed = true;
            unanswered = loads.toArray(new Load[0]);
            loads.clear();
            progress.signalAll();
        } finally {
            lock.unlock();
        }
        for (Load load : unanswered) {
            load.taker.unreadable(closedError());
        }
    }
}
