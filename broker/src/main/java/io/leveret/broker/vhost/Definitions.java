package io.leveret.broker.vhost;

import io.leveret.persistence.DefinitionsStore;
import io.leveret.persistence.DefinitionsStore.Change;
import io.leveret.persistence.DefinitionsStore.Completion;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The way of every definition to the disk: writes through to the store and knows whether anything is still on its way.
 *
 * <p>An answer that reports a definition as there waits until it is; so also one that found what another connection had
 * just declared. Any thread.
 */
public final class Definitions {
    private final DefinitionsStore store;
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
        if (changes.isEmpty() && onTheirWay.get() == 0) {
            return false;
        }
        onTheirWay.incrementAndGet();
        boolean taken = false;
        try {
            store.write(changes, counted(completion));
            taken = true;
        } finally {
            if (!taken) {
                onTheirWay.decrementAndGet();
            }
        }
        return true;
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
                completion.failed(cause);
            }
        };
    }
}
