package io.leveret.persistence.log;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What writers have handed over and the log's thread has not yet taken, first come, first served; and the chunks that
 * go round between them. One short critical section for each submission.
 */
final class Submissions {
    private static final int POOLED_BYTES = 32 << 20;

    /** Larger chunks are made for one record and left to the garbage collector, which is slow to return such memory. */
    private static final int LARGEST_POOLED = 16 << 20;

    private static final long WITHOUT_DIRECT_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final Logger LOG = LoggerFactory.getLogger(Submissions.class);
    private static final int SIZES = Integer.numberOfTrailingZeros(LARGEST_POOLED / Chunk.SIZE) + 1;

    /** By size, each twice the one before. */
    private final List<ArrayDeque<Chunk>> pools =
            Stream.generate(() -> new ArrayDeque<Chunk>()).limit(SIZES).toList();

    private final IntFunction<ByteBuffer> direct;
    private volatile long directFromNanos = System.nanoTime();
    private final long mostDirectBytes;
    private long directBytes;
    private long pooledBytes;
    private Piece[] queue = new Piece[64];
    private int count;
    private Thread sleeper;
    private boolean syncWanted;
    private volatile long unsyncedBytes;

    Submissions() {
        this(ByteBuffer::allocateDirect, directMemoryBytes() / 2);
    }

    /**
     * @param direct gives memory of so many bytes, or throws {@link OutOfMemoryError}
     * @param mostDirectBytes taken of it: the rest is for others, and for writing what stands in the heap
     */
    Submissions(IntFunction<ByteBuffer> direct, long mostDirectBytes) {
        this.direct = direct;
        this.mostDirectBytes = mostDirectBytes;
    }

    private static long directMemoryBytes() {
        HotSpotDiagnosticMXBean options = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        long set = Long.parseLong(options.getVMOption("MaxDirectMemorySize").getValue());
        return set > 0 ? set : Runtime.getRuntime().maxMemory();
    }

    /** A chunk of at least {@code size} bytes. */
    Chunk chunk(int size) {
        if (size > LARGEST_POOLED) {
            return new Chunk(memory(size));
        }
        int pool = pool(size);
        synchronized (this) {
            Chunk pooled = pools.get(pool).pollLast();
            if (pooled != null) {
                pooledBytes -= pooled.buffer.capacity();
                return pooled;
            }
        }
        return new Chunk(memory(Chunk.SIZE << pool));
    }

    /**
     * A transaction may be larger than the direct memory of a small process: then it is the heap's turn, as otherwise a
     * group would end in its midst. Direct memory that is short is slow to say so, and not asked for a while.
     */
    private ByteBuffer memory(int size) {
        if (System.nanoTime() - directFromNanos >= 0 && takeDirect(size)) {
            try {
                return direct.apply(size);
            } catch (OutOfMemoryError e) {
                takeDirect(-size);
                directFromNanos = System.nanoTime() + WITHOUT_DIRECT_NANOS;
                LOG.warn("Direct memory is short, the log uses the heap for a while: {}", e.getMessage());
            }
        }
        return ByteBuffer.allocate(size);
    }

    private synchronized boolean takeDirect(int size) {
        boolean there = directBytes + size <= mostDirectBytes;
        directBytes += there ? size : 0;
        return there;
    }

    /** Of the smallest chunks that have so many bytes. */
    private static int pool(int size) {
        int chunks = (size + Chunk.SIZE - 1) / Chunk.SIZE;
        return Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(1, chunks) - 1);
    }

    /**
     * Takes a group.
     *
     * @param whole chunks of it that are full: the writer is done with them
     * @param last what stands in the chunk that goes on being filled, or a ticket alone
     */
    void submit(ArrayDeque<Piece> whole, Piece last) {
        Thread asleep;
        synchronized (this) {
            long bytes = 0;
            while (!whole.isEmpty()) {
                Piece piece = whole.poll();
                bytes += piece.size();
                append(piece);
                piece.chunk.retired = true;
            }
            bytes += last.size();
            append(last);
            syncWanted |= last.writer.wantsSync;
            unsyncedBytes += bytes;
            asleep = sleeper;
            sleeper = null;
        }
        if (asleep != null) {
            LockSupport.unpark(asleep);
        }
    }

    /** Whether the group could be added to the one that its writer submitted before, which nobody has taken yet. */
    boolean extend(GroupWriter writer, Chunk chunk, int from, long ticket, int awaitedParts) {
        synchronized (this) {
            Piece tail = count == 0 ? null : queue[count - 1];
            if (tail == null || tail.writer != writer || tail.chunk != chunk || tail.to != from) {
                return false;
            }
            if (chunk != null) {
                unsyncedBytes += chunk.buffer.position() - from;
                tail.extend(chunk.buffer.position(), chunk.bodyCount, chunk.definitions);
                chunk.definitions = 0;
            }
            tail.ticket = ticket;
            tail.awaitedParts += awaitedParts;
            syncWanted |= writer.wantsSync;
            // Somebody who submitted before has woken the log's thread: the queue was not empty.
            return true;
        }
    }

    private void append(Piece piece) {
        if (count == queue.length) {
            queue = Arrays.copyOf(queue, count * 2);
        }
        if (piece.chunk != null) {
            piece.chunk.pieces++;
        }
        queue[count++] = piece;
    }

    /** A writer puts nothing more into a chunk. */
    synchronized void retire(Chunk chunk) {
        chunk.retired = true;
        reuse(chunk);
    }

    /**
     * Moves all that is there to the end of a list; the log's thread.
     *
     * @return whether it is to be synced, whatever the durability
     */
    synchronized boolean takeInto(PieceList pieces) {
        pieces.addAll(queue, count);
        Arrays.fill(queue, 0, count, null);
        count = 0;
        boolean wanted = syncWanted;
        syncWanted = false;
        return wanted;
    }

    /** Pieces are on disk, or will never be. */
    synchronized void done(PieceList pieces, int doneCount) {
        long bytes = 0;
        for (int i = 0; i < doneCount; i++) {
            Piece piece = pieces.get(i);
            bytes += piece.size();
            if (piece.chunk != null) {
                piece.chunk.pieces--;
                reuse(piece.chunk);
            }
        }
        unsyncedBytes -= bytes;
    }

    private void reuse(Chunk chunk) {
        int size = chunk.buffer.capacity();
        boolean fits = size <= LARGEST_POOLED && pooledBytes + size <= POOLED_BYTES;
        if (!chunk.retired || chunk.pieces != 0 || !chunk.buffer.isDirect()) {
            // Memory of the heap is the collector's again.
            return;
        }
        if (!fits) {
            directBytes -= size;
        } else {
            chunk.clear();
            pooledBytes += size;
            pools.get(pool(size)).addLast(chunk);
        }
    }

    /** Whether all that was handed over has been taken. */
    synchronized boolean isEmpty() {
        return count == 0;
    }

    /** The calling thread will sleep until something is submitted, unless something is there: then false. */
    synchronized boolean sleep(Thread thread) {
        if (count > 0) {
            return false;
        }
        sleeper = thread;
        return true;
    }

    long unsyncedBytes() {
        return unsyncedBytes;
    }
}
