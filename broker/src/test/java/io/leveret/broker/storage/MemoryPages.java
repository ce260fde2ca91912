package io.leveret.broker.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/** Keeps cold pages in memory, and answers at once. */
public final class MemoryPages implements PageStore {
    private final Map<Long, byte[]> pages = new HashMap<>();
    private long lastHandle;

    @Override
    public long store(ByteBuffer index) {
        byte[] bytes = new byte[index.remaining()];
        index.get(bytes);
        pages.put(++lastHandle, bytes);
        return lastHandle;
    }

    @Override
    public void load(long handle, Taker taker) {
        byte[] bytes = pages.get(handle);
        if (bytes == null) {
            taker.unreadable(new IOException("no page " + handle));
        } else {
            taker.page(ByteBuffer.wrap(bytes));
        }
    }

    @Override
    public void forget(long handle) {
        pages.remove(handle);
    }

    /** How many pages are kept. */
    public int count() {
        return pages.size();
    }

    /** How many pages were ever kept. */
    public long stored() {
        return lastHandle;
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
