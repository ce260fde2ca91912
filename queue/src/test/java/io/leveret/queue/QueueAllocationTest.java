package io.leveret.queue;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a message costs on the heap beside itself. */
class QueueAllocationTest {
    private static final int MESSAGES = 1_000_000;

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final Message message = Messages.ofSize(100);
    private final Message urgent = Messages.ofPriority(5);
    private final Recipient channel = new Recipient() {};

    /**
     * Nothing if the consumer keeps pace; a share of a new page, 4 or 8 bytes, if there always is something in flight.
     */
    @ParameterizedTest
    @CsvSource({"1, 0, 0.1", "50, 0, 5", "5000, 0, 5", "1, 5, 0.1", "50, 5, 10"})
    void aMessageThatPassesThroughAllocatesNothingButItsShareOfAPage(int window, int maxPriority, double atMost) {
        QueueContents contents = new QueueContents(maxPriority);
        QueueDispatch queue = new QueueDispatch(
                contents, QueueOptions.of(false, false, maxPriority), new SilentEffects(), new MemoryMeter());
        Consumer consumer = new Consumer(channel, "c", false, false, 0, window, taker -> true);
        queue.subscribe(consumer, 0);
        queue.resume(consumer, 0);
        Publisher publisher = () -> 1;
        pass(queue, publisher, window, 20_000, 0);
        long before = threads.getCurrentThreadAllocatedBytes();
        pass(queue, publisher, window, MESSAGES, 20_000);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat((double) allocated / MESSAGES).isLessThanOrEqualTo(atMost);
    }

    /** Eight bytes more for the time of each, if it does not leave before the next comes. */
    @ParameterizedTest
    @CsvSource({"1, 0.1", "50, 14", "5000, 14"})
    void neitherDoLimitsAndTimes(int window, double atMost) {
        QueueOptions options = QueueOptions.of(false, false, 0)
                .withLimits(new QueueLimits(10_000, 10_000_000, Overflow.DROP_HEAD))
                .withMessageTtlMs(60_000)
                .withDeadLetters(true)
                .withSingleActiveConsumer(true, true)
                .withDeliveryLimit(20)
                .withConsumerTimeoutMs(1_800_000);
        QueueDispatch queue = new QueueDispatch(new QueueContents(0), options, new SilentEffects(), new MemoryMeter());
        Consumer consumer = new Consumer(channel, "c", false, false, 0, window, taker -> true);
        queue.subscribe(consumer, 0);
        queue.resume(consumer, 0);
        Publisher publisher = () -> 1;
        pass(queue, publisher, window, 20_000, 0);
        long before = threads.getCurrentThreadAllocatedBytes();
        pass(queue, publisher, window, MESSAGES, 20_000);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat((double) allocated / MESSAGES).isLessThanOrEqualTo(atMost);
    }

    @Test
    void aMessageThatWaitsCostsSixteenBytesAtMost() {
        QueueContents contents = new QueueContents(0);
        QueueDispatch queue =
                new QueueDispatch(contents, QueueOptions.of(false, false, 0), new SilentEffects(), new MemoryMeter());
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int n = 0; n < MESSAGES; n++) {
            queue.enqueue(null, 0, message, 0);
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat((double) allocated / MESSAGES).isLessThanOrEqualTo(16);
        assertThat(queue.readyCount()).isEqualTo(MESSAGES);
    }

    private void pass(QueueDispatch queue, Publisher publisher, int window, int count, int alreadyPassed) {
        long lastId = alreadyPassed;
        long settledId = alreadyPassed == 0 ? 0 : alreadyPassed - window + 1;
        for (int n = 0; n < count; n++) {
            lastId++;
            queue.enqueue(publisher, lastId, lastId % 3 == 0 ? urgent : message, 0);
            if (lastId - settledId == window) {
                queue.settle(++settledId, 0);
            }
        }
        assertThat(queue.readyCount()).isZero();
    }

    /** Takes everything, keeps nothing. */
    private static final class SilentEffects implements InMemoryEffects {
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
        public void cancelConsumer(Consumer consumer) {}

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
        public void deliverableUpTo(long id) {}
    }
}
