package io.leveret.broker.storage;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Keeps the indices of pages that are not in memory. Nothing of it outlasts the process. Any thread; never blocks. */
public interface PageStore extends AutoCloseable {
    /** Takes a page that was asked for, on any thread. */
    interface Taker {
        /** The bytes as they were stored, valid during the call. */
        void page(ByteBuffer index);

        /** It cannot be read. */
        void unreadable(IOException cause);
    }

    /**
     * Keeps a page, from the buffer's position to its limit.
     *
     * @return a handle that is never used again; negative if it was not taken, for lack of room
     */
    long store(ByteBuffer index);

    /** Asks for a page. */
    void load(long handle, Taker taker);

    /** A page is not needed any more. One that was asked for may be answered or not. */
    void forget(long handle);

    @Override
    void close();
}
