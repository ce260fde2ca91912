package io.leveret.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.persistence.log.Placed;
import org.junit.jupiter.api.Test;

/** What leaves memory, when, and how it comes back. */
class PagingTest extends PagedQueueFixture {
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
}
