package io.leveret.persistence.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads bodies on one thread, neighbours of one file together. */
final class PlacedBodyReader implements BodyReader {
    private static final int WINDOW_BYTES = 1 << 20;

    /** Read for the last of some neighbours, whose size is known only then. */
    private static final int LAST_BYTES = 8 * 1024;

    private static final int MAX_LENGTH_BYTES = 5;
    private static final Logger LOG = LoggerFactory.getLogger(PlacedBodyReader.class);

    /** Ends the thread. An interrupt would close the file that is read just then. */
    private static final Request END = new Request(new long[0], 0, null);

    private record Request(long[] places, int count, Taker taker) {}

    private final LogFiles files;
    private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();
    /** Made with the first reading. */
    private ByteBuffer window = ByteBuffer.allocateDirect(0);

    private ByteBuffer view = window;
    private final CRC32C crc = new CRC32C();
    private long windowGeneration;
    private int windowStart;

    PlacedBodyReader(LogFiles files) {
        this.files = files;
    }

    @Override
    public void read(long[] places, int count, Taker taker) {
        requests.add(new Request(places, count, taker));
    }

    /** Serves until {@link #end}. */
    void run() {
        try {
            for (Request request = requests.take(); request != END; request = requests.take()) {
                serve(request);
            }
        } catch (InterruptedException e) {
            LOG.warn("The reader of the log was interrupted");
            Thread.currentThread().interrupt();
        }
    }

    /** Ends it after what was asked for before. */
    void end() {
        requests.add(END);
    }

    /** Serves what was asked for. */
    void step() {
        step(Integer.MAX_VALUE);
    }

    /** Serves at most so many requests. */
    void step(int most) {
        for (int i = 0; i < most && !requests.isEmpty(); i++) {
            serve(requests.poll());
        }
    }

    /** Whether somebody waits for bodies. */
    boolean isAsked() {
        return !requests.isEmpty();
    }

    private void serve(Request request) {
        try {
            // A file may have been written since, or be another by now.
            windowGeneration = 0;
            for (int i = 0; i < request.count(); i++) {
                serve(request, i);
            }
            request.taker().done();
        } catch (RuntimeException e) {
            LOG.error("Whoever asked for bodies failed", e);
        }
    }

    private void serve(Request request, int i) {
        try {
            request.taker().body(i, payload(request, i));
        } catch (IOException e) {
            request.taker().unreadable(i, e);
        } catch (OutOfMemoryError e) {
            // Of direct memory: of the heap's the process ends. This thread must not, nobody else reads.
            windowGeneration = 0;
            request.taker().unreadable(i, new IOException("there is no memory to read a body: " + e.getMessage(), e));
        }
    }

    private ByteBuffer payload(Request request, int i) throws IOException {
        long place = request.places()[i];
        long generation = place >>> Integer.SIZE;
        int offset = (int) place;
        LogFile file = place > 0 ? files.of(generation) : null;
        if (file == null) {
            throw new IOException("there is no file for a body at " + generation + ":" + offset);
        }
        if (!inWindow(generation, offset, MAX_LENGTH_BYTES)) {
            load(file, offset, wanted(request, i));
        }
        int at = offset - windowStart;
        view.clear().limit(window.limit()).position(at);
        int length = RecordReader.intNumber(view);
        int size = view.position() - at + length;
        if (!inWindow(generation, offset, size)) {
            if (size > WINDOW_BYTES) {
                return checked(large(file, offset, size), generation, offset);
            }
            load(file, offset, Math.max(size, wanted(request, i)));
            at = offset - windowStart;
        }
        if (at + size > window.limit()) {
            throw new IOException("a body at " + generation + ":" + offset + " is longer than its file");
        }
        return checked(view.clear().limit(at + size).position(at), generation, offset);
    }

    private boolean inWindow(long generation, int offset, int size) {
        long end = (long) windowStart + window.limit();
        return generation == windowGeneration && offset >= windowStart && (long) offset + size <= end;
    }

    /** How much to read for a body and its neighbours behind it. */
    private static int wanted(Request request, int first) {
        long[] places = request.places();
        long last = places[first];
        for (int i = first + 1; i < request.count(); i++) {
            if (places[i] < last || places[i] - places[first] > WINDOW_BYTES - LAST_BYTES) {
                break;
            }
            last = places[i];
        }
        return (int) (last - places[first]) + LAST_BYTES;
    }

    private void load(LogFile file, int offset, int size) throws IOException {
        windowGeneration = 0;
        if (window.capacity() == 0) {
            window = ByteBuffer.allocateDirect(WINDOW_BYTES);
            view = window.duplicate();
        }
        window.clear().limit(Math.min(size, WINDOW_BYTES));
        int read = file.file.read(window, offset);
        window.position(0).limit(Math.max(0, read));
        windowGeneration = file.generation;
        windowStart = offset;
    }

    private static ByteBuffer large(LogFile file, int offset, int size) throws IOException {
        if ((long) offset + size > file.file.size()) {
            throw new IOException("a body at " + file.generation + ":" + offset + " is longer than its file");
        }
        // It may be larger than all direct memory.
        ByteBuffer record = ByteBuffer.allocate(size);
        int read = file.file.read(record, offset);
        record.position(0).limit(Math.max(0, read));
        return record;
    }

    private ByteBuffer checked(ByteBuffer record, long generation, int offset) throws IOException {
        if (!RecordReader.payload(record, crc)) {
            throw new IOException("the body at " + generation + ":" + offset + " is damaged");
        }
        return record;
    }
}
