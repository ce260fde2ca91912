package io.leveret.broker.vhost;

import io.leveret.broker.shard.BrokerShard;
import io.leveret.queue.Message;
import java.util.List;

/**
 * One message on its way from a queue to others.
 *
 * <p>Nothing may be lost in between, and the queue that it leaves and those that it comes to may live on different
 * shards. So it stays in the log of the first until all others have taken it: their answers leave their shards after
 * what they took was handed to the log, and only then the first is told to let go. Who reads the log after a crash
 * finds the message in one place at least; if all queues live on one shard both are in one commit group. An answer does
 * not wait for the disk: the order in the log is enough.
 *
 * <p>It starts and ends from the run queue, never within a command: the machines it goes to may be the one it comes
 * from. It belongs to the shard that the queue lived on when it began, wherever that queue goes meanwhile. A queue that
 * refuses it, or is deleted, answers too; so it always ends.
 */
abstract sealed class Transfer implements ShardPublisher, Runnable
        permits DeadLetterTransfer, DelayTransfer, MoveTransfer {
    /** Messages that were refused never were in their queue. */
    static final long NONE = 0;

    /** Confirms of queues are not told apart. */
    private static final long SEQUENCE = 1;

    private final BrokerQueue source;
    private final BrokerShard shard;
    private final long id;
    private Message leaving;
    private int waiting;

    /** @param id of the message in its queue, {@link #NONE} if nobody waits for its arrival */
    Transfer(BrokerQueue source, long id, Message leaving) {
        this.source = source;
        this.shard = source.shard();
        this.id = id;
        this.leaving = leaving;
    }

    /** Has it begin after the present command. On the queue's shard. */
    final void begin() {
        shard.soon(this);
    }

    @Override
    public final void run() {
        if (leaving == null) {
            ended();
            return;
        }
        waiting = 1;
        try {
            send(leaving);
        } catch (RuntimeException e) {
            failed(e);
        } finally {
            leaving = null;
            answered();
        }
    }

    /** All have answered, or nobody was asked: it leaves its queue. In a turn's run queue. */
    void ended() {
        source.left(shard, id);
    }

    /** Finds out where the message goes, and {@linkplain #bring brings} what it becomes there. */
    abstract void send(Message message);

    /** It could not be sent, and is dropped. */
    abstract void failed(RuntimeException cause);

    /** A queue refused it. */
    abstract void refused();

    /** It came to a queue that had been deleted, which confirms it all the same. On that queue's shard. */
    abstract void queueGone();

    final BrokerQueue source() {
        return source;
    }

    /** Of the message in its queue. */
    final long idAtSource() {
        return id;
    }

    final void bring(Message message, List<BrokerQueue> targets) {
        int keepers = 0;
        for (BrokerQueue queue : targets) {
            keepers += queue.durable() && message.persistent() ? 1 : 0;
        }
        if (keepers != 0) {
            source.storage().log(shard).body(message, keepers);
        }
        waiting += targets.size();
        for (BrokerQueue queue : targets) {
            queue.enqueue(shard, this, SEQUENCE, message);
        }
    }

    /** Within a command of a queue that took it, so that what follows must wait for its end. */
    private void answered() {
        if (--waiting == 0 && id != NONE) {
            shard.soon(this);
        }
    }

    // ---- what queues answer

    /** Not told apart by anybody: queues do not remember what it sent. */
    @Override
    public final long id() {
        return 1;
    }

    @Override
    public final boolean awaitsDisk() {
        return false;
    }

    @Override
    public final BrokerShard shard() {
        return shard;
    }

    @Override
    public final void confirmed(long sequence) {
        answered();
    }

    @Override
    public final void refused(long sequence) {
        refused();
        answered();
    }

    @Override
    public final void receive(BrokerShard at, int operation, long sequence, long unused, Object object, Object other) {
        if (operation == REFUSE) {
            refused(sequence);
        } else {
            confirmed(sequence);
        }
    }
}
