package io.leveret.broker.vhost;

import io.leveret.broker.shard.BrokerShard;
import io.leveret.broker.shard.ShardLink;
import io.leveret.broker.shard.ShardReceiver;
import io.leveret.broker.shard.Shards;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a queue lives, how commands get there, and how it moves to the shard of its first consumer without anybody's
 * commands changing order.
 *
 * <p>Each shard has its own view of where the queue lives, and sends there. A move asks every shard to look at the new
 * home and to answer; what a shard sent before its answer has then been served at the old home, since links keep their
 * order. When all have answered, the machine is handed over. Commands that reach the new home before that are held
 * there. (The problem is that of migrating a mailbox; the answers are the barrier that DESIGN.md section 3 asks for.)
 *
 * <p>Only {@link #owner} is shared between threads: it names the shard that may enter the machine, and is nobody for as
 * long as the machine is on its way.
 */
final class QueueHome {
    private static final Logger LOG = LoggerFactory.getLogger(QueueHome.class);

    /** What moves: takes commands, and hears on each of the two shards that it goes or comes. */
    interface Tenant extends ShardReceiver {
        /** The machine is about to leave. On its present shard. */
        void leaves();

        /** The machine has arrived. On its new shard, before the commands that waited. */
        void arrives(BrokerShard at);
    }

    private final Shards shards;
    private final Tenant queue;

    private final BrokerShard first;

    /**
     * By shard index: where that shard sends commands. An element belongs to its shard's thread. Null until the first
     * move: all send to the first home.
     */
    private volatile BrokerShard[] seen;

    private volatile BrokerShard owner;

    /** Of the old home's thread. */
    private boolean moving;

    /** Of the new home's thread: commands that came before the machine did; null when none does. */
    private List<Runnable> held;

    /** @param queue takes the commands that are sent */
    QueueHome(Shards shards, BrokerShard first, Tenant queue) {
        this.shards = shards;
        this.queue = queue;
        this.owner = first;
        this.first = first;
    }

    /** The shard that may enter the machine; meant for its own thread. */
    BrokerShard owner() {
        return owner;
    }

    /** The link that commands from a shard take, or null if they take none. On that shard. */
    ShardLink linkFrom(BrokerShard from) {
        BrokerShard[] asSeen = seen;
        BrokerShard to = asSeen == null ? first : asSeen[from.index()];
        return to == from ? null : from.linkTo(to);
    }

    /**
     * Sends a command to where a shard sees the queue. If it sees it at itself, the machine is still on its way there,
     * and the command is held: a shard that has the machine and keeps it has no use for this. On that shard.
     *
     * @return true if a link took it
     */
    boolean send(BrokerShard from, int operation, long number, Object object, Object other) {
        ShardLink link = linkFrom(from);
        if (link == null) {
            hold(from, () -> queue.receive(from, operation, number, 0, object, other));
            return false;
        }
        link.send(queue, operation, number, 0, object, other);
        return true;
    }

    /** Whether {@code at} may enter the machine now. On that shard. */
    boolean isAt(BrokerShard at) {
        return owner == at;
    }

    /** Keeps a command until the machine arrives. */
    void hold(BrokerShard at, Runnable command) {
        if (held == null) {
            held = new ArrayList<>();
            at.holding();
        }
        held.add(command);
    }

    /** Whether a move has begun. On the owner's shard. */
    boolean isMoving() {
        return moving;
    }

    /** Begins to move. On the owner's shard, with no move under way. */
    void move(BrokerShard to) {
        BrokerShard from = owner;
        moving = true;
        if (seen == null) {
            BrokerShard[] asBefore = new BrokerShard[shards.count()];
            Arrays.fill(asBefore, first);
            seen = asBefore;
        }
        BrokerShard[] asSeen = seen;
        asSeen[from.index()] = to;
        Answers answers = new Answers(from, to, shards.count() - 1);
        for (int i = 0; i < shards.count(); i++) {
            BrokerShard shard = shards.get(i);
            if (shard != from) {
                Shards.send(from, shard, () -> {
                    asSeen[shard.index()] = to;
                    Shards.send(shard, from, answers);
                });
            }
        }
    }

    /** Counts the shards that look at the new home; hands over when all do. */
    private final class Answers implements Runnable {
        private final BrokerShard from;
        private final BrokerShard to;
        private int missing;

        Answers(BrokerShard from, BrokerShard to, int missing) {
            this.from = from;
            this.to = to;
            this.missing = missing;
        }

        @Override
        public void run() {
            if (--missing == 0) {
                moving = false;
                queue.leaves();
                owner = null;
                Shards.send(from, to, this::arrive);
            }
        }

        private void arrive() {
            owner = to;
            queue.arrives(to);
            List<Runnable> waiting = held;
            held = null;
            if (waiting != null) {
                waiting.forEach(this::run);
                to.arrived();
            }
        }

        /** One that fails must neither keep the others nor the barriers that wait for them. */
        private void run(Runnable command) {
            try {
                command.run();
            } catch (RuntimeException | Error e) {
                LOG.error("a command that was held for a queue failed", e);
            }
        }
    }
}
