package io.leveret.broker.storage;

import io.leveret.persistence.scratch.ScratchPages;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Pages in a scratch file. What could not be written stays in memory, where it is read back from. */
public final class DiskPages implements PageStore {
    private static final Logger LOG = LoggerFactory.getLogger(DiskPages.class);

    private final ScratchPages pages;

    /** @param pages closed with this */
    public DiskPages(ScratchPages pages) {
        this.pages = pages;
    }

    @Override
    public long store(ByteBuffer index) {
        // Of the disk that fails, and works again, the scratch file itself tells once.
        return pages.store(index, (handle, cause) -> LOG.debug("page {} could not leave memory", handle, cause));
    }

    /** The same, waiting until it is written. Not on a shard. */
    public long storeNow(ByteBuffer index) throws IOException {
        return pages.storeNow(index);
    }

    @Override
    public void load(long handle, Taker taker) {
        pages.load(handle, new ScratchPages.Taker() {
            @Override
            public void page(ByteBuffer page) {
                taker.page(page);
            }

            @Override
            public void unreadable(IOException cause) {
                taker.unreadable(cause);
            }
        });
    }

    @Override
    public void forget(long handle) {
        pages.forget(handle);
    }

    @Override
    public void close() {
        try {
            pages.close();
        } catch (IOException e) {
            LOG.warn("the scratch file could not be closed: {}", e.getMessage());
        }
    }
}
