package io.leveret.broker.connection;

import io.leveret.broker.arguments.QueueType;
import io.leveret.broker.counters.MessageStat;
import io.leveret.broker.shard.BrokerShard;
import io.leveret.broker.vhost.BrokerQueue;
import io.leveret.broker.vhost.ConsumerEnd;
import io.leveret.broker.vhost.Firehose;
import io.leveret.broker.vhost.ShardConsumer;
import io.leveret.codec.BasicMethod;
import io.leveret.codec.WireStrings;
import io.leveret.queue.Message;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a channel receives: its consumers by tag, the delivery tags, and what is not settled yet. */
final class Deliveries implements ConsumerEnd {
    private final Channel channel;
    private final UnackedMessages unacked = new UnackedMessages();
    private final ChannelCredit credit = new ChannelCredit();
    private Map<String, ShardConsumer> consumers = Map.of();
    private List<ShardConsumer> stopped = List.of();
    private ShardConsumer cancelling;
    private BrokerQueue fetching;
    private boolean fetchingNoAck;
    private String replyTag;
    private String replyAddress;
    private long lastTag;

    Deliveries(Channel channel) {
        this.channel = channel;
    }

    @Override
    public BrokerShard shard() {
        return channel.shard();
    }

    AmqpConnection connection() {
        return channel.connection();
    }

    UnackedMessages unacked() {
        return unacked;
    }

    ChannelCredit credit() {
        return credit;
    }

    // ---- consumers

    ShardConsumer consumer(String tag) {
        return consumers.get(tag);
    }

    Collection<ShardConsumer> consumers() {
        return consumers.values();
    }

    int consumerCount() {
        return consumers.size();
    }

    void add(ShardConsumer consumer) {
        if (consumers.isEmpty()) {
            consumers = new LinkedHashMap<>();
        }
        consumers.put(consumer.tag(), consumer);
    }

    void remove(ShardConsumer consumer) {
        consumer.close();
        credit.forget(consumer);
        if (!consumers.isEmpty()) {
            consumers.remove(consumer.tag(), consumer);
        }
    }

    /** The client cancels a consumer, null: none; if its queue goes meanwhile, cancel-ok says enough. */
    void cancelling(ShardConsumer consumer) {
        cancelling = consumer;
    }

    @Override
    public void cancelled(ShardConsumer consumer) {
        if (!consumer.isOpen() || !channel.isOpen()) {
            return;
        }
        remove(consumer);
        ChannelEvents.consumerDeleted(channel, consumer);
        if (consumer != cancelling && channel.connection().identity().cancelNotify()) {
            channel.waiting().sendBehindAnswer(new BasicMethod.Cancel(consumer.tag(), true));
        }
    }

    /**
     * Ends the consumers of queues that the user may not read any more. What is under way to them arrives before they
     * are told, as when they cancel themselves, since nobody else could take it.
     */
    void cancelUnpermitted() {
        for (ShardConsumer consumer : List.copyOf(consumers.values())) {
            if (consumer != cancelling
                    && !channel.access().mayRead(consumer.queue().name())) {
                consumer.queue().cancel(channel.shard(), consumer);
                AmqpConnection connection = channel.connection();
                Runnable told = () -> connection.held().behind(() -> cancelled(consumer));
                connection.services().shards().barrier(channel.shard(), told);
            }
        }
    }

    // ---- direct replies

    /** The address that replies for this channel come to, or null if it consumes none. */
    String replyAddress() {
        return replyAddress;
    }

    /** Consumes replies under a consumer tag. */
    void consumeReplies(String tag) {
        replyTag = tag;
        replyAddress = channel.connection().services().replies().open(this);
    }

    /** Whether replies come under this consumer tag. */
    boolean isReplyTag(String tag) {
        return tag.equals(replyTag);
    }

    void endReplies() {
        if (replyAddress != null) {
            channel.connection().services().replies().close(replyAddress);
            replyAddress = null;
            replyTag = null;
        }
    }

    /** A reply came; one that the transport has no room for is dropped, since no queue could keep it. */
    void reply(Message message) {
        Outbound outbound = channel.connection().outbound();
        if (channel.isOpen() && replyTag != null && !outbound.isFull()) {
            channel.counters().count(MessageStat.DELIVER_NO_ACK);
            channel.totals().count(QueueType.CLASSIC, MessageStat.DELIVER_NO_ACK, 1);
            outbound.deliver(channel.number(), WireStrings.encode(replyTag), ++lastTag, false, message);
        }
    }

    // ---- deliveries

    @Override
    public boolean deliver(ShardConsumer consumer, long id, Message message, boolean redelivered) {
        if (!channel.isOpen() || !consumer.isOpen()) {
            drop(consumer);
            return true;
        }
        HeldDeliveries held = channel.connection().held();
        boolean goOn = false;
        if (held.mustHold()) {
            held.hold(() -> writeHeld(consumer, id, message, redelivered));
        } else {
            goOn = write(consumer, id, message, redelivered);
        }
        if (!goOn) {
            stop(consumer);
        }
        return goOn;
    }

    private void writeHeld(ShardConsumer consumer, long id, Message message, boolean redelivered) {
        if (channel.isOpen() && consumer.isOpen()) {
            write(consumer, id, message, redelivered);
        } else {
            drop(consumer);
        }
    }

    /** A delivery came too late for its consumer: what it took of the channel's credit comes back. */
    private void drop(ShardConsumer consumer) {
        if (channel.isOpen() && !consumer.noAck() && credit.limit() > 0) {
            channel.shard().soon(() -> credit.giveBack(1));
        }
    }

    private boolean write(ShardConsumer consumer, long id, Message message, boolean redelivered) {
        long tag = ++lastTag;
        if (consumer.noAck()) {
            count(consumer.queue(), consumer.queueType(), MessageStat.DELIVER_NO_ACK);
        } else {
            byte flags = credit.limit() == 0
                    ? UnackedMessages.CONSUMED
                    : UnackedMessages.CONSUMED | UnackedMessages.CREDITED;
            unacked.add(tag, consumer.queue(), id, flags);
            count(consumer.queue(), consumer.queueType(), MessageStat.DELIVER);
        }
        if (redelivered) {
            count(consumer.queue(), consumer.queueType(), MessageStat.REDELIVER);
        }
        trace(consumer.queue(), message, redelivered);
        Outbound outbound = channel.connection().outbound();
        return outbound.deliver(channel.number(), consumer.tagBytes(), tag, redelivered, message);
    }

    private void count(BrokerQueue queue, QueueType type, MessageStat stat) {
        channel.counters().count(stat);
        channel.totals().count(type, stat, 1);
        if (channel.pairs() != null && queue != null) {
            channel.pairs().count(queue, stat, 1);
        }
    }

    private void trace(BrokerQueue queue, Message message, boolean redelivered) {
        Firehose firehose = channel.vhost().firehose();
        if (firehose != null) {
            firehose.delivered(channel.traced(), queue, message, redelivered);
        }
    }

    /** The client has enough: the consumer goes on when there is room, or in another turn if only this one is full. */
    private void stop(ShardConsumer consumer) {
        if (!consumer.stop()) {
            return;
        }
        if (!channel.connection().held().mustHold()) {
            channel.shard().nextTurn(consumer::transportReady);
            return;
        }
        if (stopped.isEmpty()) {
            stopped = new ArrayList<>();
            channel.connection().channels().stopped(channel);
        }
        stopped.add(consumer);
    }

    /** The transport has room again. */
    void resume() {
        List<ShardConsumer> resuming = stopped;
        stopped = List.of();
        for (ShardConsumer consumer : resuming) {
            consumer.transportReady();
        }
    }

    // ---- basic.get

    /** Asks a queue for one message; the channel is parked until the answer. */
    void fetch(BrokerQueue queue, boolean noAck) {
        fetching = queue;
        fetchingNoAck = noAck;
        channel.waiting().park();
        queue.get(channel.shard(), this, noAck);
    }

    @Override
    public void got(BrokerQueue queue, long id, Message message, boolean redelivered, long remaining) {
        Runnable answer = () -> {
            fetching = null;
            long tag = ++lastTag;
            if (!fetchingNoAck) {
                unacked.add(tag, queue, id, (byte) 0);
            }
            QueueType type = queue.arguments().type();
            count(queue, type, fetchingNoAck ? MessageStat.GET_NO_ACK : MessageStat.GET);
            if (redelivered) {
                count(queue, type, MessageStat.REDELIVER);
            }
            channel.connection()
                    .outbound()
                    .content(
                            channel.number(),
                            new BasicMethod.GetOk(
                                    tag, redelivered, message.exchange(), message.routingKey(), remaining),
                            message);
            trace(queue, message, redelivered);
        };
        // Messages keep their order: what was delivered before goes out before the answer.
        channel.connection().held().behind(() -> channel.waiting().answeredWithinCommand(answer));
    }

    @Override
    public boolean fetchesNoAck() {
        return fetchingNoAck;
    }

    @Override
    public void gotNothing() {
        BrokerQueue asked = fetching;
        fetching = null;
        channel.waiting().answeredWithinCommand(() -> {
            QueueType type =
                    asked == null ? QueueType.CLASSIC : asked.arguments().type();
            count(asked, type, MessageStat.GET_EMPTY);
            channel.send(new BasicMethod.GetEmpty());
        });
    }

    // ---- the end

    @Override
    public void timedOut(long timeoutMs) {
        channel.timedOut(timeoutMs);
    }

    /** The channel is gone: every queue that it took from takes back what is unsettled. */
    void release() {
        Set<BrokerQueue> queues = new LinkedHashSet<>();
        for (ShardConsumer consumer : consumers.values()) {
            consumer.close();
            ChannelEvents.consumerDeleted(channel, consumer);
            queues.add(consumer.queue());
        }
        for (int i = 0; i < unacked.span(); i++) {
            if (unacked.queueAt(i) != null) {
                queues.add(unacked.queueAt(i));
            }
        }
        if (fetching != null) {
            queues.add(fetching);
        }
        endReplies();
        consumers = Map.of();
        stopped = List.of();
        unacked.clear();
        for (BrokerQueue queue : queues) {
            queue.recipientGone(channel.shard(), this);
        }
    }
}
