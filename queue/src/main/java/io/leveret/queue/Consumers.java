package io.leveret.queue;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The consumers of a queue, and whose turn it is.
 *
 * <p>Each priority has a ring of the consumers that can take a message now; those without credit stand outside. A
 * bitmap says which priorities have somebody in their ring, so that choosing costs the same with ten consumers and with
 * ten thousand. Whoever becomes able again joins at the end of the ring.
 */
final class Consumers {
    private static final PriorityLevel[] NO_LEVELS = {};
    private static final long[] NONE_ABLE = {};

    /** Not to be changed while nobody consumes: it then is one for all queues. */
    private Set<Consumer> all = Set.of();

    /** Of all of them. */
    private int count;

    /** Highest priority first, without holes. */
    private PriorityLevel[] levels = NO_LEVELS;

    /** Bit n is set if somebody stands in the ring of {@code levels[n]}. */
    private long[] ableLevels = NONE_ABLE;

    /** Set while an exclusive consumer is subscribed; it then is the only one. */
    private boolean exclusive;

    /** Whether one of them at a time gets messages. */
    private boolean singleActive;

    /** Whether a higher priority may take over from the one that is active. */
    private boolean byPriority;

    /** Null if nobody consumes, or all are active. */
    private Consumer active;

    /** The active one gets nothing more, and ceases to be active when it holds nothing. */
    private boolean yielding;

    /** Whether one at a time is active, and whether it gives way to a higher priority. */
    void setSingleActive(boolean single, boolean higherTakesOver) {
        byPriority = higherTakesOver;
        yielding = false;
        if (single != singleActive) {
            singleActive = single;
            active = null;
        }
        if (single) {
            chooseActive();
        }
        all.forEach(this::refresh);
    }

    /** The one that is active, null if nobody consumes or all are. */
    Consumer active() {
        return active;
    }

    /** Whether {@code candidate} may join beside those that are here. */
    boolean admits(Consumer candidate) {
        return !exclusive && !(singleActive && candidate.exclusive()) && (!candidate.exclusive() || all.isEmpty());
    }

    void add(Consumer consumer) {
        if (consumer.level != null) {
            throw new IllegalStateException("consumer " + consumer.tag() + " is subscribed already");
        }
        if (all.isEmpty()) {
            all = new LinkedHashSet<>();
        }
        all.add(consumer);
        count++;
        exclusive = consumer.exclusive();
        consumer.level = levelFor(consumer.priority());
        consumer.level.consumerCount++;
        if (singleActive) {
            chooseActive();
        }
        refresh(consumer);
    }

    void remove(Consumer consumer) {
        PriorityLevel level = consumer.level;
        if (consumer.nextAble != null) {
            leave(consumer);
        }
        consumer.level = null;
        all.remove(consumer);
        count--;
        if (all.isEmpty()) {
            all = Set.of();
        }
        if (consumer.exclusive()) {
            exclusive = false;
        }
        if (--level.consumerCount == 0) {
            drop(level);
        }
        if (consumer == active) {
            active = null;
        }
        if (singleActive) {
            chooseActive();
        }
    }

    /** Lets a consumer into its ring or out of it, as its credit says. Of no effect if it is not subscribed. */
    void refresh(Consumer consumer) {
        PriorityLevel level = consumer.level;
        if (level == null) {
            return;
        }
        if (yielding && consumer == active && consumer.credit.inFlight() == 0) {
            chooseActive();
        }
        boolean inRing = consumer.nextAble != null;
        boolean able = consumer.credit.allows() && (!singleActive || consumer == active && !yielding);
        if (able && !inRing) {
            level.join(consumer);
            ableLevels[level.position >>> 6] |= 1L << level.position;
        } else if (inRing && !able) {
            leave(consumer);
        }
    }

    /** Whose turn it is among the highest priority that has anyone able; null if nobody can take a message. */
    Consumer next() {
        for (int word = 0; word < ableLevels.length; word++) {
            if (ableLevels[word] != 0) {
                return levels[(word << 6) + Long.numberOfTrailingZeros(ableLevels[word])].next;
            }
        }
        return null;
    }

    /**
     * The consumer whose turn it was got a message: the turn passes on, and it leaves its ring if it can take no more.
     */
    void served(Consumer consumer) {
        consumer.level.pass();
        refresh(consumer);
    }

    boolean contains(Consumer consumer) {
        return all.contains(consumer);
    }

    /** How many there are; as it was a little while ago for whoever is not the queue's thread. */
    int count() {
        return count;
    }

    /** In the order they subscribed; not to be changed through it. */
    Collection<Consumer> view() {
        return Collections.unmodifiableCollection(all);
    }

    /** Who came first of the highest priority; RabbitMQ's classic queues leave it at that while that one stays. */
    private void chooseActive() {
        Consumer before = active;
        boolean outranked = active != null && byPriority && active.level != levels[0];
        yielding = outranked && active.credit.inFlight() != 0;
        if (active == null || outranked && !yielding) {
            active = firstOfHighest();
        }
        if (before != null) {
            refresh(before);
        }
        if (active != null && active != before) {
            refresh(active);
        }
    }

    private Consumer firstOfHighest() {
        for (Consumer consumer : all) {
            if (consumer.level == levels[0]) {
                return consumer;
            }
        }
        return null;
    }

    private void leave(Consumer consumer) {
        PriorityLevel level = consumer.level;
        level.leave(consumer);
        if (level.next == null) {
            ableLevels[level.position >>> 6] &= ~(1L << level.position);
        }
    }

    private PriorityLevel levelFor(int priority) {
        int position = 0;
        while (position < levels.length && levels[position].priority > priority) {
            position++;
        }
        if (position < levels.length && levels[position].priority == priority) {
            return levels[position];
        }
        PriorityLevel[] wider = Arrays.copyOf(levels, levels.length + 1);
        System.arraycopy(levels, position, wider, position + 1, levels.length - position);
        wider[position] = new PriorityLevel(priority);
        renumber(wider);
        return wider[position];
    }

    private void drop(PriorityLevel level) {
        PriorityLevel[] narrower = Arrays.copyOf(levels, levels.length - 1);
        System.arraycopy(levels, level.position + 1, narrower, level.position, narrower.length - level.position);
        renumber(narrower);
    }

    private void renumber(PriorityLevel[] changed) {
        levels = changed.length == 0 ? NO_LEVELS : changed;
        ableLevels = changed.length == 0 ? NONE_ABLE : new long[(changed.length + 63) >>> 6];
        for (int n = 0; n < changed.length; n++) {
            changed[n].position = n;
            if (changed[n].next != null) {
                ableLevels[n >>> 6] |= 1L << n;
            }
        }
    }
}
