package io.leveret.queue;

import java.nio.ByteBuffer;

/** Effects of a test in which nothing leaves memory, nothing is dead-lettered and no time passes. */
interface InMemoryEffects extends QueueEffects {
    @Override
    default void deadLetter(long id, Message message, RemovalReason reason) {
        throw new AssertionError("a message was dead-lettered");
    }

    @Override
    default void deadLetterRefused(Message message, RemovalReason reason) {
        throw new AssertionError("a message was dead-lettered");
    }

    @Override
    default void wakeAt(long atMs) {
        // Nothing is due.
    }

    @Override
    default void consumerTimedOut(Consumer consumer, long heldMs) {
        throw new AssertionError("a consumer held a message for too long");
    }

    @Override
    default void getTimedOut(Recipient recipient, long heldMs) {
        throw new AssertionError("a recipient held a message for too long");
    }

    @Override
    default void spill(long id, Message message) {}

    @Override
    default void letGo(Message message) {}

    @Override
    default void letGo(long place, int holders, int bodySize) {}

    @Override
    default void letGoAll(long generation, int entries, long weight) {}

    @Override
    default void loadBodies(long[] ids, long[] places, int count) {
        throw new AssertionError("a body was asked for");
    }

    @Override
    default long storePage(ByteBuffer index) {
        throw new AssertionError("a page was stored");
    }

    @Override
    default void loadPage(long handle) {
        throw new AssertionError("a page was asked for");
    }

    @Override
    default void forgetPage(long handle) {}

    @Override
    default void unreadable(long id) {}

    @Override
    default void unreadable(long firstId, long lastId, int count) {}
}
