package io.leveret.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** Limits as RabbitMQ 4.0.5 was seen to apply them. */
class LengthLimitTest extends MachineTest {
    @Test
    void theHeadIsDroppedWhenOneMoreComes() {
        queue(durable(maxMessages(2, Overflow.DROP_HEAD)));
        enqueue(3);
        assertThat(effects.facts())
                .containsExactly("enqueued 1 as 0/0", "enqueued 2 as 0/0", "enqueued 3 as 0/0", "removed 1 MAXLEN");
        assertThat(queue.readyCount()).isEqualTo(2);
    }

    @Test
    void ofSeveralPrioritiesTheHighestIsDroppedFirst() {
        queue(QueueOptions.of(true, false, 5).withLimits(maxMessages(3, Overflow.DROP_HEAD)));
        for (int priority : new int[] {1, 5, 3, 2}) {
            enqueue(Messages.ofPriority(priority));
        }
        assertThat(effects.facts()).contains("removed 2 MAXLEN").doesNotContain("removed 1 MAXLEN");
    }

    @Test
    void aQueueOfNothingPassesOnWhatAConsumerTakesAtOnceAndConfirmsAll() {
        queue(PLAIN.withLimits(maxMessages(0, Overflow.DROP_HEAD)));
        enqueueConfirmed(1, Messages.ofSize(1));
        assertThat(effects.effects()).containsExactly("confirm 1");
        assertThat(queue.messageCount()).isZero();
        subscribe("a", 0, 1);
        enqueueConfirmed(2, Messages.ofSize(1));
        enqueueConfirmed(3, Messages.ofSize(1));
        assertThat(effects.effects()).containsExactly("confirm 2", "deliver 2 to a", "confirm 3");
        assertThat(queue.messageCount()).isEqualTo(1);
    }

    @Test
    void messagesInFlightDoNotCount() {
        queue(PLAIN.withLimits(maxMessages(1, Overflow.REJECT_PUBLISH)));
        enqueueConfirmed(1, Messages.ofSize(1));
        get();
        enqueueConfirmed(2, Messages.ofSize(1));
        enqueueConfirmed(3, Messages.ofSize(1));
        assertThat(effects.effects()).containsExactly("confirm 1", "got 1, 0 remain", "confirm 2", "refuse 3");
    }

    @Test
    void aPublisherIsRefusedEvenIfAConsumerWaits() {
        queue(PLAIN.withLimits(maxMessages(0, Overflow.REJECT_PUBLISH)));
        subscribe("a", 0, 1);
        enqueueConfirmed(1, Messages.ofSize(1));
        assertThat(effects.effects()).containsExactly("refuse 1");
    }

    @Test
    void whatComesBackAboveTheLimitIsDroppedOrStaysAsTheOverflowSays() {
        queue(PLAIN.withLimits(maxMessages(2, Overflow.DROP_HEAD)).withDeadLetters(true));
        enqueue(2);
        get();
        enqueue(1);
        effects.effects();
        requeue(1);
        assertThat(effects.effects()).containsExactly("dead-letter 1 MAXLEN");
        queue(PLAIN.withLimits(maxMessages(2, Overflow.REJECT_PUBLISH)));
        enqueue(2);
        get();
        enqueue(1);
        requeue(1);
        assertThat(queue.readyCount()).isEqualTo(3);
    }

    @Test
    void bytesAreThoseOfBodiesThatWait() {
        queue(PLAIN.withLimits(new QueueLimits(QueueLimits.UNLIMITED, 10, Overflow.DROP_HEAD)));
        enqueue(Messages.ofSize(5));
        enqueue(Messages.ofSize(5));
        assertThat(queue.readyBytes()).isEqualTo(10);
        enqueue(Messages.ofSize(12));
        assertThat(queue.messageCount()).isZero();
        queue(PLAIN.withLimits(new QueueLimits(QueueLimits.UNLIMITED, 10, Overflow.REJECT_PUBLISH)));
        enqueue(Messages.ofSize(10));
        enqueueConfirmed(2, Messages.ofSize(1));
        enqueueConfirmed(3, Messages.ofSize(0));
        assertThat(effects.effects()).containsExactly("refuse 2", "confirm 3");
    }

    @Test
    void aRefusedMessageIsDeadLetteredIfSomebodyWantsIt() {
        QueueOptions options = PLAIN.withLimits(maxMessages(0, Overflow.REJECT_PUBLISH_DLX));
        queue(options);
        enqueueConfirmed(1, Messages.ofSize(1));
        assertThat(effects.effects()).containsExactly("refuse 1");
        queue(options.withDeadLetters(true));
        enqueueConfirmed(2, Messages.ofSize(1));
        assertThat(effects.effects()).containsExactly("dead-letter refused MAXLEN", "refuse 2");
        assertThat(queue.messageCount()).isZero();
    }

    @Test
    void aRefusedMessageIsLetGoOf() {
        queue(durable(maxMessages(0, Overflow.REJECT_PUBLISH)));
        Message message = Messages.ofSize(1);
        message.logged(77, 1);
        enqueueConfirmed(1, message);
        assertThat(effects.effects()).containsExactly("let go of body 77", "refuse 1");
        assertThat(effects.facts()).isEmpty();
    }

    @Test
    void aLimitThatIsSetLaterHoldsAtOnceForWhatWaits() {
        queue = new QueueDispatch(new QueueContents(0), PLAIN, effects, new MemoryMeter(), 1024, 100);
        enqueue(250);
        queue.reconfigure(PLAIN.withLimits(maxMessages(20, Overflow.DROP_HEAD)), nowMs);
        assertThat(queue.readyCount()).isEqualTo(150);
        assertThat(effects.effects()).containsExactly("wake at 1000");
        at(1_000);
        at(1_000);
        assertThat(queue.readyCount()).isEqualTo(20);
    }

    @Test
    void whatWasDeclaredCannotChange() {
        assertThatThrownBy(() -> queue.reconfigure(QueueOptions.of(true, false, 0), nowMs))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> queue.reconfigure(QueueOptions.of(false, false, 1), nowMs))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> maxMessages(-1, Overflow.DROP_HEAD)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PLAIN.withMessageTtlMs(-2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PLAIN.withDeliveryLimit(-2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PLAIN.withConsumerTimeoutMs(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    private static QueueLimits maxMessages(long count, Overflow overflow) {
        return new QueueLimits(count, QueueLimits.UNLIMITED, overflow);
    }

    private static QueueOptions durable(QueueLimits limits) {
        return QueueOptions.of(true, false, 0).withLimits(limits);
    }
}
