package io.leveret.broker.connection;

import io.leveret.broker.counters.MessageStat;
import io.leveret.broker.vhost.BrokerQueue;
import io.leveret.codec.AmqpException;
import io.leveret.codec.BasicMethod;
import io.leveret.codec.ReplyCode;
import java.util.Arrays;
import java.util.List;

/**
 * {@code basic.ack, nack, reject, recover}: delivery tags become message ids, grouped by queue, in the order of the
 * tags.
 */
final class SettleHandler {
    /** What becomes of a message. */
    enum Verdict {
        ACK,
        REQUEUE,
        REJECT
    }

    private static final int KEPT_CAPACITY = 4096;

    private final Channel channel;
    private final Deliveries deliveries;
    private final TxHandler transactions;
    private long[] ids = {};
    private BrokerQueue[] queues = {};
    private int taken;
    private int credited;

    SettleHandler(Channel channel, Deliveries deliveries, TxHandler transactions) {
        this.channel = channel;
        this.deliveries = deliveries;
        this.transactions = transactions;
    }

    /** False if the method is not of this family. */
    boolean handle(BasicMethod method) throws AmqpException {
        if (method instanceof BasicMethod.Nack nack) {
            settle(nack.deliveryTag(), nack.multiple(), nack.requeue() ? Verdict.REQUEUE : Verdict.REJECT);
        } else if (method instanceof BasicMethod.Reject reject) {
            settle(reject.deliveryTag(), false, reject.requeue() ? Verdict.REQUEUE : Verdict.REJECT);
        } else if (method instanceof BasicMethod.Recover recover) {
            recover(recover.requeue(), true);
        } else if (method instanceof BasicMethod.RecoverAsync recover) {
            recover(recover.requeue(), false);
        } else {
            return false;
        }
        return true;
    }

    void ack(long tag, boolean multiple) throws AmqpException {
        settle(tag, multiple, Verdict.ACK);
    }

    private void settle(long tag, boolean multiple, Verdict verdict) throws AmqpException {
        UnackedMessages unacked = deliveries.unacked();
        int to;
        if (multiple && tag == 0) {
            to = unacked.span() - 1;
        } else {
            to = unacked.indexOf(tag);
            if (to < 0 || unacked.is(to, UnackedMessages.IN_TRANSACTION)) {
                throw new AmqpException(
                        ReplyCode.PRECONDITION_FAILED, "unknown delivery tag " + Long.toUnsignedString(tag));
            }
        }
        int from = multiple ? 0 : to;
        if (transactions.isOn()) {
            transactions.settle(from, to, verdict);
        } else {
            settleRange(from, to, verdict);
        }
    }

    /** Settles the entries of a range that no transaction holds. */
    private void settleRange(int from, int to, Verdict verdict) {
        UnackedMessages unacked = deliveries.unacked();
        for (int i = from; i <= to; i++) {
            if (unacked.queueAt(i) != null && !unacked.is(i, UnackedMessages.IN_TRANSACTION)) {
                take(i);
            }
        }
        passTaken(verdict);
    }

    /** Settles what a transaction held, now that it is committed. */
    void settleCommitted(List<Long> tags, Verdict verdict) {
        for (long tag : tags) {
            take(deliveries.unacked().indexOf(tag));
        }
        passTaken(verdict);
    }

    /** Takes an entry out. All are out before the first queue hears of it, since a queue may at once deliver more. */
    private void take(int index) {
        UnackedMessages unacked = deliveries.unacked();
        if (taken == ids.length) {
            ids = Arrays.copyOf(ids, Math.max(16, taken * 2));
            queues = Arrays.copyOf(queues, ids.length);
        }
        ids[taken] = unacked.idAt(index);
        queues[taken++] = unacked.queueAt(index);
        credited += unacked.is(index, UnackedMessages.CREDITED) ? 1 : 0;
        unacked.remove(index);
    }

    private void passTaken(Verdict verdict) {
        int count = taken;
        int credits = credited;
        taken = 0;
        credited = 0;
        deliveries.unacked().trim();
        passAll(count, verdict);
        if (verdict == Verdict.ACK) {
            channel.counters().count(MessageStat.ACK, count);
        }
        deliveries.credit().giveBack(credits);
    }

    /** Passes runs of messages of one queue to it. */
    private void passAll(int count, Verdict verdict) {
        int from = 0;
        while (from < count) {
            BrokerQueue queue = queues[from];
            int to = from + 1;
            while (to < count && queues[to] == queue) {
                to++;
            }
            pass(queue, from, to, verdict);
            from = to;
        }
        Arrays.fill(queues, 0, count, null);
        if (ids.length > KEPT_CAPACITY) {
            ids = new long[0];
            queues = new BrokerQueue[0];
        }
    }

    private void pass(BrokerQueue queue, int from, int to, Verdict verdict) {
        if (verdict == Verdict.ACK) {
            channel.totals().count(queue.arguments().type(), MessageStat.ACK, to - from);
            if (channel.pairs() != null) {
                channel.pairs().count(queue, MessageStat.ACK, to - from);
            }
        }
        if (verdict == Verdict.ACK && to - from == 1) {
            queue.settle(channel.shard(), ids[from]);
            return;
        }
        long[] own = Arrays.copyOfRange(ids, from, to);
        switch (verdict) {
            case ACK -> queue.settle(channel.shard(), own);
            case REQUEUE -> queue.requeue(channel.shard(), own, true);
            case REJECT -> queue.reject(channel.shard(), own);
            default -> throw new IllegalArgumentException("verdict " + verdict);
        }
    }

    /**
     * Everything unsettled goes back to its queues. Redelivery to the same consumer alone is refused as RabbitMQ does.
     */
    private void recover(boolean requeue, boolean answer) throws AmqpException {
        if (!requeue) {
            throw new AmqpException(ReplyCode.NOT_IMPLEMENTED, "requeue=false");
        }
        settleRange(0, deliveries.unacked().span() - 1, Verdict.REQUEUE);
        if (answer) {
            channel.waiting().park();
            channel.connection()
                    .services()
                    .shards()
                    .barrier(
                            channel.shard(),
                            () -> channel.waiting().answered(() -> channel.send(new BasicMethod.RecoverOk())));
        }
    }
}
