package io.leveret.broker.connection;

import io.leveret.broker.shard.BrokerShard;
import io.leveret.broker.storage.ShardLog;
import io.leveret.broker.vhost.BrokerQueue;
import io.leveret.broker.vhost.ShardPublisher;
import io.leveret.codec.AmqpException;
import io.leveret.codec.ReplyCode;
import io.leveret.codec.TxMethod;
import io.leveret.queue.Message;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * {@code tx.select, commit, rollback}: keeps publishes and verdicts back until they are committed. Commit-ok goes out
 * when every queue has taken what was published to it and has heard of every verdict, and the disk has all of it.
 *
 * <p>After a crash all that a commit did to durable queues is there, or nothing. What queues of this shard do is one
 * group of the log anyway; of queues elsewhere the log is told to await their parts. Nobody else waits for that:
 * consumers of one queue may see its part before another queue has taken its own. Not among it is the further way of a
 * message that is rejected to a dead letter exchange: it leaves its queue when it has arrived.
 */
final class TxHandler {
    /** What a kept publish takes besides its content, roughly. */
    private static final int PUBLISH_BYTES = 128;

    /** What it takes more for each queue that it goes to, roughly. */
    private static final int COPY_BYTES = 48;

    /** What a kept verdict on one message takes, roughly. */
    private static final int SETTLEMENT_BYTES = 64;

    private record Publish(Message message, BrokerQueue[] queues, boolean mandatory) {}

    private record Settlement(List<Long> tags, SettleHandler.Verdict verdict) {}

    private final Channel channel;
    private final List<Publish> publishes = new ArrayList<>(0);
    private final List<Settlement> settlements = new ArrayList<>(0);
    private int heldAcks;
    private long heldBytes;
    private boolean on;

    TxHandler(Channel channel) {
        this.channel = channel;
    }

    boolean isOn() {
        return on;
    }

    /** Publishes that wait for the commit. */
    int uncommittedMessages() {
        return publishes.size();
    }

    /** Messages whose verdict waits for the commit. */
    int uncommittedAcks() {
        return heldAcks;
    }

    void handle(TxMethod method) throws AmqpException {
        if (method instanceof TxMethod.Select) {
            if (channel.publishing().confirming()) {
                throw new AmqpException(ReplyCode.PRECONDITION_FAILED, "cannot switch from confirm to tx mode");
            }
            on = true;
            channel.send(new TxMethod.SelectOk());
        } else if (method instanceof TxMethod.Commit) {
            requireOn();
            commit();
        } else if (method instanceof TxMethod.Rollback) {
            requireOn();
            rollback();
            channel.send(new TxMethod.RollbackOk());
        } else {
            throw new AmqpException(ReplyCode.COMMAND_INVALID, "unimplemented method");
        }
    }

    private void requireOn() throws AmqpException {
        if (!on) {
            throw new AmqpException(ReplyCode.PRECONDITION_FAILED, "channel is not transactional");
        }
    }

    void publish(Message message, BrokerQueue[] queues, boolean mandatory) throws AmqpException {
        hold(message.content().length + PUBLISH_BYTES + COPY_BYTES * (long) queues.length);
        publishes.add(new Publish(message, queues, mandatory));
    }

    /** Keeps a verdict on a range of unsettled messages; they are known no longer until a rollback. */
    void settle(int from, int to, SettleHandler.Verdict verdict) throws AmqpException {
        UnackedMessages unacked = channel.deliveries().unacked();
        List<Long> tags = new ArrayList<>();
        for (int i = from; i <= to; i++) {
            if (unacked.queueAt(i) != null && !unacked.is(i, UnackedMessages.IN_TRANSACTION)) {
                unacked.set(i, UnackedMessages.IN_TRANSACTION);
                tags.add(unacked.tagAt(i));
            }
        }
        if (!tags.isEmpty()) {
            hold(SETTLEMENT_BYTES * (long) tags.size());
            settlements.add(new Settlement(tags, verdict));
            heldAcks += tags.size();
        }
    }

    private void commit() {
        List<Publish> published = List.copyOf(publishes);
        publishes.clear();
        List<Settlement> settled = List.copyOf(settlements);
        settlements.clear();
        heldAcks = 0;
        giveBack();
        channel.waiting().park();
        Commit commit = new Commit(channel, copies(published));
        ConnectionServices services = channel.connection().services();
        ShardLog log = services.vhosts().storage().log(channel.shard());
        Set<BrokerQueue> elsewhere = elsewhere(published, settled);
        log.awaitParts(elsewhere.size());
        try {
            bring(published, commit);
            for (Settlement settlement : settled) {
                channel.settling().settleCommitted(settlement.tags(), settlement.verdict());
            }
        } finally {
            elsewhere.forEach(queue -> queue.endPart(channel.shard()));
        }
        services.shards().barrier(channel.shard(), () -> log.whenAllDurable(commit::settled));
    }

    private void bring(List<Publish> published, Commit commit) {
        for (Publish publish : published) {
            if (publish.queues().length == 0) {
                channel.publishing().unroutable(publish.message(), publish.mandatory());
            }
            channel.publishing().bring(publish.message(), publish.queues(), commit, 1);
        }
    }

    /**
     * Queues whose part of a commit the log must await: those that take it later than others. One that has all of it
     * alone takes it in one turn. The bodies, which stand before it, mean nothing by themselves.
     */
    private Set<BrokerQueue> elsewhere(List<Publish> published, List<Settlement> settled) {
        Set<BrokerQueue> durable = new LinkedHashSet<>();
        for (Publish publish : published) {
            if (publish.message().persistent()) {
                for (BrokerQueue queue : publish.queues()) {
                    addIfDurable(queue, durable);
                }
            }
        }
        UnackedMessages unacked = channel.deliveries().unacked();
        for (Settlement settlement : settled) {
            for (long tag : settlement.tags()) {
                addIfDurable(unacked.queueAt(unacked.indexOf(tag)), durable);
            }
        }
        if (durable.size() < 2) {
            return Set.of();
        }
        durable.removeIf(queue -> queue.isAt(channel.shard()));
        return durable;
    }

    private static void addIfDurable(BrokerQueue queue, Set<BrokerQueue> durable) {
        if (queue.durable()) {
            durable.add(queue);
        }
    }

    private void hold(long bytes) throws AmqpException {
        channel.connection().transactionBudget().take(bytes);
        heldBytes += bytes;
    }

    private void giveBack() {
        channel.connection().transactionBudget().giveBack(heldBytes);
        heldBytes = 0;
    }

    private static int copies(List<Publish> published) {
        int copies = 0;
        for (Publish publish : published) {
            copies += publish.queues().length;
        }
        return copies;
    }

    private void rollback() {
        publishes.clear();
        UnackedMessages unacked = channel.deliveries().unacked();
        for (int i = 0; i < unacked.span(); i++) {
            unacked.unset(i, UnackedMessages.IN_TRANSACTION);
        }
        settlements.clear();
        heldAcks = 0;
        giveBack();
    }

    /** The channel is gone: what was not committed never was. */
    void release() {
        publishes.clear();
        settlements.clear();
        heldAcks = 0;
        giveBack();
    }

    /** Waits for the queues of one commit. */
    private static final class Commit implements ShardPublisher {
        private final Channel channel;
        private final long id = PublisherIds.next();
        private int waiting;

        /** One more than the copies: the barrier behind the verdicts. */
        Commit(Channel channel, int copies) {
            this.channel = channel;
            this.waiting = copies + 1;
        }

        void settled() {
            answer();
        }

        private void answer() {
            if (--waiting == 0) {
                channel.waiting().answeredWithinCommand(() -> channel.send(new TxMethod.CommitOk()));
            }
        }

        @Override
        public long id() {
            return id;
        }

        @Override
        public BrokerShard shard() {
            return channel.shard();
        }

        @Override
        public void confirmed(long sequence) {
            answer();
        }

        /** A transaction has no way to say so: RabbitMQ commits and drops what a queue refuses. */
        @Override
        public void refused(long sequence) {
            answer();
        }

        @Override
        public void receive(BrokerShard at, int operation, long sequence, long unused, Object object, Object other) {
            answer();
        }
    }
}
