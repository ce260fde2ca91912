package io.leveret.queue;

/**
 * The consumers of one priority: how many there are, and the ring of those that can take a message now, next first.
 *
 * <p>The ring is linked through the consumers themselves; every step is O(1), however many stand outside it.
 */
final class PriorityLevel {
    final int priority;

    /** Index among the levels of the queue, highest priority first. */
    int position;

    int consumerCount;

    /** Whose turn it is, null if nobody can take. */
    Consumer next;

    PriorityLevel(int priority) {
        this.priority = priority;
    }

    /** Puts a consumer at the end of the ring, behind all that wait already. */
    void join(Consumer consumer) {
        if (next == null) {
            consumer.nextAble = consumer;
            consumer.previousAble = consumer;
            next = consumer;
            return;
        }
        Consumer last = next.previousAble;
        consumer.previousAble = last;
        consumer.nextAble = next;
        last.nextAble = consumer;
        next.previousAble = consumer;
    }

    void leave(Consumer consumer) {
        Consumer following = consumer.nextAble;
        if (following == consumer) {
            next = null;
        } else {
            following.previousAble = consumer.previousAble;
            consumer.previousAble.nextAble = following;
            if (next == consumer) {
                next = following;
            }
        }
        consumer.nextAble = null;
        consumer.previousAble = null;
    }

    /** The one whose turn it was has been served. */
    void pass() {
        next = next.nextAble;
    }
}
