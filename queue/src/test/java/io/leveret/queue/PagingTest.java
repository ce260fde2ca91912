package io.leveret.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.leveret.persistence.log.Placed;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What leaves memory, when, and how it comes back. */
class PagingTest {
    private static final int BODY_BYTES = 100;

    private final Disk disk = new Disk();
    private final MemoryMeter meter = new MemoryMeter();
    private final Recipient channel = new Recipient() {};
    private final Consumer consumer = new Consumer(channel, "a", true, false, 0, 0, null);
    private QueueDispatch queue = new QueueDispatch(new QueueContents(0), QueueOptions.of(true, false, 0), disk, meter);

    @Test
    void aBacklogLeavesMemoryAndIsDrainedInOrderReadingAhead() {
        publish(1, 100_000);
        while (queue.pageOut(Long.MAX_VALUE, 0) != 0) {}
        assertThat(meter.bodyBytes()).isZero();
        // The last page is not complete: it stays.
        assertThat(meter.indexBytes()).isLessThan(100_000);
        subscribe();
        int most = 0;
        for (int n = 0; disk.delivered.size() < 100_000; n++) {
            assertThat(n).isLessThan(10_000);
            most = Math.max(most, disk.requests.size() + disk.pageRequests.size());
            disk.answerOne(queue);
        }
        for (int n = 0; n < 100_000; n++) {
            assertThat(disk.delivered.get(n)).isEqualTo(n + 1);
        }
        assertThat(most).as("requests under way at a time").isGreaterThan(1);
        assertThat(meter.bodyBytes()).isZero();
    }

    @Test
    void whatIsReadAheadIsBounded() {
        publish(1, 50_000);
        queue.pageOut(Long.MAX_VALUE, 0);
        Consumer one = new Consumer(channel, "one", false, false, 0, 1, null);
        queue.subscribe(one, 0);
        queue.resume(one, 0);
        queue.ceilingDurable(disk.ceiling, 0);
        disk.answerAll(queue);
        assertThat(disk.delivered).containsExactly(1L);
        assertThat(disk.bodiesRead).isBetween(ReadAhead.FIRST_MESSAGES, 2 * ReadAhead.FIRST_MESSAGES);
    }

    @Test
    void largeBodiesAreReadAheadByTheirBytes() {
        for (int n = 1; n <= 100; n++) {
            enqueue(1 << 20);
        }
        queue.pageOut(Long.MAX_VALUE, 0);
        Consumer one = new Consumer(channel, "one", false, false, 0, 1, null);
        queue.subscribe(one, 0);
        queue.resume(one, 0);
        queue.ceilingDurable(disk.ceiling, 0);
        disk.answerAll(queue);
        assertThat(disk.delivered).containsExactly(1L);
        assertThat(disk.bodiesRead).isBetween(2, 4);
    }

    @Test
    void theWindowOfAConsumerIsSparedAndNarrowedIfNothingElseIsLeft() {
        publish(1, 3_000);
        Consumer one = new Consumer(channel, "one", false, false, 0, 1, null);
        queue.subscribe(one, 0);
        queue.pageOut(Long.MAX_VALUE, 0);
        long spared = meter.bodyBytes();
        assertThat(spared / (BODY_BYTES + 82)).isEqualTo(ReadAhead.FIRST_MESSAGES);
        while (queue.pageOut(Long.MAX_VALUE, 0) != 0) {}
        assertThat(meter.bodyBytes()).isPositive().isLessThan(spared / 32);
    }

    @Test
    void noMoreLeavesMemoryThanWasWanted() {
        publish(1, 10_000);
        long before = meter.bodyBytes();
        long freed = queue.pageOut(100_000, 0);
        assertThat(freed).isBetween(100_000L, 140_000L);
        assertThat(before - meter.bodyBytes()).isLessThanOrEqualTo(freed);
        assertThat(queue.pageOut(0, 0)).isZero();
    }

    @Test
    void whatIsNotWrittenYetStaysAndOneThatNobodyLoggedIsWrittenFirst() {
        Message unwritten = Messages.ofSize(BODY_BYTES);
        unwritten.logged(1, 1);
        queue.enqueue(null, 0, unwritten, 0);
        queue.enqueue(null, 0, Messages.passing(), 0);
        assertThat(queue.pageOut(Long.MAX_VALUE, 0)).isZero();
        assertThat(disk.spilled).hasSize(1);
        assertThat(queue.pageOut(Long.MAX_VALUE, 0)).isZero();
        assertThat(disk.spilled).as("spilled once").hasSize(1);
        Placed.at(unwritten, 8);
        Placed.at(disk.spilled.get(0), 16);
        assertThat(queue.pageOut(Long.MAX_VALUE, 0)).isPositive();
        assertThat(meter.bodyBytes()).isZero();
    }

    @Test
    void anIdleQueueLetsGoOfWhatIsOnDiskAndReadsItForWhoComes() {
        publish(1, 5);
        assertThat(queue.idle()).as("to be looked at again").isFalse();
        assertThat(meter.bodyBytes()).isZero();
        assertThat(disk.pages).isEmpty();
        publish(6, 1);
        assertThat(queue.idle()).isFalse();
        subscribe();
        disk.answerAll(queue);
        assertThat(disk.delivered).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
    }

    @Test
    void anIdleQueueWritesNothingAndWaitsForWhatIsBeingWritten() {
        Message unwritten = Messages.ofSize(BODY_BYTES);
        unwritten.logged(1, 1);
        queue.enqueue(null, 0, unwritten, 0);
        queue.enqueue(null, 0, Messages.passing(), 0);
        long before = meter.bodyBytes();
        assertThat(queue.idle()).as("to be looked at again").isTrue();
        assertThat(meter.bodyBytes()).isEqualTo(before);
        Placed.at(unwritten, 8);
        assertThat(queue.idle()).as("to be looked at again").isFalse();
        assertThat(disk.spilled).isEmpty();
        assertThat(meter.bodyBytes()).as("the other one stays").isPositive().isLessThan(before);
    }

    @Test
    void aConsumedQueueKeepsItsBodiesHoweverLongItWaits() {
        publish(1, 5);
        Consumer one = new Consumer(channel, "one", false, false, 0, 1, null);
        queue.subscribe(one, 0);
        queue.resume(one, 0);
        long before = meter.bodyBytes();
        assertThat(queue.idle()).as("to be looked at again").isTrue();
        assertThat(meter.bodyBytes()).isEqualTo(before);
        queue.cancel(one, 0);
        assertThat(queue.idle()).isFalse();
        assertThat(meter.bodyBytes()).isZero();
    }

    @Test
    void aBacklogThatOneReadDoesNotBringBackStays() {
        publish(1, ReadAhead.FIRST_MESSAGES + 1);
        assertThat(queue.idle()).as("to be looked at again").isTrue();
        assertThat(queue.purge(0)).isEqualTo(ReadAhead.FIRST_MESSAGES + 1);
        enqueue((int) ReadAhead.FIRST_BYTES);
        assertThat(queue.idle()).isTrue();
        assertThat(meter.bodyBytes()).isPositive();
        assertThat(queue.purge(0)).isEqualTo(1);
        publish(1, ReadAhead.FIRST_MESSAGES);
        assertThat(queue.idle()).isFalse();
        assertThat(meter.bodyBytes()).isZero();
    }

    @Test
    void settlingNeverWaitsForTheDisk() {
        queue.subscribe(new Consumer(channel, "b", false, false, 0, 0, null), 0);
        publish(1, 5_000);
        queue.recipientGone(new Recipient() {}, 0);
        assertThat(queue.unackedCount()).isEqualTo(5_000);
        queue.pageOut(Long.MAX_VALUE, 0);
        assertThat(meter.bodyBytes()).isZero();
        for (long id = 5_000; id >= 1; id--) {
            queue.settle(id, 0);
        }
        assertThat(queue.messageCount()).isZero();
        assertThat(disk.letGo).isEqualTo(5_000);
        assertThat(disk.bodiesRead).isZero();
    }

    @Test
    void aColdQueueIsPurgedWithoutBeingRead() {
        publish(1, 50_000);
        queue.pageOut(Long.MAX_VALUE, 0);
        assertThat(queue.purge(0)).isEqualTo(50_000);
        assertThat(disk.letGo).isEqualTo(50_000);
        assertThat(disk.pages).isEmpty();
        assertThat(disk.pageRequests).isEmpty();
        publish(50_001, 1);
        assertThat(queue.readyCount()).isEqualTo(1);
    }

    @Test
    void aBodyThatCannotBeReadHoldsNothingUp() {
        publish(1, 3);
        queue.pageOut(Long.MAX_VALUE, 0);
        subscribe();
        disk.requests.remove();
        queue.bodyUnreadable(1);
        queue.bodyLoaded(2, Messages.ofSize(BODY_BYTES));
        queue.bodyLoaded(3, Messages.ofSize(BODY_BYTES + 1));
        queue.bodiesLoaded(0);
        assertThat(disk.delivered).containsExactly(2L);
        assertThat(disk.unreadable).containsExactly(1L, 3L);
        assertThat(queue.damagedCount()).isEqualTo(2);
        assertThat(queue.messageCount()).isEqualTo(2);
        assertThat(queue.readyCount() + queue.unackedCount() + queue.unackedBytes())
                .isZero();
    }

    @Test
    void aQueueThatMovesTakesItsMemoryAlong() {
        publish(1, 2_000);
        MemoryMeter other = new MemoryMeter();
        long bodies = meter.bodyBytes();
        queue.moveTo(other);
        assertThat(meter.bodyBytes() + meter.indexBytes()).isZero();
        assertThat(other.bodyBytes()).isEqualTo(bodies);
        queue.delete(0);
        assertThat(other.bodyBytes() + other.indexBytes()).isZero();
    }

    private QueueView look(QueuePosition from, int most, long bytes) {
        List<QueueView> answers = new ArrayList<>();
        queue.look(new QueueLook(from, most, bytes), answers::add);
        disk.answerAll(queue);
        assertThat(answers).hasSize(1);
        return answers.get(0);
    }

    private boolean withdraw(long id) {
        List<Boolean> answers = new ArrayList<>();
        queue.withdraw(new long[] {id}, withdrawn -> answers.add(withdrawn[0]));
        disk.answerAll(queue);
        assertThat(answers).hasSize(1);
        return answers.get(0);
    }

    private boolean drop(long id) {
        boolean dropped = withdraw(id);
        queue.left(id, 0);
        return dropped;
    }

    private void coolAll() {
        while (queue.pageOut(Long.MAX_VALUE, 0) != 0) {}
    }

    @Test
    void whatIsColdIsShownPageByPageAndStaysCold() {
        publish(1, 40_000);
        assertThat(drop(7)).isTrue();
        coolAll();
        long indexBytes = meter.indexBytes();
        int pages = disk.pages.size();
        List<Long> shown = new ArrayList<>();
        int looks = 0;
        for (QueuePosition next = QueuePosition.FIRST; next != null; looks++) {
            QueueView view = look(next, 5_000, 0);
            assertThat(view.entries()).hasSizeBetween(1, Page.FULL_SLOTS);
            view.entries().forEach(entry -> {
                assertThat(entry.sizeBytes()).isEqualTo(BODY_BYTES);
                assertThat(entry.expiresAtMs()).isEqualTo(Fact.NEVER);
                assertThat(entry.message()).isNull();
                shown.add(entry.id());
            });
            next = view.next();
        }
        assertThat(shown).hasSize(39_999).doesNotContain(7L).isSorted().doesNotHaveDuplicates();
        assertThat(looks).as("one for each page").isEqualTo(40);
        assertThat(disk.bodiesRead).isZero();
        assertThat(meter.indexBytes()).isEqualTo(indexBytes);
        assertThat(disk.pages).hasSize(pages);
        assertThat(meter.bodyBytes()).isZero();
        assertThat(look(new QueuePosition(0, 40_001), 10, 0)).isEqualTo(new QueueView(List.of(), null, 0));
    }

    @Test
    void bodiesAreReadToBeShownAndNotKept() {
        publish(1, 3_000);
        coolAll();
        QueueView view = look(new QueuePosition(0, 2_000), 10, Long.MAX_VALUE);
        assertThat(view.entries())
                .extracting(QueueView.Entry::id)
                .containsExactlyElementsOf(
                        LongStream.range(2_000, 2_010).boxed().toList());
        view.entries()
                .forEach(entry -> assertThat(entry.message().content())
                        .isSameAs(disk.bodies.get(entry.id()).content()));
        assertThat(disk.bodiesRead).isEqualTo(10);
        assertThat(meter.bodyBytes()).isZero();
        assertThat(queue.inMemoryCount()).isZero();
    }

    @Test
    void noMoreBodiesAreShownThanWereAskedFor() {
        publish(1, 100);
        assertThat(look(QueuePosition.FIRST, 100, 2 * BODY_BYTES).entries()).hasSize(2);
        assertThat(look(QueuePosition.FIRST, 100, 2 * BODY_BYTES + 1).entries()).hasSize(3);
        assertThat(look(QueuePosition.FIRST, 100, 1).entries()).hasSize(1);
    }

    @Test
    void whatLeftWhileItsBodyWasReadIsNotShown() {
        publish(1, 100);
        coolAll();
        List<QueueView> answers = new ArrayList<>();
        queue.look(new QueueLook(QueuePosition.FIRST, 10, Long.MAX_VALUE), answers::add);
        assertThat(answers).isEmpty();
        queue.purge(0);
        publish(101, 1);
        disk.answerAll(queue);
        assertThat(answers)
                .singleElement()
                .satisfies(view -> assertThat(view.entries()).isEmpty());
    }

    @Test
    void aPageThatCannotBeReadIsLeftOutAndNotLost() {
        publish(1, 3_000);
        coolAll();
        List<QueueView> answers = new ArrayList<>();
        queue.look(new QueueLook(QueuePosition.FIRST, 10, 0), answers::add);
        long handle = disk.pageRequests.remove();
        queue.pageUnreadable(handle, 0);
        disk.answerAll(queue);
        assertThat(answers.get(0).unreadable()).isEqualTo(1024);
        assertThat(answers.get(0).entries().get(0).id()).isEqualTo(1025);
        assertThat(queue.damagedCount()).isZero();
        assertThat(look(QueuePosition.FIRST, 10, 0).entries().get(0).id()).isEqualTo(1);
    }

    @Test
    void aPageThatIsLookedIntoIsAskedForOnceWhoeverElseWantsIt() {
        publish(1, 3_000);
        coolAll();
        List<QueueView> answers = new ArrayList<>();
        queue.look(new QueueLook(QueuePosition.FIRST, 10, 0), answers::add);
        subscribe();
        assertThat(disk.pageRequests).hasSize(1).doesNotHaveDuplicates();
        disk.answerAll(queue);
        assertThat(answers).hasSize(1);
        assertThat(disk.delivered).startsWith(1L);
    }

    @Test
    void oneThatIsColdIsDroppedOnce() {
        publish(1, 5_000);
        coolAll();
        assertThat(drop(2_000)).isTrue();
        assertThat(drop(2_000)).isFalse();
        assertThat(drop(9_999)).isFalse();
        assertThat(queue.readyCount()).isEqualTo(4_999);
        assertThat(disk.letGo).isEqualTo(1);
        subscribe();
        for (int n = 0; n < 100; n++) {
            disk.answerAll(queue);
            queue.ceilingDurable(disk.ceiling, 0);
        }
        assertThat(disk.delivered).hasSize(4_999).doesNotContain(2_000L);
    }

    @Test
    void whatIsInFlightIsShownButNotDropped() {
        publish(1, 2);
        queue.get(channel, false, 0);
        queue.ceilingDurable(disk.ceiling, 0);
        assertThat(look(QueuePosition.FIRST, 10, 0).entries())
                .extracting(QueueView.Entry::id, QueueView.Entry::state)
                .containsExactly(tuple(1L, QueueView.State.UNACKED), tuple(2L, QueueView.State.READY));
        assertThat(drop(1)).isFalse();
        assertThat(queue.messageCount()).isEqualTo(2);
    }

    @Test
    void whatIsWithdrawnAndStaysIsDeliveredInItsPlaceNotRedelivered() {
        publish(1, 3);
        assertThat(withdraw(1)).isTrue();
        assertThat(withdraw(1)).isFalse();
        assertThat(queue.readyCount()).isEqualTo(2);
        assertThat(queue.leavingCount()).isEqualTo(1);
        assertThat(look(QueuePosition.FIRST, 1, 0).entries().get(0).state()).isEqualTo(QueueView.State.LEAVING);
        queue.stay(1, 0);
        queue.stay(2, 0);
        assertThat(queue.leavingCount() + queue.readyCount()).isEqualTo(3);
        assertThat(look(QueuePosition.FIRST, 1, 0).entries().get(0).redelivered())
                .isFalse();
        subscribe();
        assertThat(disk.delivered).containsExactly(1L, 2L, 3L);
    }

    @Test
    void aBodyThatIsLostWhileItsMessageIsInHandDamagesNothing() {
        publish(1, 3);
        coolAll();
        subscribe();
        queue.withdraw(new long[] {2}, withdrawn -> assertThat(withdrawn).containsExactly(true));
        disk.requests.remove();
        for (long id = 1; id <= 3; id++) {
            queue.bodyUnreadable(id);
        }
        queue.bodiesLoaded(0);
        assertThat(queue.damagedCount()).isEqualTo(2);
        queue.left(2, 0);
        assertThat(queue.messageCount()).isEqualTo(2);
    }

    private void publish(long firstId, int count) {
        for (int n = 0; n < count; n++) {
            enqueue(BODY_BYTES);
        }
        queue.ceilingDurable(disk.ceiling, 0);
    }

    private void enqueue(int bodyBytes) {
        Message message = Messages.ofSize(bodyBytes);
        message.logged(1, 1);
        Placed.at(message, ++disk.lastPlace);
        disk.bodies.put(disk.lastPlace, message);
        queue.enqueue(null, 0, message, 0);
    }

    private void subscribe() {
        queue.subscribe(consumer, 0);
        queue.resume(consumer, 0);
        queue.ceilingDurable(disk.ceiling, 0);
    }

    /** Keeps everything, and answers one request after the other. */
    private static final class Disk implements InMemoryEffects {
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
