package io.leveret.it.crash;

import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What clients know about one queue, and what follows from it for each message in it.
 *
 * <p>A kill leaves doubt about what was under way. A message that was sent and not confirmed may be there or not; so
 * may one that was acknowledged a moment ago, since nobody answers an ack. An audit, which reads the whole queue after
 * a restart, ends the doubt: what it sees is there for good, what it does not see must never come again. Confirmed and
 * not acknowledged is the promise: an audit that does not see such a message has found a loss.
 *
 * <p>For any thread.
 */
final class QueueLedger {
    /** An ack this much older than a publish that was confirmed cannot have been overtaken by the kill. */
    static final long CERTAIN_AFTER_NANOS = 1_000_000_000L;

    private final String queue;
    private final boolean ordered;
    private final Violations violations;
    private final Map<Long, Entry> entries = new HashMap<>();
    /** Sequences of what is gone for good, by publisher. */
    private final Map<Integer, BitSet> gone = new HashMap<>();

    private final Set<Long> seen = new HashSet<>();
    private final Map<Integer, Long> auditOrder = new HashMap<>();
    private int life;

    /** @param ordered whether messages of one publisher and priority are in the order in which they were sent */
    QueueLedger(String queue, boolean ordered, Violations violations) {
        this.queue = queue;
        this.ordered = ordered;
        this.violations = violations;
    }

    String queue() {
        return queue;
    }

    /** It is about to be sent. */
    synchronized void published(LoadMessage message) {
        entries.put(message.id(), new Entry(message));
    }

    /**
     * The broker has promised to keep it. A promise that is read after the queue was audited comes too late to count.
     */
    synchronized void confirmed(LoadMessage message) {
        Entry entry = entries.get(message.id());
        if (entry != null) {
            entry.confirmed = true;
        }
    }

    /** It has come to a client. */
    synchronized void delivered(LoadMessage message, boolean redelivered) {
        Entry entry = entries.get(message.id());
        if (entry == null) {
            wrong(message, isGone(message) ? "came after it was settled or missing for good" : "was never published");
            return;
        }
        if (!entry.message.equals(message)) {
            wrong(message, "was published as " + entry.message);
        }
        if (entry.out) {
            wrong(message, "came while it was out");
        }
        if (entry.delivered && !redelivered) {
            wrong(message, "came again and is not flagged as redelivered");
        }
        if (entry.settled && entry.settledLife == life) {
            wrong(message, "came after it was settled");
        }
        entry.settled = false;
        entry.delivered = true;
        entry.out = true;
    }

    /** Its client is about to give it back. */
    synchronized void returned(LoadMessage message) {
        known(message).out = false;
    }

    /** Its client is about to acknowledge or reject it. */
    synchronized void settled(LoadMessage message, long nowNanos) {
        Entry entry = known(message);
        entry.out = false;
        entry.settled = true;
        entry.settledNanos = nowNanos;
        entry.settledLife = life;
    }

    /** The broker has answered that the acknowledgement counts. */
    synchronized void settledForGood(LoadMessage message) {
        goes(known(message).message);
    }

    /** The broker is dead, and all of its clients have ended. */
    synchronized void died(long lastConfirmedPublishNanos) {
        for (Entry entry : entries.values().toArray(new Entry[0])) {
            entry.out = false;
            boolean certain = entry.settledLife == life
                    && entry.settledNanos + CERTAIN_AFTER_NANOS - lastConfirmedPublishNanos < 0;
            if (entry.settled && certain) {
                goes(entry.message);
            }
        }
        life++;
    }

    /** How many messages it must hold at least. */
    synchronized int least() {
        return (int) entries.values().stream().filter(Entry::promised).count();
    }

    /** How many messages it may hold at most. */
    synchronized int most() {
        return entries.size();
    }

    /** The whole queue is about to be read, by one client and without load. */
    synchronized void beginAudit() {
        seen.clear();
        auditOrder.clear();
    }

    /** The next message of the queue. */
    synchronized void audited(LoadMessage message, boolean redelivered) {
        delivered(message, redelivered);
        seen.add(message.id());
        Long before = auditOrder.put(message.publisher() * 256 + message.priority(), message.sequence());
        if (ordered && before != null && before >= message.sequence()) {
            wrong(message, "came after number " + before + " of the same publisher");
        }
    }

    /** Whether the audit has seen it; empty if its client had settled it, so that the audit says nothing. */
    synchronized Presence presence(LoadMessage message) {
        Entry entry = entries.get(message.id());
        if (seen.contains(message.id())) {
            return Presence.THERE;
        }
        return entry == null || entry.settled ? Presence.UNKNOWN : Presence.MISSING;
    }

    /**
     * The queue was read to its end.
     *
     * @param drained whether what was read was taken out, else it was given back
     */
    synchronized void endAudit(boolean drained) {
        for (Entry entry : entries.values().toArray(new Entry[0])) {
            entry.out = false;
            boolean there = seen.contains(entry.message.id());
            if (!there && entry.promised()) {
                wrong(entry.message, "is lost; it was delivered: " + entry.delivered);
            }
            if (!there || drained) {
                goes(entry.message);
            } else {
                entry.confirmed = true;
            }
        }
    }

    private Entry known(LoadMessage message) {
        Entry entry = entries.get(message.id());
        if (entry == null) {
            throw new IllegalStateException(message + " is not known in " + queue);
        }
        return entry;
    }

    private void goes(LoadMessage message) {
        entries.remove(message.id());
        gone.computeIfAbsent(message.publisher(), publisher -> new BitSet()).set((int) message.sequence());
    }

    private boolean isGone(LoadMessage message) {
        BitSet sequences = gone.get(message.publisher());
        return sequences != null && message.sequence() >= 0 && sequences.get((int) message.sequence());
    }

    private void wrong(LoadMessage message, String what) {
        violations.add(queue + ", life " + life + ": " + message + " " + what);
    }

    /** What an audit says about a message. */
    enum Presence {
        THERE,
        MISSING,
        UNKNOWN
    }

    /** One message in the queue. */
    private static final class Entry {
        private final LoadMessage message;
        private boolean confirmed;
        private boolean delivered;
        private boolean out;
        private boolean settled;
        private int settledLife = -1;
        private long settledNanos;

        Entry(LoadMessage message) {
            this.message = message;
        }

        boolean promised() {
            return confirmed && !settled;
        }
    }
}
