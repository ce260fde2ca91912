package io.leveret.queue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class UnackedTest {
    private final Unacked unacked = new Unacked();
    private final Holder a = unacked.holderOf(new Recipient() {});
    private final Holder b = unacked.holderOf(new Recipient() {});

    @Test
    void whatARecipientHoldsIsFoundInTheOrderItWasGiven() {
        unacked.add(5, a, null, 0);
        unacked.add(2, b, null, 0);
        unacked.add(9, a, null, 0);
        unacked.add(7, a, null, 0);
        unacked.remove(unacked.find(9));
        assertThat(unacked.firstHeldBy(a)).isEqualTo(5);
        unacked.remove(unacked.find(5));
        assertThat(unacked.firstHeldBy(a)).isEqualTo(7);
        unacked.remove(unacked.find(7));
        assertThat(unacked.firstHeldBy(a)).isZero();
        assertThat(unacked.firstHeldBy(b)).isEqualTo(2);
        assertThat(unacked.find(9)).isEqualTo(Unacked.NONE);
    }

    @Test
    void idsAreListedAscending() {
        for (long id : new long[] {30, 10, 20, 40}) {
            unacked.add(id, a, null, 0);
        }
        unacked.remove(unacked.find(20));
        assertThat(unacked.sortedIds()).containsExactly(10, 30, 40);
        assertThat(unacked.size()).isEqualTo(3);
    }

    @Test
    void aRecipientThatHoldsNothingAndConsumesNothingIsForgotten() {
        unacked.add(1, a, null, 0);
        assertThat(unacked.knownHolderOf(a.recipient)).isSameAs(a);
        unacked.remove(unacked.find(1));
        assertThat(unacked.knownHolderOf(a.recipient)).isNull();
    }

    @Test
    void itWorksOnAfterManyWereInFlightAtOnce() {
        for (int round = 0; round < 3; round++) {
            for (long id = 1; id <= 5_000; id++) {
                unacked.add(id, b, null, 0);
            }
            for (long id = 5_000; id >= 1; id--) {
                unacked.remove(unacked.find(id));
            }
            assertThat(unacked.size()).isZero();
            assertThat(unacked.sortedIds()).isEmpty();
        }
    }

    private Consumer consumer(Holder holder, String tag) {
        Consumer consumer = new Consumer(holder.recipient, tag, false, false, 0, 0, null);
        consumer.holder = holder;
        holder.consumers.add(consumer);
        return consumer;
    }

    private void deliver(long id, Consumer consumer, long atMs) {
        consumer.credit.spend();
        unacked.add(id, consumer.holder, consumer, atMs);
    }

    @Test
    void theAgeOfWhatAConsumerHeldLongestIsThatOfItsFirst() {
        unacked.timed(true, 0);
        Consumer first = consumer(a, "first");
        Consumer second = consumer(a, "second");
        Consumer other = consumer(b, "other");
        Consumer idle = consumer(b, "idle");
        Consumer cancelled = consumer(b, "cancelled");
        unacked.add(1, b, null, 50);
        deliver(2, cancelled, 60);
        deliver(3, first, 100);
        deliver(4, first, 200);
        deliver(5, second, 300);
        deliver(6, other, 400);
        deliver(7, other, 500);
        b.consumers.remove(cancelled);
        cancelled.holder = null;
        HeldTimes held = unacked.heldTimes(1_000, 100);
        assertThat(held.oldestMs()).as("fetched, not delivered").isEqualTo(950);
        assertThat(held.byConsumer())
                .hasSize(3)
                .containsEntry(first, 900L)
                .containsEntry(second, 700L)
                .containsEntry(other, 600L)
                .doesNotContainKeys(idle, cancelled);
        unacked.remove(unacked.find(3));
        first.credit.restore();
        unacked.remove(unacked.find(1));
        held = unacked.heldTimes(1_000, 100);
        assertThat(held.oldestMs()).isEqualTo(940);
        assertThat(held.byConsumer()).containsEntry(first, 800L);
    }

    @Test
    void nobodyLooksThroughAllThatIsInFlight() {
        unacked.timed(true, 0);
        Consumer first = consumer(a, "first");
        Consumer second = consumer(a, "second");
        for (int id = 1; id <= 10; id++) {
            deliver(id, first, id);
        }
        deliver(11, second, 11);
        assertThat(unacked.heldTimes(20, 10).byConsumer()).containsOnlyKeys(first);
        assertThat(unacked.heldTimes(20, 11).byConsumer()).containsOnlyKeys(first, second);
    }

    @Test
    void withoutTimesThereAreNoAges() {
        unacked.add(1, a, null, 5);
        assertThat(unacked.heldTimes(10, 100)).isNull();
        unacked.timed(true, 7);
        assertThat(unacked.heldTimes(10, 100).oldestMs()).isEqualTo(3);
    }
}
