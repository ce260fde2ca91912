package io.leveret.broker.connection;

import io.leveret.broker.counters.CounterBlock;
import io.leveret.broker.counters.MessageStat;
import io.leveret.broker.shard.BrokerShard;
import io.leveret.broker.shard.EndOfTurn;
import io.leveret.broker.vhost.ShardPublisher;
import io.leveret.codec.BasicMethod;
import java.util.Arrays;

/**
 * Publisher confirms of one channel. Each publish has a sequence number and waits for all queues it went to; at the end
 * of a turn everything that is through leaves as few {@code basic.ack} as can be, {@code multiple} where no gap forbids
 * it.
 *
 * <p>A ring holds, for each number from the first unresolved one on, how many queues have yet to answer, and another
 * what the message weighs: how much a connection may have unanswered is limited ({@link BackPressure}).
 */
final class Confirms implements ShardPublisher, EndOfTurn {
    private static final int REFUSED = 1 << 30;
    private static final int TOLD = 1 << 29;
    private static final int COUNT = TOLD - 1;

    private final long id = PublisherIds.next();
    private final Channel channel;
    private final BackPressure backPressure;
    private int[] waiting = new int[64];
    private int[] weights = new int[64];

    /** Where confirms of each message are counted beside the channel; null unless pairs are counted. */
    private CounterBlock[] counted;

    private long first = 1;
    private long next = 1;
    private long inOrder = 1;
    private long[] early = new long[8];
    private int earlyCount;
    private boolean asked;

    Confirms(Channel channel) {
        this.channel = channel;
        this.backPressure = channel.connection().backPressure();
    }

    /**
     * Numbers a publish that goes to {@code queues} queues; 0 queues: it is through at once.
     *
     * @param weightBytes of the message
     */
    long open(int queues, int weightBytes) {
        if (next - first == waiting.length) {
            grow();
        }
        long sequence = next++;
        waiting[slot(sequence)] = queues;
        weights[slot(sequence)] = weightBytes;
        backPressure.published(weightBytes);
        if (queues == 0) {
            through(sequence);
        }
        return sequence;
    }

    /** Has the confirm of a message that was just opened counted there, too. */
    void countFor(long sequence, CounterBlock block) {
        if (counted == null) {
            counted = new CounterBlock[waiting.length];
        }
        counted[slot(sequence)] = block;
    }

    /** Messages whose confirm is not sent yet. */
    long unconfirmed() {
        return next - first;
    }

    private void grow() {
        int[] moreWaiting = new int[waiting.length * 2];
        int[] moreWeights = new int[waiting.length * 2];
        CounterBlock[] moreCounted = counted == null ? null : new CounterBlock[waiting.length * 2];
        for (long sequence = first; sequence < next; sequence++) {
            int slot = (int) sequence & (moreWaiting.length - 1);
            moreWaiting[slot] = waiting[slot(sequence)];
            moreWeights[slot] = weights[slot(sequence)];
            if (counted != null) {
                moreCounted[slot] = counted[slot(sequence)];
            }
        }
        counted = moreCounted;
        waiting = moreWaiting;
        weights = moreWeights;
    }

    private int slot(long sequence) {
        return (int) sequence & (waiting.length - 1);
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
        answer(sequence, 0);
    }

    @Override
    public void refused(long sequence) {
        answer(sequence, REFUSED);
    }

    private void answer(long sequence, int flag) {
        int slot = slot(sequence);
        waiting[slot] = (waiting[slot] | flag) - 1;
        if ((waiting[slot] & COUNT) == 0) {
            through(sequence);
        }
    }

    private void through(long sequence) {
        backPressure.answered(weights[slot(sequence)]);
        if (sequence == inOrder) {
            inOrder++;
        } else {
            if (earlyCount == early.length) {
                early = Arrays.copyOf(early, earlyCount * 2);
            }
            early[earlyCount++] = sequence;
        }
        if (!asked) {
            asked = true;
            channel.shard().atEndOfTurn(this);
        }
    }

    @Override
    public void endTurn() {
        asked = false;
        if (channel.isOpen()) {
            tellInOrder();
            tellEarly();
        }
        inOrder = first;
    }

    /** Tells all up to the first number that still waits. */
    private void tellInOrder() {
        int acks = 0;
        long lastAck = 0;
        while (first < next && (waiting[slot(first)] & COUNT) == 0) {
            int state = waiting[slot(first)];
            if ((state & TOLD) == 0) {
                if ((state & REFUSED) == 0) {
                    acks++;
                    lastAck = first;
                    countPair(first);
                } else {
                    ack(lastAck, acks);
                    acks = 0;
                    nack(first);
                }
            }
            first++;
        }
        ack(lastAck, acks);
    }

    /** Tells those behind a gap one by one. */
    private void tellEarly() {
        for (int i = 0; i < earlyCount; i++) {
            long sequence = early[i];
            if (sequence >= first) {
                if ((waiting[slot(sequence)] & REFUSED) == 0) {
                    countPair(sequence);
                    ack(sequence, 1);
                } else {
                    nack(sequence);
                }
                waiting[slot(sequence)] |= TOLD;
            }
        }
        earlyCount = 0;
    }

    private void countPair(long sequence) {
        if (counted != null) {
            counted[slot(sequence)].count(MessageStat.CONFIRM);
        }
    }

    private void ack(long upTo, int count) {
        if (count > 0) {
            channel.counters().count(MessageStat.CONFIRM, count);
            channel.totals().count(MessageStat.CONFIRM, count);
            channel.send(new BasicMethod.Ack(upTo, count > 1));
        }
    }

    private void nack(long sequence) {
        channel.send(new BasicMethod.Nack(sequence, false, false));
    }

    @Override
    public void receive(BrokerShard at, int operation, long sequence, long unused, Object object, Object other) {
        answer(sequence, operation == REFUSE ? REFUSED : 0);
    }
}
