package io.leveret.broker.vhost;

import io.leveret.broker.shard.BrokerShard;
import io.leveret.queue.Message;
import io.leveret.queue.Recipient;

/** Where messages of queues go: the deliveries of a channel. All methods on its own shard. */
public interface ConsumerEnd extends Recipient {
    BrokerShard shard();

    /**
     * Writes a delivery.
     *
     * @return false if the transport has enough for now
     */
    boolean deliver(ShardConsumer consumer, long id, Message message, boolean redelivered);

    /** Answers a {@code basic.get}; {@code remaining} messages are ready behind it. */
    void got(BrokerQueue queue, long id, Message message, boolean redelivered, long remaining);

    /**
     * Whether the {@code basic.get} that waits for its answer settles at once. Any shard: it is said before the queue
     * is asked, and stays until it has answered.
     */
    boolean fetchesNoAck();

    /** Answers a {@code basic.get} of a queue with nothing ready. */
    void gotNothing();

    /** A message was held for longer than this without being acknowledged: the channel closes. */
    void timedOut(long timeoutMs);

    /** The queue ended the consumer; its client is told if it wants to know. */
    void cancelled(ShardConsumer consumer);
}
