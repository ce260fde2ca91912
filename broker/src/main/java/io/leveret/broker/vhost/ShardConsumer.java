package io.leveret.broker.vhost;

import io.leveret.broker.arguments.QueueType;
import io.leveret.broker.shard.BrokerShard;
import io.leveret.broker.shard.ShardReceiver;
import io.leveret.codec.WireStrings;
import io.leveret.queue.Consumer;
import io.leveret.queue.Message;
import io.leveret.queue.SharedCredit;

/**
 * A consumer of this node. Its queue may live on another shard than its channel; then deliveries travel in batches, and
 * the channel gives back their bytes as its transport takes them, so that a slow reader holds up a bounded amount.
 *
 * <p>Fields are of one shard each, as said beside them.
 */
public final class ShardConsumer extends Consumer implements ShardReceiver {
    private static final int DELIVER = 0;
    private static final int DELIVER_AGAIN = 1;
    private static final int CANCELLED = 2;

    /** Bytes that may be between the queue's shard and the transport of a consumer on another shard. */
    private static final long WINDOW_BYTES = 1 << 20;

    /** What a delivery takes there besides the message's content, roughly. */
    private static final long DELIVERY_BYTES = 64;

    private final BrokerQueue queue;
    private final QueueType queueType;
    private final ConsumerEnd end;
    private final byte[] tagBytes;
    private final BrokerShard shard;
    private final ConsumerOptions options;

    /** Of the queue's shard: bytes sent and not yet given back. */
    private long underWayBytes;

    /** Of the channel's shard: bytes written and not yet given back. */
    private long owedBytes;

    /** Of the channel's shard: waits for the transport already; what is still under way comes all the same. */
    private boolean stopped;

    /** Written by the channel's shard: false once cancelled, by whichever side. */
    private volatile boolean open = true;

    /**
     * @param options what the client asked for
     * @param sharedCredit the limit of the channel
     */
    public ShardConsumer(BrokerQueue queue, ConsumerEnd end, ConsumerOptions options, SharedCredit sharedCredit) {
        super(
                end,
                options.tag(),
                options.noAck(),
                options.exclusive(),
                options.priority(),
                options.prefetch(),
                sharedCredit);
        this.queue = queue;
        this.queueType = queue.arguments().type();
        this.end = end;
        this.options = options;
        this.shard = end.shard();
        this.tagBytes = WireStrings.encode(options.tag());
    }

    /** What the client asked for. */
    public ConsumerOptions options() {
        return options;
    }

    public BrokerQueue queue() {
        return queue;
    }

    public QueueType queueType() {
        return queueType;
    }

    public ConsumerEnd end() {
        return end;
    }

    /** The consumer tag in UTF-8. Not to be changed. */
    public byte[] tagBytes() {
        return tagBytes;
    }

    public boolean isOpen() {
        return open;
    }

    public void close() {
        open = false;
    }

    /** Sends a message on its way. On the queue's shard. */
    boolean deliverFrom(BrokerShard home, long id, Message message, boolean redelivered) {
        if (home == shard) {
            return end.deliver(this, id, message, redelivered);
        }
        long bytes = message.content().length;
        int operation = redelivered ? DELIVER_AGAIN : DELIVER;
        home.linkTo(shard).send(this, operation, id, 0, message, null);
        home.linkTo(shard).addWeight(bytes);
        underWayBytes += bytes + DELIVERY_BYTES;
        return underWayBytes < WINDOW_BYTES;
    }

    /** Tells the channel that the queue ended this consumer. On the queue's shard. */
    void cancelFrom(BrokerShard home) {
        if (home == shard) {
            end.cancelled(this);
        } else {
            home.linkTo(shard).send(this, CANCELLED, 0, 0, null, null);
        }
    }

    @Override
    public void receive(BrokerShard at, int operation, long id, long unused, Object message, Object other) {
        if (operation == CANCELLED) {
            end.cancelled(this);
            return;
        }
        Message delivered = (Message) message;
        boolean goOn = end.deliver(this, id, delivered, operation == DELIVER_AGAIN);
        owedBytes += delivered.content().length + DELIVERY_BYTES;
        if (goOn && owedBytes >= WINDOW_BYTES / 4) {
            giveBack();
        }
    }

    /** Has it wait for {@link #transportReady}; false if it does so already. On the channel's shard. */
    public boolean stop() {
        boolean first = !stopped;
        stopped = true;
        return first;
    }

    /** The transport has room again: lets the queue go on. On the channel's shard. */
    public void transportReady() {
        stopped = false;
        if (!open) {
            return;
        }
        if (queue.linkFrom(shard) == null) {
            queue.resume(shard, this);
        } else {
            giveBack();
        }
    }

    private void giveBack() {
        queue.giveBack(shard, this, owedBytes);
        owedBytes = 0;
    }

    /** Takes back bytes. On the queue's shard. */
    void takeBack(long bytes) {
        underWayBytes -= bytes;
    }
}
