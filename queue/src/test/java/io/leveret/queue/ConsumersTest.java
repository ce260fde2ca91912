package io.leveret.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ConsumersTest {
    private final Consumers consumers = new Consumers();

    @Test
    void amongHundredsOfPrioritiesTheHighestThatCanTakeIsNext() {
        List<Consumer> byPriority = new ArrayList<>();
        for (int priority = 200; priority > -200; priority--) {
            byPriority.add(consumer(priority));
        }
        List<Consumer> arriving = new ArrayList<>(byPriority);
        Collections.shuffle(arriving, new Random(7));
        arriving.forEach(consumers::add);
        for (Consumer expected : byPriority) {
            assertThat(consumers.next()).isSameAs(expected);
            expected.credit.spend();
            consumers.served(expected);
        }
        assertThat(consumers.next()).isNull();
        Consumer back = byPriority.get(321);
        back.credit.restore();
        consumers.refresh(back);
        assertThat(consumers.next()).isSameAs(back);
    }

    @Test
    void thoseThatLeaveTakeTheirPriorityWithThem() {
        Consumer high = consumer(2);
        Consumer middle = consumer(1);
        Consumer low = consumer(0);
        List.of(low, high, middle).forEach(consumers::add);
        consumers.remove(high);
        assertThat(consumers.next()).isSameAs(middle);
        consumers.remove(middle);
        assertThat(consumers.next()).isSameAs(low);
        consumers.add(high);
        assertThat(consumers.next()).isSameAs(high);
        assertThat(consumers.view()).containsExactly(low, high);
    }

    @Test
    void whoBecomesAbleAgainWaitsBehindTheOthers() {
        Consumer a = consumer(0);
        Consumer b = consumer(0);
        Consumer c = consumer(0);
        List.of(a, b, c).forEach(consumers::add);
        a.credit.turnAway();
        consumers.refresh(a);
        a.credit.resume();
        consumers.refresh(a);
        List<Consumer> served = new ArrayList<>();
        for (int n = 0; n < 3; n++) {
            Consumer next = consumers.next();
            next.credit.spend();
            consumers.served(next);
            served.add(next);
        }
        assertThat(served).containsExactly(b, c, a);
    }

    private static Consumer consumer(int priority) {
        return new Consumer(new Recipient() {}, "p" + priority, false, false, priority, 1, null);
    }
}
