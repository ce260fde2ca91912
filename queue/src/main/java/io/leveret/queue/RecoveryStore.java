package io.leveret.queue;

import java.nio.ByteBuffer;

/** Takes pages while a queue is recovered, so that this needs no more memory than serving it will. */
public interface RecoveryStore {
    /** Whether a page that is complete is to leave memory. */
    boolean budgetUsedUp();

    /** As {@link BodyEffects#storePage}. */
    long storePage(ByteBuffer index);
}
