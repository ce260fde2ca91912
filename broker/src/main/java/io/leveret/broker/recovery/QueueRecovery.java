package io.leveret.broker.recovery;

import io.leveret.broker.vhost.BrokerQueue;
import io.leveret.broker.vhost.VirtualHosts;
import io.leveret.persistence.Varint;
import io.leveret.persistence.log.LogPosition;
import io.leveret.persistence.log.LogReplay;
import io.leveret.queue.Fact;
import io.leveret.queue.FactDecoder;
import io.leveret.queue.MalformedFactException;
import io.leveret.queue.QueueContents;
import io.leveret.queue.RecoveryStore;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rebuilds the contents of all durable queues from the log.
 *
 * <p>The first pass collects definitions and, for each queue, what it dropped; then the queues are made; the second
 * pass gives each of them the messages that it has not dropped. So what is built is only what lives, however long its
 * history was.
 */
public final class QueueRecovery implements LogReplay {
    private static final Logger LOG = LoggerFactory.getLogger(QueueRecovery.class);

    private final VirtualHosts vhosts;
    private final DefinitionsReplay definitions;
    private final RecoveryStore store;
    private final Map<Long, StreamFacts> facts = new HashMap<>();
    private StreamFacts last;
    private long lastStream;
    private long messages;

    /** Takes the definitions in the log, and makes the queues when there are no more. */
    public interface DefinitionsReplay {
        void changes(ByteBuffer bytes);

        void complete();

        /** @param end nothing at or behind this position of the log is concerned */
        void damaged(LogPosition end, String text);
    }

    /** @param store takes pages while memory is short */
    public QueueRecovery(VirtualHosts vhosts, DefinitionsReplay definitions, RecoveryStore store) {
        this.vhosts = vhosts;
        this.definitions = definitions;
        this.store = store;
    }

    // ---- first pass

    @Override
    public void definitions(ByteBuffer changes) {
        definitions.changes(changes);
    }

    @Override
    public void drop(long stream, long item) {
        StreamFacts of = of(stream);
        of.seen(item);
        of.dropped.add(item);
    }

    @Override
    public void dropUpTo(long stream, long upToItem, long[] except) {
        StreamFacts of = of(stream);
        of.seen(upToItem);
        of.dropped.addUpTo(upToItem, except);
    }

    @Override
    public void note(long stream, long item, ByteBuffer rest) {
        StreamFacts of = of(stream);
        of.seen(item);
        if (decode(rest) instanceof Fact.Returned returned) {
            of.returned(item, returned.counted());
        }
    }

    @Override
    public void mark(long stream, long value, ByteBuffer rest) {
        StreamFacts of = of(stream);
        of.ceiling = Math.max(of.ceiling, value);
        decode(rest);
        if (rest.hasRemaining()) {
            of.flaggedUpTo = Math.max(of.flaggedUpTo, Varint.get(rest));
        }
    }

    /** Else another message might be given its id, and be taken for it when the log's files are rewritten. */
    @Override
    public void passed(long stream, long item) {
        of(stream).seen(item);
    }

    // ---- second pass

    @Override
    public void firstPassDone(boolean endedInGoodOrder) {
        definitions.complete();
        for (BrokerQueue queue : vhosts.queues()) {
            StreamFacts of = facts.get(queue.streamId());
            QueueContents contents = queue.contents();
            contents.recoveredInto(store);
            if (of != null) {
                contents.deliverableUpTo(of.ceiling);
                contents.idsUpTo(of.highestId);
                if (endedInGoodOrder) {
                    contents.flaggedUpTo(of.flaggedUpTo);
                } else {
                    contents.afterUncleanStop();
                }
                queue.flaggedUpTo(endedInGoodOrder ? of.flaggedUpTo : of.ceiling);
            }
        }
    }

    @Override
    public boolean add(long stream, long item, long place, int holders, ByteBuffer rest) {
        BrokerQueue queue = vhosts.queueOf(stream);
        if (queue == null || !queue.durable()) {
            return false;
        }
        StreamFacts of = of(stream);
        if (of.dropped.contains(item) || !(decode(rest) instanceof Fact.Enqueued enqueued)) {
            return false;
        }
        if (place <= 0) {
            damaged(new long[] {stream}, false, false, "the body of message " + item + " is not in the log");
        }
        boolean added = queue.contents()
                .recovered(
                        item,
                        enqueued.priority(),
                        enqueued.sizeBytes(),
                        enqueued.expiresAtMs(),
                        place,
                        holders,
                        of.redelivered(item),
                        of.returnCount(item));
        messages += added ? 1 : 0;
        return added && place > 0;
    }

    /** Names the queues, which are from then on known to have lost something; it was reported after all was shown. */
    @Override
    public void damaged(long[] streams, boolean anyStream, boolean definitionsToo, String text) {
        List<String> names = new ArrayList<>();
        for (long stream : streams) {
            BrokerQueue queue = vhosts.queueOf(stream);
            if (queue != null) {
                if (!queue.isDamaged()) {
                    LOG.warn("{} lost messages by damage on disk; what is left of it is served", queue.description());
                }
                queue.markDamaged();
                names.add(queue.description());
            }
        }
        String known = names.isEmpty() ? "no queue is known to have lost messages" : "messages were lost of " + names;
        LOG.error("the log is damaged: {}; {}{}", text, known, anyStream ? ", others may have lost some too" : "");
    }

    @Override
    public void damaged(LogPosition end, long[] streams, boolean anyStream, boolean definitionsToo, String text) {
        damaged(streams, anyStream, definitionsToo, text);
        if (definitionsToo) {
            definitions.damaged(end, text);
        }
    }

    // ---- the end

    /** All was shown. */
    public void finish() {
        for (BrokerQueue queue : vhosts.queues()) {
            queue.contents().recoveredAll();
        }
        facts.clear();
    }

    /** How many messages are back. */
    public long messages() {
        return messages;
    }

    private StreamFacts of(long stream) {
        if (last == null || stream != lastStream) {
            last = facts.computeIfAbsent(stream, absent -> new StreamFacts());
            lastStream = stream;
        }
        return last;
    }

    private static Fact decode(ByteBuffer rest) {
        try {
            return FactDecoder.decode(rest);
        } catch (MalformedFactException e) {
            throw new IllegalStateException(
                    "a record of the log passed its check and is no fact: " + e.getMessage(), e);
        }
    }
}
