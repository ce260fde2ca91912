package io.leveret.queue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ConsumerTimeoutTest extends MachineTest {
    private static final QueueOptions LIMITED = PLAIN.withConsumerTimeoutMs(1_600);

    @Test
    void aConsumerThatHoldsADeliveryTooLongIsToldOfOnce() {
        queue(LIMITED);
        subscribe("a", 0, 0);
        enqueue(1);
        assertThat(effects.effects()).containsExactly("deliver 1 to a", "wake at 2600");
        at(2_599);
        assertThat(effects.effects()).isEmpty();
        at(2_600);
        assertThat(effects.effects()).containsExactly("timed out a after 1600", "wake at 4200");
        at(4_200);
        at(5_800);
        assertThat(effects.effects()).noneMatch(effect -> effect.startsWith("timed out"));
    }

    @Test
    void soIsWhoFetchedOne() {
        queue(LIMITED);
        enqueue(1);
        get();
        effects.effects();
        at(2_700);
        assertThat(effects.effects()).contains("get timed out after 1700");
    }

    @Test
    void itIsTheOldestDeliveryThatCounts() {
        queue(LIMITED);
        subscribe("a", 0, 0);
        enqueue(1);
        nowMs = 2_000;
        enqueue(1);
        queue.settle(1, nowMs);
        effects.effects();
        at(2_600);
        assertThat(effects.effects()).containsExactly("wake at 3600");
        at(3_600);
        assertThat(effects.effects()).contains("timed out a after 1600");
    }

    @Test
    void whoIsGoneIsForgotten() {
        queue(LIMITED);
        subscribe("a", 0, 0);
        enqueue(1);
        at(2_600);
        queue.recipientGone(channel, nowMs);
        subscribe("b", 0, 0);
        effects.effects();
        at(4_200);
        assertThat(effects.effects()).contains("timed out b after 1600");
    }

    @Test
    void aLimitSetLaterCountsFromThenOn() {
        subscribe("a", 0, 0);
        enqueue(1);
        nowMs = 10_000;
        queue.reconfigure(LIMITED, nowMs);
        effects.effects();
        at(11_599);
        assertThat(effects.effects()).isEmpty();
        at(11_600);
        assertThat(effects.effects()).contains("timed out a after 1600");
    }

    @Test
    void aShorterLimitHoldsAtOnce() {
        queue(LIMITED);
        subscribe("a", 0, 0);
        enqueue(1);
        nowMs = 2_000;
        effects.effects();
        queue.reconfigure(PLAIN.withConsumerTimeoutMs(500), nowMs);
        assertThat(effects.effects()).contains("timed out a after 1000");
    }
}
