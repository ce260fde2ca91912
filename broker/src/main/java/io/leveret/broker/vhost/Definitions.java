package io.leveret.broker.vhost;

import io.leveret.persistence.DefinitionsStore;
import io.leveret.persistence.DefinitionsStore.Change;
import io.leveret.persistence.DefinitionsStore.Completion;
import java.util.List;
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

    private final DefinitionsStore store;
    /** What the store said when it refused a change that memory has made already. */
    private volatile Exception broken;

    private final AtomicLong onTheirWay = new AtomicLong();

    public Definitions(DefinitionsStore store) {
        this.store = store;
    }

    /**
     * Writes changes after all earlier ones. With no changes it only waits for those.
     *
     * @return false if there is nothing to write and nothing to wait for: the completion is not called
     */
    public boolean write(List<Change> changes, Completion completion) {
        Exception why = broken;
        if (why != null) {
            completion.failed(why);
            return true;
        }
        if (changes.isEmpty() && onTheirWay.get() == 0) {
            return false;
        }
        onTheirWay.incrementAndGet();
        try {
            store.write(changes, counted(completion));
        } catch (RuntimeException e) {
            onTheirWay.decrementAndGet();
            broken(e);
            completion.failed(e);
        }
        return true;
    }

    private void broken(Exception cause) {
        if (broken == null) {
            LOG.error(
                    "definitions on disk no longer follow those in memory; nothing durable is defined any more", cause);
            broken = cause;
        }
    }

    private Completion counted(Completion completion) {
        return new Completion() {
            @Override
            public void durable() {
                onTheirWay.decrementAndGet();
                completion.durable();
            }

            @Override
            public void failed(Exception cause) {
                onTheirWay.decrementAndGet();
                broken(cause);
                completion.failed(cause);
            }
        };
    }
}
