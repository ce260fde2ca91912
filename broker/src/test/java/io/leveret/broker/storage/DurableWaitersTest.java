package io.leveret.broker.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DurableWaitersTest {
    private final DurableWaiters waiters = new DurableWaiters();
    private final List<Long> told = new ArrayList<>();
    private final DurableWaiter waiter = (at, number) -> told.add(number);

    @Test
    void tellsAllUpToATicketInTheirOrder() {
        waiters.add(1, waiter, 10);
        waiters.add(1, waiter, 11);
        waiters.add(2, waiter, 20);
        waiters.durable(0, null);
        assertThat(told).isEmpty();
        waiters.durable(1, null);
        assertThat(told).containsExactly(10L, 11L);
        waiters.durable(7, null);
        assertThat(told).containsExactly(10L, 11L, 20L);
        assertThat(waiters.size()).isZero();
    }

    @Test
    void keepsTheOrderWhenItGrowsAroundTheEndOfTheRing() {
        long next = 0;
        for (int round = 0; round < 50; round++) {
            for (int n = 0; n < 37; n++) {
                waiters.add(next, waiter, next);
                next++;
            }
            waiters.durable(next - 30, null);
        }
        waiters.durable(next, null);
        assertThat(told).hasSize((int) next).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void whoComesWhileOthersAreToldIsToldToo() {
        waiters.add(1, (at, number) -> waiters.add(1, waiter, 5), 0);
        waiters.durable(1, null);
        assertThat(told).containsExactly(5L);
    }
}
