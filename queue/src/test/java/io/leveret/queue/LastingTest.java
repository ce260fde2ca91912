package io.leveret.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is told to the log, what waits for it, and what is let go of. */
class LastingTest {
    private static final long NOW_MS = 1_000;

    private final RecordingEffects effects = new RecordingEffects();
    private final Recipient channel = new Recipient() {};

    @Test
    void ofAQueueThatIsNotDurableNothingIsToldAndNothingWaits() {
        QueueDispatch queue = queue(false);
        queue.enqueue(null, 0, logged(1), NOW_MS);
        queue.get(channel, false, NOW_MS);
        queue.requeue(new long[] {1}, 1, true, NOW_MS);
        queue.get(channel, true, NOW_MS);
        queue.enqueue(null, 0, logged(2), NOW_MS);
        queue.purge(NOW_MS);
        assertThat(effects.facts()).isEmpty();
        assertThat(effects.effects()).containsExactly("got 1, 0 remain", "got 1 again, 0 remain");
    }

    @Test
    void ofAMessageThatIsNotPersistentNothingIsToldAndItDoesNotWait() {
        QueueDispatch queue = queue(true);
        queue.enqueue(null, 0, Messages.passing(), NOW_MS);
        queue.enqueue(null, 0, logged(1), NOW_MS);
        queue.enqueue(null, 0, Messages.passing(), NOW_MS);
        queue.get(channel, false, NOW_MS);
        queue.settle(1, NOW_MS);
        assertThat(effects.facts()).containsExactly("enqueued 2 as 0/0");
        assertThat(effects.effects()).containsExactly("got 1, 2 remain");
    }

    @Test
    void whatWasThereBeforeTheCeilingWasToldWaitsForIt() {
        QueueDispatch queue = queue(true);
        queue.enqueue(null, 0, logged(1), NOW_MS);
        queue.get(channel, false, NOW_MS);
        queue.get(channel, true, NOW_MS);
        assertThat(effects.facts()).containsExactly("enqueued 1 as 0/0", "deliverable up to 1025");
        queue.enqueue(null, 0, logged(2), NOW_MS);
        assertThat(effects.effects()).isEmpty();
        queue.ceilingDurable(1_025, NOW_MS);
        assertThat(effects.effects()).containsExactly("got 1, 1 remain", "got 2, 0 remain", "let go of body 2");
        queue.enqueue(null, 0, logged(3), NOW_MS);
        queue.get(channel, false, NOW_MS);
        assertThat(effects.effects()).containsExactly("got 3, 0 remain");
    }

    @Test
    void whatComesAfterTheCeilingWasToldDoesNotWait() {
        QueueDispatch queue = queue(true);
        Consumer consumer = new Consumer(channel, "a", false, false, 0, 0, null);
        queue.subscribe(consumer, NOW_MS);
        for (int n = 1; n <= 100_000; n++) {
            queue.enqueue(null, 0, logged(n), NOW_MS);
            assertThat(effects.effects()).containsExactly("deliver " + n + " to a");
        }
    }

    @Test
    void gettersThatWaitAreAnsweredInTheirOrderAndForgottenWithTheirChannel() {
        QueueDispatch queue = queue(true);
        Recipient other = new Recipient() {};
        queue.enqueue(null, 0, logged(1), NOW_MS);
        queue.get(channel, false, NOW_MS);
        queue.get(other, false, NOW_MS);
        queue.recipientGone(channel, NOW_MS);
        queue.ceilingDurable(effects.ceiling, NOW_MS);
        assertThat(effects.effects()).containsExactly("got 1, 0 remain");
        queue.recipientGone(other, NOW_MS);
        assertThat(queue.readyCount()).isEqualTo(1);
    }

    @Test
    void gettersThatWaitAreToldWhenTheQueueIsPurgedOrDeleted() {
        QueueDispatch queue = queue(true);
        queue.enqueue(null, 0, logged(1), NOW_MS);
        queue.get(channel, false, NOW_MS);
        queue.purge(NOW_MS);
        assertThat(effects.effects()).containsExactly("let go of body 1", "got nothing");
        queue = queue(true);
        queue.enqueue(null, 0, logged(1), NOW_MS);
        queue.get(channel, false, NOW_MS);
        queue.delete(NOW_MS);
        assertThat(effects.effects()).containsExactly("let go of body 1", "got nothing");
    }

    @Test
    void steadyDrainingAtAMillionASecondWithSyncsOfTwoMillisecondsSoonStopsNoMore() {
        QueueDispatch queue = queue(true);
        for (int n = 1; n <= 200_000; n++) {
            queue.enqueue(null, 0, logged(n), NOW_MS);
        }
        Consumer consumer = new Consumer(channel, "a", false, false, 0, 1, null);
        queue.subscribe(consumer, NOW_MS);
        queue.resume(consumer, NOW_MS);
        // One settlement is a microsecond: a ceiling that is told is on disk two thousand of them later.
        List<Long> stops = new ArrayList<>();
        long told = 0;
        long durableAt = Long.MAX_VALUE;
        long delivered = 0;
        for (long micros = 0; delivered < 200_000; micros++) {
            if (micros == durableAt) {
                queue.ceilingDurable(told, NOW_MS);
                durableAt = Long.MAX_VALUE;
            }
            if (effects.ceiling > told && durableAt == Long.MAX_VALUE) {
                told = effects.ceiling;
                durableAt = micros + 2_000;
            }
            boolean went = queue.unackedCount() == 1;
            if (went) {
                queue.settle(++delivered, NOW_MS);
            } else if (stops.isEmpty() || stops.get(stops.size() - 1) != delivered) {
                stops.add(delivered);
            }
        }
        assertThat(stops).isNotEmpty().allMatch(stop -> stop < 20_000);
    }

    @Test
    void aLastingMessageIsLetGoOfOnceHoweverItLeaves() {
        QueueDispatch queue = queue(true);
        Consumer consumer = new Consumer(channel, "a", false, false, 0, 3, null);
        queue.subscribe(consumer, NOW_MS);
        for (int n = 1; n <= 5; n++) {
            queue.enqueue(null, 0, logged(n), NOW_MS);
        }
        queue.enqueue(null, 0, Messages.passing(), NOW_MS);
        effects.effects();
        queue.settle(1, NOW_MS);
        assertThat(effects.effects()).containsExactly("let go of body 1", "deliver 4 to a");
        queue.reject(new long[] {2}, 1, NOW_MS);
        assertThat(effects.effects()).containsExactly("let go of body 2", "deliver 5 to a");
        queue.purge(NOW_MS);
        assertThat(effects.effects()).isEmpty();
        queue.cancel(consumer, NOW_MS);
        queue.requeue(new long[] {3}, 1, true, NOW_MS);
        queue.purge(NOW_MS);
        assertThat(effects.effects()).containsExactly("let go of body 3");
        queue.delete(NOW_MS);
        assertThat(effects.effects()).containsExactly("let go of body 4", "let go of body 5");
        queue.enqueue(null, 0, logged(6), NOW_MS);
        assertThat(effects.effects()).containsExactly("let go of body 6");
    }

    @Test
    void whatIsRecoveredIsReadWhenItIsDueAndDeliveredInOrder() {
        QueueContents contents = new QueueContents(0);
        contents.idsUpTo(10);
        contents.deliverableUpTo(8);
        contents.afterUncleanStop();
        assertThat(contents.recovered(7, 0, 1, Fact.NEVER, 700, 1, false, 0)).isTrue();
        assertThat(contents.recovered(7, 0, 1, Fact.NEVER, 700, 1, false, 0)).isFalse();
        assertThat(contents.recovered(9, 0, 1, Fact.NEVER, 900, 2, false, 0)).isTrue();
        assertThat(contents.recovered(10, 0, 1, Fact.NEVER, 0, 1, false, 0)).isTrue();
        List<String> asked = new ArrayList<>();
        effects.onLoadBodies = asked::add;
        QueueDispatch queue = new QueueDispatch(contents, QueueOptions.of(true, false, 0), effects, new MemoryMeter());
        assertThat(queue.readyCount()).isEqualTo(2);
        assertThat(queue.damagedCount()).isEqualTo(1);
        queue.get(channel, true, NOW_MS);
        queue.get(channel, false, NOW_MS);
        assertThat(asked).containsExactly("7 at 700, 9 at 900");
        queue.bodyLoaded(7, Messages.ofSize(1));
        queue.bodyLoaded(9, Messages.ofSize(1));
        queue.bodiesLoaded(NOW_MS);
        assertThat(effects.effects()).containsExactly("got 7 again, 1 remain", "let go of place 700");
        queue.ceilingDurable(effects.ceiling, NOW_MS);
        assertThat(effects.effects()).containsExactly("got 9, 0 remain");
        queue.delete(NOW_MS);
        assertThat(effects.effects()).containsExactly("let go of place 900");
    }

    private QueueDispatch queue(boolean durable) {
        return new QueueDispatch(new QueueContents(0), QueueOptions.of(durable, false, 0), effects, new MemoryMeter());
    }

    private static Message logged(long bodyId) {
        Message message = Messages.ofSize(1);
        message.logged(bodyId, 1);
        return message;
    }
}
