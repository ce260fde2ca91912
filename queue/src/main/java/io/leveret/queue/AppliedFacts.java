package io.leveret.queue;

/** The one way in which dispatch changes contents: each fact is told to the log first, then applied. */
final class AppliedFacts implements FactSink {
    private final FactSink log;
    private final QueueContents contents;

    AppliedFacts(FactSink log, QueueContents contents) {
        this.log = log;
        this.contents = contents;
    }

    @Override
    public void enqueued(long id, Message message, long publisherId, long sequence, long nowMs) {
        log.enqueued(id, message, publisherId, sequence, nowMs);
        contents.enqueued(id, message, publisherId, sequence, nowMs);
    }

    @Override
    public void settled(long id) {
        log.settled(id);
        contents.settled(id);
    }

    @Override
    public void returned(long id, boolean counted) {
        log.returned(id, counted);
        contents.returned(id, counted);
    }

    @Override
    public void removed(long id, RemovalReason reason) {
        log.removed(id, reason);
        contents.removed(id, reason);
    }

    @Override
    public void purged(long upToId, long[] except) {
        log.purged(upToId, except);
        contents.purged(upToId, except);
    }

    @Override
    public void deliverableUpTo(long id) {
        log.deliverableUpTo(id);
        contents.deliverableUpTo(id);
    }
}
