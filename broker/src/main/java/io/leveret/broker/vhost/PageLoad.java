package io.leveret.broker.vhost;

import io.leveret.broker.shard.BrokerShard;
import io.leveret.broker.storage.PageStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A page of one queue on its way back into memory. */
final class PageLoad implements PageStore.Taker {
    private static final Logger LOG = LoggerFactory.getLogger(PageLoad.class);

    private final BrokerQueue queue;
    private final BrokerShard asker;
    private final long handle;

    /** @param asker the shard that the queue lived on when it asked */
    PageLoad(BrokerQueue queue, BrokerShard asker, long handle) {
        this.queue = queue;
        this.asker = asker;
        this.handle = handle;
    }

    @Override
    public void page(ByteBuffer index) {
        ByteBuffer kept = ByteBuffer.allocate(index.remaining());
        kept.put(index).flip();
        tell(() -> queue.machine().pageLoaded(handle, kept, queue.shard().nowMs()));
    }

    @Override
    public void unreadable(IOException cause) {
        LOG.error("a page of {} cannot be read back: {}", queue.description(), cause.getMessage());
        tell(() -> queue.machine().pageUnreadable(handle, queue.shard().nowMs()));
    }

    private void tell(Runnable command) {
        asker.execute(() -> queue.command(asker, command));
    }
}
