package io.leveret.broker.vhost;

import io.leveret.broker.shard.BrokerShard;
import io.leveret.exchange.Binding;
import io.leveret.persistence.DefinitionsStore.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A shard's share of what an import adds to a virtual host: a few objects for each time that the lock is taken, for a
 * millisecond of a turn; then sockets have theirs.
 */
final class ImportPass<T> {
    private static final Logger LOG = LoggerFactory.getLogger(ImportPass.class);

    /** Others wait for the lock so long. */
    private static final int OBJECTS_A_LOCK = 16;

    private static final long TURN_NANOS = 1_000_000;

    /** Makes one object. */
    interface Maker<T> {
        void make(T object, BrokerShard home, Step step);
    }

    /** A few objects under one lock; {@code changes} is null if nothing can be added any more. */
    record Step(TopologyChanges changes, List<Change> corrections, List<Runnable> later) {
        /** Something was logged that is not there. */
        void correct(Change correction) {
            corrections.add(correction);
        }

        /** Has something run on the shard without the lock. */
        void afterwards(Runnable task) {
            later.add(task);
        }

        void skipped(Binding binding, Exception cause) {
            LOG.info("a binding is not imported: {}", cause.getMessage());
        }
    }

    private final VirtualHosts node;
    private final VirtualHost vhost;
    private final BrokerShard shard;
    private final List<T> objects;
    private final Maker<T> maker;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private int next;

    ImportPass(VirtualHosts node, VirtualHost vhost, BrokerShard shard, List<T> objects, Maker<T> maker) {
        this.node = node;
        this.vhost = vhost;
        this.shard = shard;
        this.objects = objects;
        this.maker = maker;
    }

    /** Any thread. */
    CompletableFuture<Void> start() {
        if (objects.isEmpty()) {
            done.complete(null);
            return done;
        }
        try {
            shard.execute(this::turn);
        } catch (RejectedExecutionException e) {
            done.completeExceptionally(e);
        }
        return done;
    }

    private void turn() {
        try {
            long endNanos = System.nanoTime() + TURN_NANOS;
            do {
                step();
            } while (next < objects.size() && System.nanoTime() - endNanos < 0);
            if (next < objects.size()) {
                shard.nextTurn(this::turn);
            } else {
                done.complete(null);
            }
        } catch (RuntimeException e) {
            done.completeExceptionally(e);
        }
    }

    private void step() {
        List<Runnable> later = new ArrayList<>(0);
        boolean made = vhost.change(changes -> make(new Step(changes, new ArrayList<>(0), later)));
        if (!made) {
            make(new Step(null, new ArrayList<>(), later));
        }
        later.forEach(Runnable::run);
    }

    private void make(Step step) {
        int end = Math.min(objects.size(), next + OBJECTS_A_LOCK);
        while (next < end) {
            maker.make(objects.get(next++), shard, step);
        }
        if (!step.corrections().isEmpty()) {
            node.definitions().write(step.corrections(), node.unansweredWrite());
        }
    }
}
