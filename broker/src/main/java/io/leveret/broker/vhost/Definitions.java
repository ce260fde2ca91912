package io.leveret.broker.vhost;

import io.leveret.persistence.DefinitionsStore;
import io.leveret.persistence.DefinitionsStore.Change;
import io.leveret.persistence.DefinitionsStore.Completion;
import io.leveret.persistence.PreparedChanges;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of every definition to the disk: writes through to the store and knows whether anything is still on its way.
 *
 * <p>An answer that reports a definition as there waits until it is; so also one that found what another connection had
 * just declared. Any thread.
 */
public final class Definitions {
    private static final Logger LOG = LoggerFactory.getLogger(Definitions.class);

    private record Waiting(List<Change> changes, Completion completion) {}

    private final DefinitionsStore store;
    private final ArrayDeque<Waiting> crowdedOut = new ArrayDeque<>();

    /** Why the store takes nothing more, though memory has made the change already. */
    private volatile Exception broken;

    private final AtomicLong onTheirWay = new AtomicLong();

    public Definitions(DefinitionsStore store) {
        this.store = store;
    }

    /**
     * Writes changes after all earlier ones.
     *
     * @return false if there are none: the completion is not called
     */
    public boolean write(List<Change> changes, Completion completion) {
        if (changes.isEmpty()) {
            return false;
        }
        onTheirWay.incrementAndGet();
        send(new Waiting(changes, counted(completion)));
        return true;
    }

    /**
     * Writes changes after all earlier ones if the store has room for them now: who goes on then knows that all he
     * submits stands behind them.
     *
     * @param changes not empty
     * @return false if there is no room: nothing is written, and the completion is not called
     */
    public boolean writeNow(PreparedChanges changes, Completion completion) {
        onTheirWay.incrementAndGet();
        Completion counted = counted(completion);
        Exception why = broken;
        synchronized (crowdedOut) {
            try {
                if (why == null && crowdedOut.isEmpty()) {
                    store.write(changes, counted);
                    return true;
                }
            } catch (RejectedExecutionException e) {
                LOG.debug("the store has no room for a write", e);
            } catch (RuntimeException e) {
                why = e;
            }
        }
        if (why == null) {
            onTheirWay.decrementAndGet();
            return false;
        }
        counted.failed(why);
        return true;
    }

    /**
     * Waits for all that was written so far.
     *
     * @return false if there is nothing to wait for: the completion is not called
     */
    public boolean await(Completion completion) {
        if (onTheirWay.get() == 0 && broken == null) {
            return false;
        }
        onTheirWay.incrementAndGet();
        send(new Waiting(List.of(), counted(completion)));
        return true;
    }

    /** Those whom the store had no room for go first. Each is a channel that waits, so they are not many. */
    private void send(Waiting next) {
        synchronized (crowdedOut) {
            crowdedOut.add(next);
        }
        retry();
    }

    /** Gives the store what waits; tells those whom it refuses for good. */
    private void retry() {
        List<Waiting> refused = new ArrayList<>(0);
        Exception why = give(refused);
        for (Waiting waiting : refused) {
            waiting.completion().failed(why);
        }
    }

    /** Gives until the store has no room; that of an earlier write will be free when it is done. */
    private Exception give(List<Waiting> refused) {
        synchronized (crowdedOut) {
            Exception why = broken;
            while (!crowdedOut.isEmpty()) {
                if (why == null) {
                    try {
                        store.write(
                                crowdedOut.peek().changes(), crowdedOut.peek().completion());
                        crowdedOut.remove();
                        continue;
                    } catch (RejectedExecutionException e) {
                        return null;
                    } catch (RuntimeException e) {
                        why = e;
                    }
                }
                refused.add(crowdedOut.remove());
            }
            return why;
        }
    }

    private Completion counted(Completion completion) {
        return new Completion() {
            @Override
            public void durable() {
                onTheirWay.decrementAndGet();
                retry();
                completion.durable();
            }

            @Override
            public void failed(Exception cause) {
                onTheirWay.decrementAndGet();
                broken(cause);
                retry();
                completion.failed(cause);
            }
        };
    }

    private void broken(Exception cause) {
        if (broken == null) {
            broken = cause;
            LOG.error(
                    "definitions on disk no longer follow those in memory; nothing durable is defined any more", cause);
        }
    }
}
