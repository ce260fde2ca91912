package io.leveret.broker.shard;

import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The one-way path from a shard to another: keeps the order of what is sent, and bounds how much is under way.
 *
 * <p>Written by the source's thread, save for {@link #processed}, which the target's thread calls. A full link refuses
 * nothing: it asks those who feed it to stop reading their sockets until the target has caught up.
 */
public final class ShardLink {
    /** What a command without a body weighs, about the bytes it takes in a batch. */
    static final int COMMAND_BYTES = 64;

    private final BrokerShard source;
    private final BrokerShard target;
    private final long limitBytes;
    private final AtomicReference<ShardBatch> spare = new AtomicReference<>();
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private ShardBatch filling;
    private long sentBytes;
    private volatile long processedBytes;
    private volatile boolean sourceWaits;

    ShardLink(BrokerShard source, BrokerShard target, long limitBytes) {
        this.source = source;
        this.target = target;
        this.limitBytes = limitBytes;
    }

    /** Sends a command at the end of the present turn. */
    public void send(ShardReceiver receiver, int operation, long first, long second, Object object, Object other) {
        if (filling == null) {
            ShardBatch kept = spare.getAndSet(null);
            filling = kept == null ? new ShardBatch() : kept;
            source.atEndOfTurn(this);
        }
        filling.add(receiver, operation, first, second, object, other);
        addWeight(COMMAND_BYTES);
    }

    /** Adds the weight of what the last command carries. */
    public void addWeight(long bytes) {
        filling.weigh(bytes);
        sentBytes += bytes;
    }

    /**
     * Whether more is under way than the limit; whoever can should stop, and ask to be told by {@link #whenDrained}.
     */
    public boolean isFull() {
        return sentBytes - processedBytes > limitBytes;
    }

    /** Runs a task on the source's shard once the target has caught up to half of the limit. */
    public void whenDrained(Runnable task) {
        waiting.add(task);
        sourceWaits = true;
        if (isDrained()) {
            source.soon(this::wakeWaiting);
        }
    }

    private boolean isDrained() {
        return sentBytes - processedBytes <= limitBytes / 2;
    }

    private void wakeWaiting() {
        if (!isDrained()) {
            return;
        }
        sourceWaits = false;
        Runnable task;
        while ((task = waiting.poll()) != null) {
            source.soon(task);
        }
    }

    /** Hands over what the turn collected. */
    void flush() {
        ShardBatch batch = filling;
        filling = null;
        if (batch != null) {
            target.offer(this, batch);
        }
    }

    /** Called by the target when it is done with a batch. */
    void processed(ShardBatch batch) {
        long weight = batch.weightBytes();
        if (batch.clear()) {
            spare.set(batch);
        }
        processedBytes = processedBytes + weight;
        if (sourceWaits) {
            source.execute(this::wakeWaiting);
        }
    }
}
