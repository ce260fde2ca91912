package io.leveret.queue;

/**
 * Tells of recipients that hold a delivery for too long.
 *
 * <p>What a recipient got first and still holds is looked at, now and then: not each delivery has an alarm of its own.
 * The next look is when the oldest delivery seen would be too old, but not sooner than a sixteenth of the limit, or a
 * second, after the last; RabbitMQ looks once a minute.
 */
final class ConsumerTimeout {
    private static final long LONGEST_PAUSE_MS = 1_000;

    private final Unacked unacked;
    private final TimeEffects effects;
    private final long limitMs;
    private long nextLookMs;

    /** The times at which messages went out must be kept. */
    ConsumerTimeout(Unacked unacked, TimeEffects effects, long limitMs) {
        this.unacked = unacked;
        this.effects = effects;
        this.limitMs = limitMs;
        nextLookMs = unacked.size() == 0 ? Fact.NEVER : Long.MIN_VALUE;
    }

    /** Looks, if it is time; returns when it will be. */
    long look(long nowMs) {
        if (unacked.size() == 0) {
            nextLookMs = Fact.NEVER;
        } else if (nextLookMs == Fact.NEVER) {
            nextLookMs = after(nowMs, limitMs);
        } else if (nextLookMs <= nowMs) {
            long oldestMs = tell(nowMs);
            long pauseMs = Math.max(1, Math.min(LONGEST_PAUSE_MS, limitMs / 16));
            nextLookMs = oldestMs == Fact.NEVER
                    ? after(nowMs, limitMs)
                    : Math.max(after(oldestMs, limitMs), after(nowMs, pauseMs));
        }
        return nextLookMs;
    }

    /** Returns the oldest delivery of those who were not told of. */
    private long tell(long nowMs) {
        long oldestMs = Fact.NEVER;
        for (int slot = unacked.firstChain(0); slot != Unacked.NONE; slot = unacked.firstChain(slot + 1)) {
            long heldMs = nowMs - unacked.sinceMs(slot);
            Holder holder = unacked.holderAt(slot);
            if (holder.timedOut) {
                continue;
            }
            if (heldMs < limitMs) {
                oldestMs = Math.min(oldestMs, unacked.sinceMs(slot));
                continue;
            }
            holder.timedOut = true;
            Consumer consumer = unacked.consumerAt(slot);
            if (consumer == null) {
                effects.getTimedOut(holder.recipient, heldMs);
            } else {
                effects.consumerTimedOut(consumer, heldMs);
            }
        }
        return oldestMs;
    }

    private static long after(long atMs, long spanMs) {
        return spanMs > Fact.NEVER - 1 - atMs ? Fact.NEVER - 1 : atMs + spanMs;
    }
}
