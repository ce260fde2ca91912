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
}
