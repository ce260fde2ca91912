package io.leveret.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class QueueDispatchTest {
    private static final long NOW_MS = 1_000;

    private final RecordingEffects effects = new RecordingEffects();
    private final Recipient channel = new Recipient() {};
    private final Recipient otherChannel = new Recipient() {};
    private QueueDispatch queue = queue(QueueOptions.of(true, false, 0));

    @Test
    void aMessageGoesToAConsumerThatWaits() {
        subscribe(consumer("a", 0));
        enqueue(1);
        assertThat(effects.effects()).containsExactly("deliver 1 to a");
        assertThat(effects.facts()).containsExactly("deliverable up to 1025", "enqueued 1 as 0/0");
        assertThat(queue.readyCount()).isZero();
        assertThat(queue.unackedCount()).isEqualTo(1);
    }

    @Test
    void subscribingDeliversNothingUntilResumed() {
        enqueue(1);
        Consumer consumer = consumer("a", 0);
        assertThat(queue.subscribe(consumer, NOW_MS)).isEqualTo(SubscribeOutcome.OK);
        assertThat(effects.effects()).isEmpty();
        queue.resume(consumer, NOW_MS);
        assertThat(effects.facts()).endsWith("deliverable up to 1025");
        queue.ceilingDurable(1_025, NOW_MS);
        assertThat(effects.effects()).containsExactly("deliver 1 to a");
    }

    @Test
    void theFactComesBeforeTheConfirmAndTheConfirmBeforeTheDelivery() {
        subscribe(consumer("a", 0));
        queue.enqueue(() -> 7, 42, Messages.ofSize(1), NOW_MS);
        assertThat(effects.effects()).containsExactly("confirm 42", "deliver 1 to a");
    }

    @Test
    void withoutAckAMessageIsSettledAtOnceAndPrefetchHasNoEffect() {
        subscribe(new Consumer(channel, "a", true, false, 0, 1, null));
        enqueue(3);
        assertThat(effects.effects()).containsExactly("deliver 1 to a", "deliver 2 to a", "deliver 3 to a");
        assertThat(effects.facts()).contains("settled 1", "settled 2", "settled 3");
        assertThat(queue.messageCount()).isZero();
    }

    @Test
    void prefetchHoldsBackUntilSomethingIsSettled() {
        subscribe(consumer("a", 2));
        enqueue(3);
        assertThat(effects.effects()).containsExactly("deliver 1 to a", "deliver 2 to a");
        queue.settle(1, NOW_MS);
        assertThat(effects.effects()).containsExactly("deliver 3 to a");
    }

    @Test
    void consumersOfOnePriorityTakeTurns() {
        subscribe(consumer("a", 0));
        subscribe(consumer("b", 0));
        subscribe(consumer("c", 0));
        enqueue(6);
        assertThat(effects.effects())
                .containsExactly(
                        "deliver 1 to a",
                        "deliver 2 to b",
                        "deliver 3 to c",
                        "deliver 4 to a",
                        "deliver 5 to b",
                        "deliver 6 to c");
    }

    @Test
    void ofTenThousandConsumersThoseThatCanTakeAreServedInTurn() {
        for (int n = 0; n < 10_000; n++) {
            subscribe(consumer("c" + n, 1));
        }
        enqueue(10_000);
        assertThat(effects.effects()).hasSize(10_000).doesNotHaveDuplicates();
        queue.settle(new long[] {5_001, 17}, 2, NOW_MS);
        enqueue(3);
        assertThat(effects.effects()).containsExactly("deliver 10001 to c5000", "deliver 10002 to c16");
        assertThat(queue.readyCount()).isEqualTo(1);
    }

    @Test
    void aHigherConsumerPriorityGoesFirstUntilItsCreditIsUsedUp() {
        subscribe(withPriority("low", -5));
        subscribe(withPriority("high", 10));
        subscribe(withPriority("middle", 0));
        enqueue(4);
        assertThat(effects.effects()).containsExactly("deliver 1 to high", "deliver 2 to middle", "deliver 3 to low");
        queue.settle(2, NOW_MS);
        assertThat(effects.effects()).containsExactly("deliver 4 to middle");
    }

    @Test
    void higherMessagePrioritiesGoFirstAndThoseAboveTheMaximumCountAsTheMaximum() {
        queue = queue(QueueOptions.of(true, false, 5));
        for (int priority : new int[] {0, 9, 3, 5, 200}) {
            queue.enqueue(null, 0, Messages.ofPriority(priority), NOW_MS);
        }
        subscribe(consumer("a", 0));
        assertThat(effects.effects())
                .containsExactly(
                        "deliver 2 to a", "deliver 4 to a", "deliver 5 to a", "deliver 3 to a", "deliver 1 to a");
    }

    @Test
    void whatIsRequeuedStandsWhereItStoodAndIsFlagged() {
        Consumer consumer = subscribe(consumer("a", 3));
        enqueue(5);
        effects.effects();
        queue.cancel(consumer, NOW_MS);
        queue.requeue(new long[] {3, 2}, 2, true, NOW_MS);
        assertThat(effects.facts()).endsWith("returned 3 counted", "returned 2 counted");
        for (int n = 0; n < 5; n++) {
            queue.get(channel, false, NOW_MS);
        }
        assertThat(effects.effects())
                .containsExactly(
                        "got 2 again, 3 remain",
                        "got 3 again, 2 remain",
                        "got 4, 1 remain",
                        "got 5, 0 remain",
                        "got nothing");
    }

    @Test
    void aFullTransportGetsNothingMoreUntilResumed() {
        Consumer consumer = subscribe(consumer("a", 0));
        effects.full.add(consumer);
        enqueue(3);
        assertThat(effects.effects()).containsExactly("deliver 1 to a");
        queue.settle(1, NOW_MS);
        assertThat(effects.effects()).isEmpty();
        effects.full.clear();
        queue.resume(consumer, NOW_MS);
        assertThat(effects.effects()).containsExactly("deliver 2 to a", "deliver 3 to a");
    }

    @Test
    void sharedCreditIsAskedOnlyForAMessageThatGoes() {
        List<String> asked = new ArrayList<>();
        SharedCredit twoUnits = c -> {
            asked.add(c.tag());
            return asked.size() <= 2;
        };
        Consumer a = subscribe(new Consumer(channel, "a", false, false, 0, 1, twoUnits));
        Consumer b = subscribe(new Consumer(channel, "b", false, false, 0, 0, twoUnits));
        queue.resume(a, NOW_MS);
        queue.purge(NOW_MS);
        assertThat(asked).isEmpty();
        enqueue(4);
        assertThat(asked).containsExactly("a", "b", "b");
        assertThat(effects.effects()).containsExactly("deliver 1 to a", "deliver 2 to b");
        asked.clear();
        queue.resume(b, NOW_MS);
        assertThat(asked).containsExactly("b", "b");
        assertThat(effects.effects()).containsExactly("deliver 3 to b", "deliver 4 to b");
    }

    @Test
    void whoDoesNotAcknowledgeWaitsForSharedCreditLikeTheOthers() {
        boolean[] free = {false};
        Consumer a = subscribe(new Consumer(channel, "a", true, false, 0, 0, c -> free[0]));
        enqueue(2);
        assertThat(effects.effects()).isEmpty();
        free[0] = true;
        queue.resume(a, NOW_MS);
        assertThat(effects.effects()).containsExactly("deliver 1 to a", "deliver 2 to a");
    }

    @Test
    void anExclusiveConsumerStaysAlone() {
        Consumer exclusive = new Consumer(channel, "x", false, true, 0, 0, null);
        Consumer other = subscribe(consumer("a", 0));
        assertThat(queue.subscribe(exclusive, NOW_MS)).isEqualTo(SubscribeOutcome.EXCLUSIVE_IN_USE);
        queue.cancel(other, NOW_MS);
        assertThat(queue.subscribe(exclusive, NOW_MS)).isEqualTo(SubscribeOutcome.OK);
        assertThat(queue.consumers()).containsExactly(exclusive);
        assertThat(queue.subscribe(other, NOW_MS)).isEqualTo(SubscribeOutcome.EXCLUSIVE_IN_USE);
        queue.recipientGone(channel, NOW_MS);
        assertThat(queue.consumers()).isEmpty();
        assertThat(queue.subscribe(other, NOW_MS)).isEqualTo(SubscribeOutcome.OK);
    }

    @Test
    void aConsumerIsSubscribedOnce() {
        Consumer consumer = subscribe(consumer("a", 0));
        assertThatThrownBy(() -> queue.subscribe(consumer, NOW_MS)).isInstanceOf(IllegalStateException.class);
        assertThat(queue.consumerCount()).isEqualTo(1);
    }

    @Test
    void cancellingLeavesWhatIsInFlightWithItsRecipient() {
        Consumer consumer = subscribe(consumer("a", 0));
        enqueue(1);
        assertThat(queue.cancel(consumer, NOW_MS)).isTrue();
        assertThat(queue.cancel(consumer, NOW_MS)).isFalse();
        enqueue(1);
        assertThat(effects.effects()).containsExactly("deliver 1 to a");
        assertThat(queue.unackedCount()).isEqualTo(1);
        queue.settle(1, NOW_MS);
        assertThat(queue.messageCount()).isEqualTo(1);
    }

    @Test
    void whenARecipientIsGoneWhatItHeldGoesToOthers() {
        subscribe(consumer("a", 0));
        enqueue(2);
        queue.get(channel, false, NOW_MS);
        subscribe(new Consumer(otherChannel, "b", false, false, 0, 0, null));
        effects.effects();
        queue.recipientGone(channel, NOW_MS);
        assertThat(effects.effects())
                .containsExactly("deliver 1 to b again, returned 1", "deliver 2 to b again, returned 1");
        assertThat(effects.facts()).endsWith("returned 1 counted", "returned 2 counted");
        assertThat(queue.consumerCount()).isEqualTo(1);
    }

    @Test
    void anAutoDeleteQueueIsUnusedWhenItsLastConsumerLeaves() {
        queue = queue(QueueOptions.of(true, true, 0));
        queue.recipientGone(channel, NOW_MS);
        assertThat(effects.effects()).isEmpty();
        Consumer a = subscribe(consumer("a", 0));
        subscribe(new Consumer(otherChannel, "b", false, false, 0, 0, null));
        queue.cancel(a, NOW_MS);
        assertThat(effects.effects()).isEmpty();
        queue.recipientGone(otherChannel, NOW_MS);
        assertThat(effects.effects()).containsExactly("unused");
    }

    @Test
    void purgeTakesWhatIsReadyAndLeavesWhatIsInFlight() {
        subscribe(consumer("a", 2));
        enqueue(5);
        effects.facts();
        assertThat(queue.purge(NOW_MS)).isEqualTo(3);
        assertThat(effects.facts()).containsExactly("purged up to 5 but [1, 2]");
        assertThat(queue.purge(NOW_MS)).isZero();
        assertThat(effects.facts()).isEmpty();
        assertThat(queue.unackedCount()).isEqualTo(2);
        assertThat(queue.messageCount()).isEqualTo(2);
    }

    @Test
    void rejectedMessagesLeaveWithTheirReason() {
        subscribe(consumer("a", 1));
        enqueue(2);
        effects.effects();
        queue.reject(new long[] {1}, 1, NOW_MS);
        assertThat(effects.facts()).endsWith("removed 1 REJECTED");
        assertThat(effects.effects()).containsExactly("deliver 2 to a");
    }

    @Test
    void idsThatAreNotInFlightAreIgnored() {
        enqueue(1);
        effects.facts();
        queue.settle(1, NOW_MS);
        queue.settle(new long[] {1, 99}, 2, NOW_MS);
        queue.requeue(new long[] {1}, 1, true, NOW_MS);
        queue.reject(new long[] {1}, 1, NOW_MS);
        assertThat(effects.facts()).isEmpty();
        assertThat(queue.readyCount()).isEqualTo(1);
    }

    @Test
    void deletionTellsTheConsumersAndLeavesNothing() {
        Consumer a = subscribe(consumer("a", 1));
        subscribe(consumer("b", 1));
        enqueue(5);
        effects.effects();
        queue.delete(NOW_MS);
        assertThat(effects.effects()).containsExactly("cancel a", "cancel b");
        queue.enqueue(() -> 7, 42, Messages.ofSize(1), NOW_MS);
        queue.get(channel, false, NOW_MS);
        queue.settle(1, NOW_MS);
        queue.requeue(new long[] {2}, 1, true, NOW_MS);
        queue.recipientGone(channel, NOW_MS);
        queue.delete(NOW_MS);
        assertThat(queue.subscribe(a, NOW_MS)).isEqualTo(SubscribeOutcome.QUEUE_GONE);
        assertThat(queue.cancel(a, NOW_MS)).isFalse();
        assertThat(effects.effects()).containsExactly("confirm 42", "got nothing");
        assertThat(queue.messageCount() + queue.unackedCount() + queue.consumerCount())
                .isZero();
    }

    @Test
    void whatATrackedPublisherSendsAgainIsConfirmedAndNotStored() {
        Publisher link = new Publisher() {
            @Override
            public long id() {
                return 7;
            }

            @Override
            public boolean tracked() {
                return true;
            }
        };
        queue.enqueue(link, 1, Messages.ofSize(1), NOW_MS);
        queue.enqueue(link, 2, Messages.ofSize(1), NOW_MS);
        queue.enqueue(link, 1, Messages.ofSize(1), NOW_MS);
        queue.enqueue(link, 2, Messages.ofSize(1), NOW_MS);
        assertThat(effects.effects()).containsExactly("confirm 1", "confirm 2", "confirm 1", "confirm 2");
        assertThat(effects.facts()).containsExactly("enqueued 1 as 7/1", "enqueued 2 as 7/2");
        assertThat(queue.messageCount()).isEqualTo(2);
    }

    @Test
    void nothingIsDeliveredAboveTheCeiling() {
        subscribe(consumer("a", 0));
        enqueue(2_000);
        List<String> raised = new ArrayList<>(effects.facts());
        raised.removeIf(fact -> !fact.startsWith("deliverable"));
        assertThat(raised)
                .containsExactly(
                        "deliverable up to 1025",
                        "deliverable up to 1538",
                        "deliverable up to 2051",
                        "deliverable up to 2564");
    }

    @Test
    void aCommandWithinACommandIsRefused() {
        subscribe(consumer("a", 0));
        List<Throwable> refused = new ArrayList<>();
        effects.onDeliver = () -> {
            for (Runnable command : everyCommand()) {
                try {
                    command.run();
                } catch (IllegalStateException e) {
                    refused.add(e);
                }
            }
        };
        enqueue(1);
        assertThat(refused).hasSameSizeAs(everyCommand());
        assertThat(queue.unackedCount()).isEqualTo(1);
        effects.onDeliver = () -> {};
        queue.settle(1, NOW_MS);
        assertThat(queue.messageCount()).isZero();
    }

    @Test
    void bytesCountBodiesReadyAndInFlight() {
        subscribe(consumer("a", 1));
        queue.enqueue(null, 0, Messages.ofSize(10), NOW_MS);
        queue.enqueue(null, 0, Messages.ofSize(700), NOW_MS);
        assertThat(queue.unackedBytes()).isEqualTo(10);
        assertThat(queue.readyBytes()).isEqualTo(700);
    }

    private List<Runnable> everyCommand() {
        Consumer consumer = consumer("b", 0);
        long[] ids = {1};
        return List.of(
                () -> enqueue(1),
                () -> queue.subscribe(consumer, NOW_MS),
                () -> queue.cancel(consumer, NOW_MS),
                () -> queue.resume(consumer, NOW_MS),
                () -> queue.settle(1, NOW_MS),
                () -> queue.settle(ids, 1, NOW_MS),
                () -> queue.requeue(ids, 1, true, NOW_MS),
                () -> queue.reject(ids, 1, NOW_MS),
                () -> queue.get(channel, true, NOW_MS),
                () -> queue.recipientGone(channel, NOW_MS),
                () -> queue.purge(NOW_MS),
                () -> queue.delete(NOW_MS));
    }

    private QueueDispatch queue(QueueOptions options) {
        return new QueueDispatch(new QueueContents(options.maxPriority()), options, effects, new MemoryMeter());
    }

    private void enqueue(int count) {
        for (int n = 0; n < count; n++) {
            queue.enqueue(null, 0, Messages.ofSize(1), NOW_MS);
        }
    }

    private Consumer subscribe(Consumer consumer) {
        assertThat(queue.subscribe(consumer, NOW_MS)).isEqualTo(SubscribeOutcome.OK);
        queue.resume(consumer, NOW_MS);
        queue.ceilingDurable(effects.ceiling, NOW_MS);
        return consumer;
    }

    private Consumer consumer(String tag, int prefetch) {
        return new Consumer(channel, tag, false, false, 0, prefetch, null);
    }

    private Consumer withPriority(String tag, int priority) {
        return new Consumer(channel, tag, false, false, priority, 1, null);
    }
}
