package io.leveret.broker.vhost;

import io.leveret.broker.counters.DeadLetterCounters;
import io.leveret.broker.counters.DeadLetterCounters.Drop;
import io.leveret.broker.deadletter.DeadLetter;
import io.leveret.broker.shard.BrokerShard;
import io.leveret.broker.storage.ShardLog;
import io.leveret.codec.MessageProperties;
import io.leveret.exchange.Exchange;
import io.leveret.exchange.Headers;
import io.leveret.queue.Message;
import io.leveret.queue.RemovalReason;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One message on its way from a queue to its dead letter exchange.
 *
 * <p>Nothing may be lost in between, and the queue that it leaves and those that it comes to may live on different
 * shards. So it stays in the log of the first until all others have taken it: their answers leave their shards after
 * what they took was handed to the log, and only then the first is told to let go. Who reads the log after a crash
 * finds the message in one place at least; if all queues live on one shard both are in one commit group. An answer does
 * not wait for the disk: the order in the log is enough.
 *
 * <p>It starts and ends from the run queue, never within a command: the machines it goes to may be the one it comes
 * from. It belongs to the shard that the queue lived on when it began, wherever that queue goes meanwhile. A queue that
 * refuses it, or is deleted, answers too; so it always ends.
 */
final class DeadLetterTransfer implements ShardPublisher, Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterTransfer.class);

    /** Messages that were refused never were in their queue. */
    private static final long NONE = 0;

    /** Confirms of queues are not told apart. */
    private static final long SEQUENCE = 1;

    private final BrokerQueue source;
    private final BrokerShard shard;
    private final DeadLetter.Origin origin;
    private final long id;
    private final RemovalReason reason;
    private Message dead;
    private int waiting;

    private DeadLetterTransfer(BrokerQueue source, long id, Message dead, RemovalReason reason) {
        this.source = source;
        this.shard = source.shard();
        this.origin = source.deadLetterOrigin();
        this.id = id;
        this.dead = dead;
        this.reason = reason;
    }

    /** Has a message leave its queue after the present command. On the queue's shard. */
    static void begin(BrokerQueue source, long id, Message dead, RemovalReason reason) {
        source.shard().soon(new DeadLetterTransfer(source, id, dead, reason));
    }

    /** The same of a message that its queue never took: nobody waits for its arrival. */
    static void beginRefused(BrokerQueue source, Message dead, RemovalReason reason) {
        begin(source, NONE, dead, reason);
    }

    @Override
    public void run() {
        if (dead == null) {
            end();
            return;
        }
        waiting = 1;
        try {
            send();
        } catch (RuntimeException e) {
            LOG.error("a message of {} could not be dead-lettered; it is dropped", source.description(), e);
        } finally {
            dead = null;
            answered();
        }
    }

    private void send() {
        counters().count(reason);
        VirtualHost vhost = source.vhost();
        Exchange exchange = origin.exchange() == null ? null : vhost.exchange(origin.exchange());
        if (exchange == null) {
            counters().count(Drop.NO_EXCHANGE);
            return;
        }
        DeadLetter letter = DeadLetter.of(dead, reason, origin, shard.nowMs());
        Message message = letter.message();
        Headers headers = Headers.of(new MessageProperties(message.content(), message.propertiesLength()));
        Destinations found = vhost.route(exchange, letter.routingKeys(), headers);
        Destinations routed = vhost.pass(message, exchange, found);
        if (routed.queues().length == 0) {
            counters().count(Drop.NO_ROUTE);
            return;
        }
        bring(message, withoutCycles(letter, routed.queues()));
    }

    private List<BrokerQueue> withoutCycles(DeadLetter letter, BrokerQueue[] routed) {
        List<BrokerQueue> targets = new ArrayList<>(routed.length);
        for (BrokerQueue queue : routed) {
            if (!letter.isCycle(queue.name())) {
                targets.add(queue);
                continue;
            }
            counters().count(Drop.CYCLE);
            if (source.tellsOfCycle()) {
                LOG.warn(
                        "dropped: a message would come back to {} in a circle without a rejection, by way of {};"
                                + " said once for {}",
                        queue.description(),
                        letter.queues(),
                        source.description());
            }
        }
        return targets;
    }

    private void bring(Message message, List<BrokerQueue> targets) {
        int keepers = 0;
        for (BrokerQueue queue : targets) {
            keepers += queue.durable() && message.persistent() ? 1 : 0;
        }
        if (keepers != 0) {
            ShardLog log = source.storage().log(shard);
            log.body(message, keepers);
        }
        waiting += targets.size();
        for (BrokerQueue queue : targets) {
            queue.enqueue(shard, this, SEQUENCE, message);
        }
    }

    /** Within a command of a queue that took it, so that what follows must wait for its end. */
    private void answered() {
        if (--waiting == 0 && id != NONE) {
            shard.soon(this);
        }
    }

    private void end() {
        source.left(shard, id);
    }

    private DeadLetterCounters counters() {
        return source.vhost().deadLetters();
    }

    // ---- what queues answer

    /** Not told apart by anybody: queues do not remember what it sent. */
    @Override
    public long id() {
        return 1;
    }

    @Override
    public boolean awaitsDisk() {
        return false;
    }

    @Override
    public BrokerShard shard() {
        return shard;
    }

    @Override
    public void confirmed(long sequence) {
        answered();
    }

    @Override
    public void refused(long sequence) {
        counters().count(Drop.REFUSED);
        answered();
    }

    /** It came to a queue that had been deleted, which confirms it all the same. On that queue's shard. */
    void queueGone() {
        counters().count(Drop.QUEUE_GONE);
    }

    @Override
    public void receive(BrokerShard at, int operation, long sequence, long unused, Object object, Object other) {
        if (operation == REFUSE) {
            refused(sequence);
        } else {
            confirmed(sequence);
        }
    }
}
