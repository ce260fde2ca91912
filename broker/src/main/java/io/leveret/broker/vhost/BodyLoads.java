package io.leveret.broker.vhost;

import io.leveret.broker.shard.BrokerShard;
import io.leveret.persistence.log.BodyReader;
import io.leveret.queue.MalformedFactException;
import io.leveret.queue.Message;
import io.leveret.queue.MessageDecoder;
import io.leveret.queue.QueueDispatch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Bodies of one queue on their way back into memory: read and decoded on the reading thread, handed to the shard. */
final class BodyLoads implements BodyReader.Taker {
    private static final Logger LOG = LoggerFactory.getLogger(BodyLoads.class);

    private final BrokerQueue queue;
    private final BrokerShard asker;
    private final long[] ids;
    private final Message[] messages;
    private final MessageDecoder decoder = new MessageDecoder();

    /** @param asker the shard that the queue lived on when it asked */
    BodyLoads(BrokerQueue queue, BrokerShard asker, long[] ids, int count) {
        this.queue = queue;
        this.asker = asker;
        this.ids = Arrays.copyOf(ids, count);
        this.messages = new Message[count];
    }

    @Override
    public void body(int n, ByteBuffer payload) {
        try {
            messages[n] = decoder.decode(payload);
        } catch (MalformedFactException e) {
            unreadable(n, new IOException(e.getMessage(), e));
        }
    }

    @Override
    public void unreadable(int n, IOException cause) {
        // It may have left the queue since it was asked for, and its file with it; if not, the queue says so louder.
        LOG.info("message {} of {} could not be read: {}", ids[n], queue.description(), cause.toString());
    }

    @Override
    public void done() {
        asker.execute(() -> queue.command(asker, this::bring));
    }

    private void bring() {
        QueueDispatch machine = queue.machine();
        for (int n = 0; n < ids.length; n++) {
            if (messages[n] == null) {
                machine.bodyUnreadable(ids[n]);
            } else {
                machine.bodyLoaded(ids[n], messages[n]);
            }
        }
        BrokerShard here = queue.shard();
        machine.bodiesLoaded(here.nowMs());
        queue.vhost().memory(here).hasBodies(queue);
    }
}
