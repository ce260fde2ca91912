package io.leveret.persistence.log;

import java.nio.ByteBuffer;

/**
 * Asks for the items that the records of a run name, and after that for those behind it that have their bodies in it.
 */
final class SurvivorQuestions implements RecordVisitor {
    private final Presence presence;
    private final LongTable runBodies;
    private boolean behind;

    /** @param runBodies the bodies in the run that may be added behind it */
    SurvivorQuestions(Presence presence, LongTable runBodies) {
        this.presence = presence;
        this.runBodies = runBodies;
    }

    /** From now on what is shown stands behind the run. */
    void behindTheRun() {
        behind = true;
    }

    @Override
    public void add(long stream, int sequence, long item, long bodyId, ByteBuffer rest) {
        addPassing(stream, sequence, item, bodyId);
    }

    @Override
    public void addPassing(long stream, int sequence, long item, long bodyId) {
        if (!behind || runBodies.find(bodyId) != LongTable.ABSENT) {
            presence.ask(stream, item, bodyId);
        }
    }

    @Override
    public void note(long stream, int sequence, long item, ByteBuffer rest) {
        if (!behind) {
            presence.ask(stream, item, 0);
        }
    }

    @Override
    public void drop(long stream, int sequence, long item) {
        presence.exists(stream);
    }

    @Override
    public void dropUpTo(long stream, int sequence, long upToItem, long[] except) {
        presence.exists(stream);
    }

    @Override
    public void mark(long stream, int sequence, long value, ByteBuffer rest) {
        presence.exists(stream);
    }
}
