package io.leveret.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ExpiryTest extends MachineTest {
    private static final QueueOptions WANTED = PLAIN.withDeadLetters(true);

    @Test
    void aMessageExpiresBehindOneThatDoesNot() {
        queue(WANTED);
        enqueue(1);
        enqueueWithTtl(500);
        assertThat(effects.effects()).containsExactly("wake at 1500");
        at(1_499);
        assertThat(effects.effects()).isEmpty();
        at(1_500);
        assertThat(effects.effects()).containsExactly("dead-letter 2 EXPIRED");
        assertThat(queue.readyCount()).isEqualTo(1);
    }

    @Test
    void whatIsOverAtTheSameLookLeavesInTheOrderOfItsTimes() {
        queue(WANTED);
        enqueueWithTtl(300);
        enqueueWithTtl(100);
        enqueueWithTtl(200);
        enqueueWithTtl(100);
        effects.effects();
        at(2_000);
        assertThat(effects.effects())
                .containsExactly(
                        "dead-letter 2 EXPIRED",
                        "dead-letter 4 EXPIRED",
                        "dead-letter 3 EXPIRED",
                        "dead-letter 1 EXPIRED");
    }

    @Test
    void itIsAskedOnlyForWhatIsEarlierThanBefore() {
        enqueueWithTtl(500);
        enqueueWithTtl(600);
        enqueueWithTtl(400);
        assertThat(effects.effects()).containsExactly("wake at 1500", "wake at 1400");
        at(1_400);
        at(1_450);
        at(1_500);
        at(1_600);
        assertThat(effects.effects()).containsExactly("wake at 1500", "wake at 1600");
        assertThat(queue.messageCount()).isZero();
    }

    @Test
    void theShorterOfBothTimesCounts() {
        queue(WANTED.withMessageTtlMs(100));
        enqueueWithTtl(50);
        enqueueWithTtl(200);
        enqueue(1);
        effects.effects();
        at(1_050);
        assertThat(effects.effects()).contains("dead-letter 1 EXPIRED").hasSize(2);
        at(1_100);
        assertThat(effects.effects()).containsExactly("dead-letter 2 EXPIRED", "dead-letter 3 EXPIRED");
    }

    @Test
    void withNoTimeAtAllItIsForAConsumerThatTakesItAtOnceOrForNobody() {
        queue(WANTED.withMessageTtlMs(0));
        enqueue(1);
        assertThat(effects.effects()).containsExactly("dead-letter 1 EXPIRED");
        subscribe("a", 0, 1);
        enqueue(2);
        assertThat(effects.effects()).containsExactly("deliver 2 to a", "dead-letter 3 EXPIRED");
        requeue(2);
        assertThat(effects.effects()).containsExactly("dead-letter 2 EXPIRED");
    }

    @Test
    void inFlightItDoesNotExpireButWhenItComesBack() {
        queue(WANTED);
        enqueueWithTtl(100);
        get();
        at(5_000);
        assertThat(effects.effects()).containsExactly("wake at 1100", "got 1, 0 remain");
        requeue(1);
        assertThat(effects.effects()).containsExactly("dead-letter 1 EXPIRED");
    }

    @Test
    void itKeepsItsTimeWhenItComesBackEarly() {
        queue(WANTED);
        enqueueWithTtl(100);
        get();
        requeue(1);
        effects.effects();
        at(1_099);
        assertThat(effects.effects()).isEmpty();
        at(1_100);
        assertThat(effects.effects()).containsExactly("dead-letter 1 EXPIRED");
    }

    @Test
    void nothingIsDeliveredAfterItsTimeEvenIfTheAlarmIsLate() {
        queue(WANTED);
        enqueueWithTtl(100);
        enqueue(1);
        effects.effects();
        nowMs = 1_100;
        get();
        assertThat(effects.effects()).containsExactly("dead-letter 1 EXPIRED", "got 2, 0 remain");
    }

    @Test
    void aTimeSetLaterIsGivenToWhatComesLater() {
        queue(WANTED);
        enqueue(1);
        enqueueWithTtl(10_000);
        nowMs = 1_010;
        queue.reconfigure(WANTED.withMessageTtlMs(50), nowMs);
        enqueue(1);
        effects.effects();
        at(1_060);
        assertThat(effects.effects()).contains("dead-letter 3 EXPIRED");
        at(11_000);
        assertThat(effects.effects()).contains("dead-letter 2 EXPIRED");
        at(100_000);
        assertThat(queue.readyCount()).isEqualTo(1);
    }

    @Test
    void aTimeTakenBackLeavesWhatWasGivenWithTheMessage() {
        queue(WANTED.withMessageTtlMs(100));
        enqueue(1);
        queue.reconfigure(WANTED.withMessageTtlMs(50), nowMs);
        queue.reconfigure(WANTED, nowMs);
        enqueue(1);
        effects.effects();
        at(1_099);
        assertThat(effects.effects()).isEmpty();
        at(1_100);
        assertThat(effects.effects()).containsExactly("dead-letter 1 EXPIRED");
        at(100_000);
        assertThat(queue.readyCount()).isEqualTo(1);
    }

    @Test
    void aMillionAtOnceGoInBoundedSteps() {
        queue(PLAIN.withMessageTtlMs(10));
        enqueue(1_000_000);
        int steps = 0;
        for (long before = queue.readyCount(); before != 0; before = queue.readyCount()) {
            effects.effects();
            at(2_000);
            assertThat(before - queue.readyCount()).isBetween(1L, (long) Departures.MOST_MESSAGES);
            assertThat(effects.effects())
                    .isEqualTo(queue.readyCount() == 0 ? java.util.List.of() : java.util.List.of("wake at 2000"));
            steps++;
        }
        assertThat(steps).isEqualTo(1_000_000 / Departures.MOST_MESSAGES + 1);
    }

    @Test
    void whileThousandsAreLeavingNoMoreExpireAndNothingThatIsOverIsDelivered() {
        queue = new QueueDispatch(new QueueContents(0), WANTED, effects, new MemoryMeter(), 1024, 2);
        for (int n = 0; n < 3; n++) {
            enqueueWithTtl(100);
        }
        enqueue(1);
        effects.effects();
        at(1_100);
        get();
        assertThat(effects.effects()).containsExactly("dead-letter 1 EXPIRED", "dead-letter 2 EXPIRED");
        queue.left(2, nowMs);
        assertThat(effects.effects()).containsExactly("dead-letter 3 EXPIRED", "got 4, 0 remain");
    }

    @Test
    void theOrderOfPagesIsThatOfTheirTimes() {
        Random random = new Random(4);
        ExpiryOrder order = new ExpiryOrder();
        Lane lane = new Lane(0, 64, new MemoryShare());
        TreeMap<Long, Page> model = new TreeMap<>();
        PageExpiries[] pages = new PageExpiries[200];
        for (int n = 0; n < pages.length; n++) {
            pages[n] = new PageExpiries(new Page(lane, 64, 8));
        }
        for (int step = 0; step < 20_000; step++) {
            PageExpiries expiries = pages[random.nextInt(pages.length)];
            Page page = expiries.page;
            long atMs = random.nextInt(4) == 0 ? Fact.NEVER : (long) random.nextInt(1_000) << 32 | step;
            model.values().remove(page);
            if (atMs != Fact.NEVER) {
                model.put(atMs, page);
            }
            order.update(expiries, atMs);
            assertThat(order.first())
                    .isSameAs(model.isEmpty() ? null : model.firstEntry().getValue());
        }
    }
}
