package io.leveret.queue;

/**
 * The one way in which dispatch changes contents: each fact is told to the log first, then applied.
 *
 * <p>The log is told of what must survive a restart alone: persistent messages of a durable queue, and in such a queue
 * purges and ceilings.
 */
final class AppliedFacts implements FactSink {
    private final FactSink log;
    private final QueueContents contents;
    private final boolean durable;

    AppliedFacts(FactSink log, QueueContents contents, boolean durable) {
        this.log = log;
        this.contents = contents;
        this.durable = durable;
    }

    @Override
    public void enqueued(long id, Message message, long publisherId, long sequence, long expiresAtMs) {
        if (contents.list().lasting(message)) {
            log.enqueued(id, message, publisherId, sequence, expiresAtMs);
        }
        contents.enqueued(id, message, publisherId, sequence, expiresAtMs);
    }

    @Override
    public void settled(long id) {
        if (lasting(id)) {
            log.settled(id);
        }
        contents.settled(id);
    }

    @Override
    public void returned(long id, boolean counted) {
        if (lasting(id)) {
            log.returned(id, counted);
        }
        contents.returned(id, counted);
    }

    @Override
    public void removed(long id, RemovalReason reason) {
        if (lasting(id)) {
            log.removed(id, reason);
        }
        contents.removed(id, reason);
    }

    @Override
    public void purged(long upToId, long[] except) {
        if (durable) {
            log.purged(upToId, except);
        }
        contents.purged(upToId, except);
    }

    @Override
    public void deliverableUpTo(long id) {
        if (durable) {
            log.deliverableUpTo(id);
            contents.deliverableUpTo(id);
        }
    }

    /** Of a message that is present. The page found here is the one that contents look at first. */
    private boolean lasting(long id) {
        if (!durable) {
            return false;
        }
        ReadyList list = contents.list();
        Page page = list.find(id);
        return page != null && list.lasting(page, page.indexOf(id));
    }
}
