package io.leveret.broker.storage;

import io.leveret.broker.shard.BrokerShard;
import io.leveret.broker.shard.EndOfTurn;
import io.leveret.persistence.Varint;
import io.leveret.persistence.log.LogListener;
import io.leveret.persistence.log.LogWriter;
import io.leveret.persistence.log.RecordKind;
import io.leveret.queue.FactEncoder;
import io.leveret.queue.Message;
import io.leveret.queue.MessageEncoder;
import io.leveret.queue.RemovalReason;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of the log on one shard. What a turn appends goes out as one group before the turn's sockets and links are
 * served: a command that crosses to another shard therefore finds in the log what it refers to.
 *
 * <p>On the shard's thread, save for {@link #durable}, which the log calls.
 */
public final class ShardLog implements LogListener, EndOfTurn {
    private static final Logger LOG = LoggerFactory.getLogger(ShardLog.class);

    private final BrokerShard shard;
    private final ShardLogs logs;
    private final LogWriter writer;
    private final DurableWaiters waiters = new DurableWaiters();
    private final ArrayDeque<Runnable> slowed = new ArrayDeque<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final Runnable report = this::report;
    private volatile long durableTicket;
    private long reportedTicket;
    private long bodies;
    private boolean full;

    ShardLog(BrokerShard shard, ShardLogs logs, Function<LogListener, LogWriter> writers) {
        this.shard = shard;
        this.logs = logs;
        this.writer = writers.apply(this);
        shard.beforeSending(this);
    }

    // ---- appending

    /** Appends a message's body, which so many queues will add. */
    public void body(Message message, int queues) {
        message.logged(logs.bodyId(shard.index(), ++bodies), queues);
        int size = MessageEncoder.size(message);
        MessageEncoder.encode(message, writer.beginBody(message, message.bodySize(), size));
        writer.end();
    }

    /** A queue takes a message whose body is appended. */
    public void enqueued(StreamPosition stream, long id, Message message, long expiresAtMs) {
        ByteBuffer out =
                writer.beginAdd(stream.id(), stream.next(), id, message.bodyId(), false, FactEncoder.MAX_BYTES);
        FactEncoder.enqueued(id, message, 0, 0, expiresAtMs, out);
        writer.end();
    }

    /** A queue's message that need not outlast the process leaves memory. */
    public void spilled(StreamPosition stream, long id, Message message) {
        body(message, 1);
        writer.beginAdd(stream.id(), stream.next(), id, message.bodyId(), true, 0);
        writer.end();
    }

    /** A consumer settled a message. */
    public void settled(StreamPosition stream, long id) {
        FactEncoder.settled(id, writer.begin(RecordKind.DROP, stream.id(), stream.next(), id, FactEncoder.MAX_BYTES));
        writer.end();
    }

    /** A message left otherwise. */
    public void removed(StreamPosition stream, long id, RemovalReason reason) {
        FactEncoder.removed(
                id, reason, writer.begin(RecordKind.DROP, stream.id(), stream.next(), id, FactEncoder.MAX_BYTES));
        writer.end();
    }

    /** A message went back. */
    public void returned(StreamPosition stream, long id, boolean counted) {
        FactEncoder.returned(
                id, counted, writer.begin(RecordKind.NOTE, stream.id(), stream.next(), id, FactEncoder.MAX_BYTES));
        writer.end();
    }

    /** All messages up to one left, save some. */
    public void purged(StreamPosition stream, long upToId, long[] except) {
        writer.dropUpTo(stream.id(), stream.next(), upToId, except);
    }

    /** Nothing above this id has been delivered. The mark says as well which were flagged at an unclean start. */
    public void deliverableUpTo(StreamPosition stream, long id) {
        ByteBuffer out = writer.begin(RecordKind.MARK, stream.id(), stream.next(), id, FactEncoder.MAX_BYTES);
        FactEncoder.deliverableUpTo(id, out);
        if (stream.flaggedUpToId() != 0) {
            Varint.put(out, stream.flaggedUpToId());
        }
        writer.end();
    }

    /** A queue lets go of a message. */
    public void letGo(Message message) {
        writer.letGo(message, message.bodySize());
    }

    /** A queue that was to have a message never took it. */
    public void letGoUntaken(Message message) {
        writer.letGoUntaken(message, message.bodySize());
    }

    /** The same of one whose body is not in memory. */
    public void letGo(long place, int holders, int bodySize) {
        writer.letGo(place, holders, bodySize);
    }

    /** The same of many that stand in one file of the log. */
    public void letGoAll(long generation, int entries, long weight) {
        writer.letGoAll(generation, entries, weight);
    }

    // ---- transactions

    /**
     * What this turn appends is found again after a crash only together with so many parts of others, each of which
     * ends with {@link #endPart}. Until all are handed over, nothing that anybody hands over later gets to the disk: so
     * none of them may wait for it.
     */
    public void awaitParts(int others) {
        writer.awaitParts(others);
    }

    /** What this turn appended, if anything, is a part that somebody awaits. */
    public void endPart() {
        writer.endPart();
    }

    // ---- waiting

    /** Tells {@code waiter} when all that this shard has appended so far is on disk. */
    public void whenDurable(DurableWaiter waiter, long number) {
        waiters.add(writer.ticket(), waiter, number);
    }

    /** Runs a task when all that any shard has handed over before, and this one appended, is on disk. */
    public void whenAllDurable(Runnable task) {
        waiters.add(writer.submitMarker(), (at, number) -> task.run(), 0);
    }

    /**
     * Whether more waits for the disk than may: whoever adds should stop, and ask to be told by {@link #whenDrained}.
     */
    public boolean isFull() {
        return full;
    }

    /** Runs a task when the disk has caught up. */
    public void whenDrained(Runnable task) {
        slowed.add(task);
    }

    @Override
    public void endTurn() {
        writer.submit();
        if (!full && logs.isFull()) {
            full = true;
            writer.submitMarker();
        }
    }

    @Override
    public void durable(long ticket) {
        durableTicket = ticket;
        if (scheduled.compareAndSet(false, true)) {
            try {
                shard.execute(report);
            } catch (RejectedExecutionException e) {
                LOG.debug("the shard has ended; nobody waits any more", e);
            }
        }
    }

    private void report() {
        scheduled.set(false);
        long ticket = durableTicket;
        if (ticket > reportedTicket) {
            reportedTicket = ticket;
            waiters.durable(ticket, shard);
        }
        relieve();
    }

    /** What filled the log may be another shard's, so that this one looks again when all of it is on disk. */
    private void relieve() {
        if (!full) {
            return;
        }
        if (!logs.isDrained()) {
            writer.submitMarker();
            return;
        }
        full = false;
        Runnable task;
        while ((task = slowed.poll()) != null) {
            shard.soon(task);
        }
    }
}
