package io.leveret.broker.simulation;

import io.leveret.codec.BasicMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/** The messages that a channel got: delivery tags, limits, and what it settles. */
final class ClientMessages {
    enum Verdict {
        ACK,
        REJECT,
        REQUEUE
    }

    private record Held(long tag, Copy copy, ConsumerModel consumer) {
        Oracle oracle() {
            return copy.message.oracle;
        }
    }

    private record Settlement(List<Held> messages, Verdict verdict) implements ChannelLog.Pending {
        @Override
        public void processed() {
            end(Copy.End.SURE);
            messages.forEach(
                    message -> message.copy().heardAt = message.oracle().now());
        }

        @Override
        public void lost() {
            end(Copy.End.UNKNOWN);
        }

        /** Unless it came again meanwhile, which tells that it had not been heard. */
        private void end(Copy.End end) {
            for (Held message : messages) {
                if (verdict != Verdict.REQUEUE && message.copy().end == Copy.End.ASKED) {
                    message.copy().end = end;
                }
            }
        }
    }

    private final ClientChannel channel;
    private final ChannelLog log;
    private final NavigableMap<Long, Held> held = new TreeMap<>();
    private final List<Settlement> uncommitted = new ArrayList<>();
    private long lastTag;
    private int limit;
    private int outstanding;

    ClientMessages(ClientChannel channel, ChannelLog log) {
        this.channel = channel;
        this.log = log;
    }

    /** Sets the limit of the whole channel; before its first consumer. */
    void limit(int messages) {
        limit = messages;
    }

    boolean hasRoom() {
        return limit == 0 || outstanding < limit;
    }

    boolean isEmpty() {
        return held.isEmpty();
    }

    /** A tag that is held: one of the oldest for a small {@code skip}. */
    long tag(int skip) {
        return held.keySet().stream().skip(skip % held.size()).findFirst().orElseThrow();
    }

    void delivered(ConsumerModel consumer, Sent message, long tag, boolean redelivered) {
        Copy copy = take(consumer.queue, message, consumer.noAck, tag, redelivered);
        if (consumer.noAck) {
            return;
        }
        hold(new Held(tag, copy, consumer));
        consumer.outstanding++;
        outstanding++;
        if (consumer.prefetch != 0 && consumer.outstanding > consumer.prefetch && channel.isOpen()) {
            throw new AssertionError(
                    channel + ": " + consumer.outstanding + " unsettled at a prefetch of " + consumer.prefetch);
        }
        if (limit != 0 && outstanding > limit && channel.isOpen()) {
            throw new AssertionError(channel + ": " + outstanding + " unsettled at a limit of " + limit);
        }
    }

    void got(QueueModel queue, Sent message, boolean noAck, long tag, boolean redelivered) {
        Copy copy = take(queue, message, noAck, tag, redelivered);
        if (!noAck) {
            hold(new Held(tag, copy, null));
        }
    }

    private void hold(Held message) {
        if (channel.isOpen()) {
            held.put(message.tag(), message);
        }
    }

    private Copy take(QueueModel queue, Sent message, boolean noAck, long tag, boolean redelivered) {
        if (tag != lastTag + 1) {
            throw new AssertionError(channel + ": delivery tag " + tag + " after " + lastTag);
        }
        lastTag = tag;
        return channel.client().oracle().delivered(queue, message, channel, redelivered, noAck);
    }

    // ---- settling

    /** Settles what is held up to a tag, or it alone. */
    void settle(long tag, boolean multiple, Verdict verdict, boolean nack) {
        NavigableMap<Long, Held> range = multiple ? held.headMap(tag, true) : held.subMap(tag, true, tag, true);
        Settlement settlement = new Settlement(List.copyOf(range.values()), verdict);
        range.clear();
        switch (verdict) {
            case ACK -> channel.tell(new BasicMethod.Ack(tag, multiple));
            default ->
                channel.tell(
                        multiple || nack
                                ? new BasicMethod.Nack(tag, multiple, verdict == Verdict.REQUEUE)
                                : new BasicMethod.Reject(tag, verdict == Verdict.REQUEUE));
        }
        if (channel.mode() == ClientChannel.Mode.TX) {
            uncommitted.add(settlement);
        } else {
            settled(settlement);
        }
    }

    private void settled(Settlement settlement) {
        for (Held message : settlement.messages()) {
            if (message.copy().holder == channel) {
                message.copy().holder = null;
                if (settlement.verdict() != Verdict.REQUEUE) {
                    message.copy().end = Copy.End.ASKED;
                    message.copy().settler = channel;
                    message.copy().askedAt = message.oracle().now();
                }
            }
            if (message.consumer() != null) {
                message.consumer().outstanding--;
                outstanding--;
            }
        }
        log.add(settlement);
    }

    /** Gives everything back with {@code basic.recover}; only where nothing more may be under way. */
    void recover() {
        Settlement all = new Settlement(List.copyOf(held.values()), Verdict.REQUEUE);
        held.clear();
        settled(all);
        channel.ask(new BasicMethod.Recover(true), (ok, none) -> {}, BasicMethod.RecoverOk.class);
    }

    /** Returns what is ended by it. */
    List<Copy> commit() {
        List<Copy> ended = new ArrayList<>();
        for (Settlement settlement : uncommitted) {
            settled(settlement);
            for (Held message : settlement.messages()) {
                if (message.copy().settler == channel && message.copy().end == Copy.End.ASKED) {
                    ended.add(message.copy());
                }
            }
        }
        uncommitted.clear();
        return ended;
    }

    void rollback() {
        for (Settlement settlement : uncommitted) {
            settlement.messages().forEach(message -> held.put(message.tag(), message));
        }
        uncommitted.clear();
    }

    /** The channel is going: all that it holds goes back. */
    void release() {
        rollback();
        for (Held message : held.values()) {
            if (message.copy().holder == channel) {
                message.copy().holder = null;
            }
        }
        held.clear();
    }
}
