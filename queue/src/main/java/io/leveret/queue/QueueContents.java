package io.leveret.queue;

/**
 * Which messages a queue has, in which order, with which counters, and the last sequence of each tracked publisher.
 *
 * <p>Changes by facts alone: the same facts in the same order give the same contents, on the node that leads the queue,
 * on one that follows it, and after a restart. Which messages are in flight is not among them. It is the dispatch's
 * business, and although the marks for it stand in the same pages, contents rebuilt from facts have every message
 * ready.
 *
 * <p>Used by one thread at a time.
 */
public final class QueueContents implements FactSink {
    private final int maxPriority;
    private final ReadyList list;
    /** Null until a tracked publisher sends something. */
    private PublisherSequences sequences;

    private long lastId;
    private long lastRecoveredId;
    private long flaggedUpToId;
    private RecoveryStore recoveryStore;
    private long deliverableUpToId;

    /** @param maxPriority 0 to 255, as in {@link QueueOptions} */
    public QueueContents(int maxPriority) {
        this(maxPriority, Page.FULL_SLOTS);
    }

    /**
     * Contents with a priority of 0 for messages of the priorities 0 to 4 and one of 1 for all others, as RabbitMQ's
     * quorum queues of 4.0 have them (rabbit_fifo_q).
     */
    public static QueueContents ofTwoClasses() {
        return new QueueContents(1, new ReadyList(1, true, Page.FULL_SLOTS));
    }

    /** With pages of another size, for tests. */
    QueueContents(int maxPriority, int slotsPerPage) {
        this(maxPriority, new ReadyList(maxPriority, slotsPerPage));
    }

    private QueueContents(int maxPriority, ReadyList list) {
        this.maxPriority = maxPriority;
        this.list = list;
    }

    /**
     * Applies a fact read from a log.
     *
     * @param message the one that an {@link Fact.Enqueued} is about; not looked at for other facts
     * @throws IllegalArgumentException if the fact cannot follow those before it, or its message is missing or another
     */
    public void apply(Fact fact, Message message) {
        if (fact instanceof Fact.Enqueued enqueued) {
            apply(enqueued, message);
        } else if (fact instanceof Fact.Settled settled) {
            settled(settled.id());
        } else if (fact instanceof Fact.Returned returned) {
            returned(returned.id(), returned.counted());
        } else if (fact instanceof Fact.Removed removed) {
            removed(removed.id(), removed.reason());
        } else if (fact instanceof Fact.Purged purged) {
            purged(purged.upToId(), purged.except());
        } else if (fact instanceof Fact.DeliverableUpTo ceiling) {
            deliverableUpTo(ceiling.id());
        }
    }

    /**
     * A message that is in the log and has not left: for a start, instead of facts. Its body stays on disk. Facts about
     * messages are not to be applied before or after; marks and ids go through {@link #deliverableUpTo} and
     * {@link #idsUpTo}, best before the first message.
     *
     * @param id above all before it, or it is taken for a repetition
     * @param priority as the publisher gave it
     * @param place of its body, or not positive if that is lost: the message is then counted, and never delivered
     * @param holders how many queues were to have the body
     * @param redelivered whether it was returned, or an earlier start flagged it
     * @param returnCount how often it was returned in a way that counts
     * @return false if it is here already: nothing happened
     */
    public boolean recovered(
            long id,
            int priority,
            int bodySize,
            long expiresAtMs,
            long place,
            int holders,
            boolean redelivered,
            int returnCount) {
        if (id <= lastRecoveredId) {
            return false;
        }
        lastRecoveredId = id;
        lastId = Math.max(lastId, id);
        Page page = list.appendPlaced(id, priority, bodySize, expiresAtMs, Math.max(0, place), holders);
        int index = page.used() - 1;
        if (redelivered || id <= flaggedUpToId) {
            page.flagRedelivered(index);
        }
        if (returnCount != 0) {
            page.countReturns(index, returnCount);
        }
        if (recoveryStore != null && page.full() && page.mayGoCold() && recoveryStore.budgetUsedUp()) {
            list.cool(page, recoveryStore::storePage);
        }
        return true;
    }

    /** Ids up to this one were used. */
    public void idsUpTo(long id) {
        lastId = Math.max(lastId, id);
    }

    /** Pages that are complete leave memory when the store says so, until {@link #recoveredAll}. */
    public void recoveredInto(RecoveryStore store) {
        recoveryStore = store;
    }

    /** Ends what {@link #recoveredInto} began. */
    public void recoveredAll() {
        recoveryStore = null;
    }

    @Override
    public void enqueued(long id, Message message, long publisherId, long sequence, long expiresAtMs) {
        append(id, message, expiresAtMs, publisherId, sequence);
    }

    @Override
    public void settled(long id) {
        leave(id);
    }

    @Override
    public void returned(long id, boolean counted) {
        lastId = Math.max(lastId, id);
        Page page = list.find(id);
        if (page != null) {
            int index = page.indexOf(id);
            page.flagRedelivered(index);
            if (counted) {
                page.countReturn(index);
            }
            list.putBack(page, index);
        }
    }

    @Override
    public void removed(long id, RemovalReason reason) {
        leave(id);
    }

    @Override
    public void purged(long upToId, long[] except) {
        lastId = Math.max(lastId, upToId);
        list.removeUpTo(upToId, except);
    }

    @Override
    public void deliverableUpTo(long id) {
        deliverableUpToId = Math.max(deliverableUpToId, id);
    }

    /**
     * To be called once, after the last fact has been applied or the last mark and before the first message was
     * {@link #recovered}, if the queue was not left in good order. All that may have been delivered is flagged
     * redelivered, and ids go on above all that may have been seen by a consumer.
     */
    public void afterUncleanStop() {
        flaggedUpTo(deliverableUpToId);
        lastId = Math.max(lastId, deliverableUpToId);
    }

    /** In place of that, if the queue was left in good order: an earlier start flagged all up to an id. */
    public void flaggedUpTo(long id) {
        flaggedUpToId = id;
        list.flagRedeliveredUpTo(id);
    }

    /** The highest id in use or used, 0 at the beginning. */
    public long lastId() {
        return lastId;
    }

    /** Nothing above this id has been delivered. */
    public long deliverableUpToId() {
        return deliverableUpToId;
    }

    /** The highest sequence taken from a tracked publisher, 0 if none or if it was quiet for a thousand others. */
    public long lastSequence(long publisherId) {
        return sequences == null ? 0 : sequences.last(publisherId);
    }

    /** Messages, in flight or not. */
    public long messageCount() {
        return list.count();
    }

    /** Bytes of their bodies. */
    public long bytes() {
        return list.bytes();
    }

    /** As it was made with: 0 to 255. Any thread. */
    public int maxPriority() {
        return maxPriority;
    }

    ReadyList list() {
        return list;
    }

    PublisherSequences sequences() {
        if (sequences == null) {
            sequences = new PublisherSequences();
        }
        return sequences;
    }

    private void apply(Fact.Enqueued fact, Message message) {
        if (message == null) {
            throw new IllegalArgumentException("message " + fact.id() + " has no body");
        }
        if (message.bodySize() != fact.sizeBytes() || message.priority() != fact.priority()) {
            throw new IllegalArgumentException("the body found for message " + fact.id() + " is another's: "
                    + message.bodySize() + " bytes and priority " + message.priority() + ", not " + fact.sizeBytes()
                    + " and " + fact.priority());
        }
        append(fact.id(), message, fact.expiresAtMs(), fact.publisherId(), fact.sequence());
    }

    private void append(long id, Message message, long expiresAtMs, long publisherId, long sequence) {
        if (id <= lastId) {
            throw new IllegalArgumentException("message " + id + " cannot follow message " + lastId);
        }
        lastId = id;
        list.append(id, message, expiresAtMs);
        if (publisherId != 0 && sequence != 0) {
            sequences().record(publisherId, sequence);
        }
    }

    private void leave(long id) {
        lastId = Math.max(lastId, id);
        Page page = list.find(id);
        if (page != null) {
            list.remove(page, page.indexOf(id));
        }
    }
}
