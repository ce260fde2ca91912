package io.leveret.queue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** One consumer at a time, as RabbitMQ 4.0.5 was seen to choose it in classic and in quorum queues. */
class SingleActiveConsumerTest extends MachineTest {
    private static final QueueOptions CLASSIC = PLAIN.withSingleActiveConsumer(true, false);
    private static final QueueOptions QUORUM = PLAIN.withSingleActiveConsumer(true, true);

    @Test
    void theFirstGetsAllAndTheOthersWaitForItToEnd() {
        queue(CLASSIC);
        Consumer a = subscribe("a", 0, 1);
        subscribe("b", 0, 1);
        enqueue(2);
        assertThat(effects.effects()).containsExactly("deliver 1 to a");
        assertThat(queue.activeConsumer()).isSameAs(a);
        queue.cancel(a, nowMs);
        assertThat(effects.effects()).containsExactly("deliver 2 to b");
        queue.settle(1, nowMs);
        assertThat(queue.unackedCount()).isEqualTo(1);
    }

    @Test
    void inAClassicQueueAHigherPriorityWaitsAndComesFirstOfThoseWhoWait() {
        queue(CLASSIC);
        Consumer low = subscribe("low", 0, 1);
        subscribe("mid", 3, 1);
        subscribe("high", 5, 1);
        enqueue(1);
        queue.settle(1, nowMs);
        enqueue(1);
        assertThat(effects.effects()).containsExactly("deliver 1 to low", "deliver 2 to low");
        queue.cancel(low, nowMs);
        enqueue(1);
        assertThat(effects.effects()).containsExactly("deliver 3 to high");
    }

    @Test
    void inAQuorumQueueAHigherPriorityTakesOverFromOneThatHoldsNothing() {
        queue(QUORUM);
        subscribe("low", 0, 1);
        subscribe("high", 5, 1);
        subscribe("mid", 3, 1);
        enqueue(1);
        assertThat(effects.effects()).containsExactly("deliver 1 to high");
    }

    @Test
    void oneThatHoldsSomethingGetsNothingMoreAndYieldsWhenThatIsSettled() {
        queue(QUORUM);
        subscribe("low", 0, 2);
        enqueue(1);
        subscribe("high", 5, 2);
        enqueue(1);
        assertThat(effects.effects()).containsExactly("deliver 1 to low");
        queue.settle(1, nowMs);
        assertThat(effects.effects()).containsExactly("deliver 2 to high");
    }

    @Test
    void itGoesOnIfTheHigherPriorityEndsMeanwhile() {
        queue(QUORUM);
        subscribe("low", 0, 2);
        enqueue(1);
        Consumer high = subscribe("high", 5, 2);
        enqueue(1);
        queue.cancel(high, nowMs);
        assertThat(effects.effects()).containsExactly("deliver 1 to low", "deliver 2 to low");
    }

    @Test
    void nobodyIsExclusive() {
        queue(CLASSIC);
        Consumer exclusive = new Consumer(channel, "x", false, true, 0, 0, null);
        assertThat(queue.subscribe(exclusive, nowMs)).isEqualTo(SubscribeOutcome.EXCLUSIVE_IN_USE);
        assertThat(queue.activeConsumer()).isNull();
    }

    @Test
    void theOthersTakePartWhenItIsSwitchedOff() {
        queue(CLASSIC);
        subscribe("a", 0, 1);
        subscribe("b", 0, 1);
        enqueue(2);
        effects.effects();
        queue.reconfigure(PLAIN, nowMs);
        assertThat(effects.effects()).containsExactly("deliver 2 to b");
        assertThat(queue.activeConsumer()).isNull();
    }
}
