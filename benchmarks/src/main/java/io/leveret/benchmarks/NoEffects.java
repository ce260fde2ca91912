package io.leveret.benchmarks;

import io.leveret.queue.Consumer;
import io.leveret.queue.Message;
import io.leveret.queue.Publisher;
import io.leveret.queue.QueueEffects;
import io.leveret.queue.Recipient;
import io.leveret.queue.RemovalReason;
import java.nio.ByteBuffer;

/** Takes all that a queue machine asks for, and does nothing. */
final class NoEffects implements QueueEffects {
    @Override
    public boolean deliver(Consumer consumer, long id, Message message, boolean redelivered, int returnCount) {
        return true;
    }

    @Override
    public void got(
            Recipient recipient, long id, Message message, boolean redelivered, int returnCount, long remaining) {}

    @Override
    public void gotNothing(Recipient recipient) {}

    @Override
    public void confirm(Publisher publisher, long sequence) {}

    @Override
    public void refuse(Publisher publisher, long sequence) {}

    @Override
    public void deadLetter(long id, Message message, RemovalReason reason) {}

    @Override
    public void deadLetterRefused(Message message, RemovalReason reason) {}

    @Override
    public void cancelConsumer(Consumer consumer) {}

    @Override
    public void unused() {}

    @Override
    public void wakeAt(long atMs) {}

    @Override
    public void consumerTimedOut(Consumer consumer, long heldMs) {}

    @Override
    public void getTimedOut(Recipient recipient, long heldMs) {}

    @Override
    public void enqueued(long id, Message message, long publisherId, long sequence, long expiresAtMs) {}

    @Override
    public void settled(long id) {}

    @Override
    public void returned(long id, boolean counted) {}

    @Override
    public void removed(long id, RemovalReason reason) {}

    @Override
    public void purged(long upToId, long[] except) {}

    @Override
    public void deliverableUpTo(long id) {}

    @Override
    public void spill(long id, Message message) {}

    @Override
    public void letGo(Message message) {}

    @Override
    public void letGo(long place, int holders, int bodySize) {}

    @Override
    public void letGoAll(long generation, int entries, long weight) {}

    @Override
    public void loadBodies(long[] ids, long[] places, int count) {}

    @Override
    public long storePage(ByteBuffer index) {
        return -1;
    }

    @Override
    public void loadPage(long handle) {}

    @Override
    public void forgetPage(long handle) {}

    @Override
    public void unreadable(long id) {}

    @Override
    public void unreadable(long firstId, long lastId, int count) {}
}
