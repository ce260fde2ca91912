package io.leveret.broker.vhost;

import io.leveret.broker.counters.CounterBlock;
import io.leveret.broker.counters.MessageStat;
import io.leveret.broker.shard.BrokerShard;
import io.leveret.broker.shard.Shards;
import io.leveret.broker.storage.ShardLog;
import io.leveret.broker.storage.StreamPosition;
import io.leveret.queue.Consumer;
import io.leveret.queue.Message;
import io.leveret.queue.Publisher;
import io.leveret.queue.QueueEffects;
import io.leveret.queue.Recipient;
import io.leveret.queue.RemovalReason;
import java.nio.ByteBuffer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does what a queue machine asks. Facts go into the log of the shard that the queue lives on; the machine tells only
 * those that outlast the process.
 */
final class BrokerQueueEffects implements QueueEffects {
    private static final Logger LOG = LoggerFactory.getLogger(BrokerQueueEffects.class);

    private final BrokerQueue queue;
    private final StreamPosition stream;

    /** Whether the message of the present command was appended to the log. */
    private boolean appended;

    /** Who brings a message keeps it if it is refused. */
    private boolean keptByPublisher;

    BrokerQueueEffects(BrokerQueue queue) {
        this.queue = queue;
        this.stream = queue.stream();
    }

    /** A message comes: nothing is appended for it yet. */
    void begin(ShardPublisher publisher) {
        appended = false;
        keptByPublisher = publisher instanceof MoveTransfer;
    }

    @Override
    public boolean deliver(Consumer consumer, long id, Message message, boolean redelivered, int returnCount) {
        CounterBlock counters = queue.counters();
        counters.count(consumer.noAck() ? MessageStat.DELIVER_NO_ACK : MessageStat.DELIVER);
        if (redelivered) {
            counters.count(MessageStat.REDELIVER);
        }
        return ((ShardConsumer) consumer).deliverFrom(queue.shard(), id, counted(message, returnCount), redelivered);
    }

    @Override
    public void got(
            Recipient recipient, long id, Message message, boolean redelivered, int returnCount, long remaining) {
        ConsumerEnd end = (ConsumerEnd) recipient;
        queue.counters().count(end.fetchesNoAck() ? MessageStat.GET_NO_ACK : MessageStat.GET);
        if (redelivered) {
            queue.counters().count(MessageStat.REDELIVER);
        }
        Message fetched = counted(message, returnCount);
        Shards.send(queue.shard(), end.shard(), () -> end.got(queue, id, fetched, redelivered, remaining));
    }

    private Message counted(Message message, int returnCount) {
        return returnCount != 0 && queue.options().countsDeliveries()
                ? DeliveryCount.mark(message, returnCount)
                : message;
    }

    @Override
    public void gotNothing(Recipient recipient) {
        ConsumerEnd end = (ConsumerEnd) recipient;
        if (!queue.isDeleted()) {
            queue.counters().count(MessageStat.GET_EMPTY);
        }
        Shards.send(queue.shard(), end.shard(), end::gotNothing);
    }

    /** A message that lasts is confirmed when the disk has it. */
    @Override
    public void confirm(Publisher publisher, long sequence) {
        ShardPublisher answered = (ShardPublisher) publisher;
        boolean waits = appended && answered.awaitsDisk();
        appended = false;
        if (waits) {
            queue.log().whenDurable(answered, sequence);
        } else {
            answered.durable(queue.shard(), sequence);
        }
    }

    @Override
    public void refuse(Publisher publisher, long sequence) {
        ShardPublisher answered = (ShardPublisher) publisher;
        if (answered.shard() == queue.shard()) {
            answered.refused(sequence);
        } else {
            queue.shard().linkTo(answered.shard()).send(answered, ShardPublisher.REFUSE, sequence, 0, null, null);
        }
    }

    @Override
    public void cancelConsumer(Consumer consumer) {
        ((ShardConsumer) consumer).cancelFrom(queue.shard());
    }

    @Override
    public void unused() {
        queue.unused();
    }

    @Override
    public void deadLetter(long id, Message message, RemovalReason reason) {
        if (queue.delays() == null) {
            DeadLetterTransfer.begin(queue, id, message, reason);
        } else {
            DelayTransfer.begin(queue, id, message);
        }
    }

    @Override
    public void deadLetterRefused(Message message, RemovalReason reason) {
        if (!keptByPublisher) {
            DeadLetterTransfer.beginRefused(queue, message, reason);
        }
    }

    // ---- time

    @Override
    public void wakeAt(long atMs) {
        queue.wakeAt(atMs);
    }

    @Override
    public void consumerTimedOut(Consumer consumer, long heldMs) {
        end(consumer.recipient(), "consumer '" + consumer.tag() + "'", heldMs);
    }

    @Override
    public void getTimedOut(Recipient recipient, long heldMs) {
        end(recipient, "a basic.get", heldMs);
    }

    /** Its channel is closed after the command: that gives back what it holds, to this machine too. */
    private void end(Recipient recipient, String who, long heldMs) {
        ConsumerEnd end = (ConsumerEnd) recipient;
        long timeoutMs = queue.options().machine().consumerTimeoutMs();
        BrokerShard here = queue.shard();
        LOG.warn(
                "{} holds a message of {} for {} ms without acknowledging it; {} ms are allowed, its channel is closed",
                who,
                queue.description(),
                heldMs,
                timeoutMs);
        here.soon(() -> Shards.send(here, end.shard(), () -> end.timedOut(timeoutMs)));
    }

    // ---- facts

    @Override
    public void enqueued(long id, Message message, long publisherId, long sequence, long expiresAtMs) {
        queue.log().enqueued(stream, id, message, expiresAtMs);
        count(MessageStat.DISK_WRITES, 1);
        appended = true;
    }

    @Override
    public void settled(long id) {
        queue.log().settled(stream, id);
    }

    @Override
    public void returned(long id, boolean counted) {
        queue.log().returned(stream, id, counted);
    }

    @Override
    public void removed(long id, RemovalReason reason) {
        queue.log().removed(stream, id, reason);
    }

    @Override
    public void purged(long upToId, long[] except) {
        queue.log().purged(stream, upToId, except);
    }

    @Override
    public void deliverableUpTo(long id) {
        ShardLog log = queue.log();
        log.deliverableUpTo(stream, id);
        log.whenDurable(queue, id);
    }

    // ---- memory

    private void count(MessageStat stat, long times) {
        if (!queue.isDeleted()) {
            queue.counters().count(stat, times);
            queue.vhost()
                    .counters()
                    .totals(queue.shard())
                    .count(queue.arguments().type(), stat, times);
        }
    }

    /** The log says no while the disk is behind; the message then stays, and is tried again later. */
    @Override
    public void spill(long id, Message message) {
        ShardLog log = queue.log();
        if (!log.isFull()) {
            log.spilled(stream, id, message);
        }
    }

    @Override
    public void letGo(Message message) {
        queue.log().letGo(message);
    }

    @Override
    public void letGoUntaken(Message message) {
        queue.log().letGoUntaken(message);
    }

    @Override
    public void letGo(long place, int holders, int bodySize) {
        queue.log().letGo(place, holders, bodySize);
    }

    @Override
    public void letGoAll(long generation, int entries, long weight) {
        queue.log().letGoAll(generation, entries, weight);
    }

    @Override
    public void loadBodies(long[] ids, long[] places, int count) {
        count(MessageStat.DISK_READS, count);
        queue.storage().bodies().read(places, count, new BodyLoads(queue, queue.shard(), ids, count));
    }

    @Override
    public long storePage(ByteBuffer index) {
        return queue.storage().pages().store(index);
    }

    @Override
    public void loadPage(long handle) {
        queue.storage().pages().load(handle, new PageLoad(queue, queue.shard(), handle));
    }

    @Override
    public void forgetPage(long handle) {
        queue.storage().pages().forget(handle);
    }

    @Override
    public void unreadable(long id) {
        LOG.error(
                "message {} of {} cannot be read; it stays in the queue, and is not delivered",
                id,
                queue.description());
    }

    @Override
    public void unreadable(long firstId, long lastId, int count) {
        LOG.error(
                "{} messages between {} and {} of {} cannot be read; they stay in the queue, and are not delivered",
                count,
                firstId,
                lastId,
                queue.description());
    }
}
