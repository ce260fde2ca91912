package io.leveret.queue;

import io.leveret.persistence.log.Placed;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;

/** A queue without priorities, over a disk that answers when it is told to. */
abstract class PagedQueueFixture {
    static final int BODY_BYTES = 100;

    final Disk disk = new Disk();
    final MemoryMeter meter = new MemoryMeter();
    final Recipient channel = new Recipient() {};
    final Consumer consumer = new Consumer(channel, "a", true, false, 0, 0, null);
    QueueDispatch queue = new QueueDispatch(new QueueContents(0), QueueOptions.of(true, false, 0), disk, meter);

    final void publish(long firstId, int count) {
        for (int n = 0; n < count; n++) {
            enqueue(BODY_BYTES);
        }
        queue.ceilingDurable(disk.ceiling, 0);
    }

    final void enqueue(int bodyBytes) {
        enqueue(Messages.ofSize(bodyBytes));
    }

    final void enqueue(Message message) {
        message.logged(1, 1);
        Placed.at(message, ++disk.lastPlace);
        disk.bodies.put(disk.lastPlace, message);
        queue.enqueue(null, 0, message, 0);
    }

    final void subscribe() {
        queue.subscribe(consumer, 0);
        queue.resume(consumer, 0);
        queue.ceilingDurable(disk.ceiling, 0);
    }

    final void coolAll() {
        while (queue.pageOut(Long.MAX_VALUE, 0) != 0) {}
    }

    /** Keeps everything, and answers one request after the other. */
    static final class Disk implements InMemoryEffects {
        final Map<Long, Message> bodies = new HashMap<>();
        final Map<Long, byte[]> pages = new HashMap<>();
        final Queue<long[][]> requests = new ArrayDeque<>();
        final Queue<Long> pageRequests = new ArrayDeque<>();
        final List<Long> delivered = new ArrayList<>();
        final List<Long> unreadable = new ArrayList<>();
        final List<Message> spilled = new ArrayList<>();
        long lastPlace;
        long ceiling;
        long letGo;
        int bodiesRead;
        private long handles;

        void answerAll(QueueDispatch queue) {
            while (!requests.isEmpty() || !pageRequests.isEmpty()) {
                answerOne(queue);
            }
        }

        void answerOne(QueueDispatch queue) {
            queue.ceilingDurable(ceiling, 0);
            if (!pageRequests.isEmpty()) {
                long handle = pageRequests.remove();
                queue.pageLoaded(handle, ByteBuffer.wrap(pages.get(handle)), 0);
            } else if (!requests.isEmpty()) {
                long[][] request = requests.remove();
                for (int n = 0; n < request[0].length; n++) {
                    bodiesRead++;
                    queue.bodyLoaded(request[0][n], bodies.get(request[1][n]).unlogged());
                }
                queue.bodiesLoaded(0);
            }
        }

        @Override
        public boolean deliver(Consumer to, long id, Message message, boolean redelivered, int returnCount) {
            delivered.add(id);
            return true;
        }

        @Override
        public void loadBodies(long[] ids, long[] places, int count) {
            requests.add(new long[][] {java.util.Arrays.copyOf(ids, count), java.util.Arrays.copyOf(places, count)});
        }

        @Override
        public void spill(long id, Message message) {
            message.logged(2, 1);
            spilled.add(message);
        }

        @Override
        public void letGo(Message message) {
            letGo++;
        }

        @Override
        public void letGo(long place, int holders, int bodySize) {
            letGo++;
        }

        @Override
        public void letGoAll(long generation, int entries, long weight) {
            letGo += entries;
        }

        @Override
        public long storePage(ByteBuffer index) {
            byte[] bytes = new byte[index.remaining()];
            index.get(bytes);
            pages.put(++handles, bytes);
            return handles;
        }

        @Override
        public void loadPage(long handle) {
            pageRequests.add(handle);
        }

        @Override
        public void forgetPage(long handle) {
            pages.remove(handle);
        }

        @Override
        public void unreadable(long id) {
            unreadable.add(id);
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
        public void cancelConsumer(Consumer ended) {}

        @Override
        public void unused() {}

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
        public void deliverableUpTo(long id) {
            ceiling = id;
        }
    }
}
