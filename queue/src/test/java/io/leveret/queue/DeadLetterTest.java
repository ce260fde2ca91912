package io.leveret.queue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DeadLetterTest extends MachineTest {
    private static final QueueOptions WANTED = QueueOptions.of(true, false, 0).withDeadLetters(true);

    @Test
    void aRejectedMessageIsThereUntilWhatItBecameIsSafe() {
        queue(WANTED);
        rejectedOf(1);
        assertThat(effects.effects()).containsExactly("dead-letter 1 REJECTED");
        assertThat(effects.facts()).doesNotContain("removed 1 REJECTED");
        assertThat(queue.messageCount()).isEqualTo(1);
        assertThat(queue.leavingCount()).isEqualTo(1);
        assertThat(queue.readyCount() + queue.unackedCount() + queue.readyBytes() + queue.unackedBytes())
                .isZero();
        queue.left(1, nowMs);
        assertThat(effects.facts()).containsExactly("removed 1 REJECTED");
        assertThat(queue.messageCount()).isZero();
    }

    @Test
    void answersComeInAnyOrderAndOnceEach() {
        queue(WANTED);
        rejectedOf(3);
        effects.facts();
        queue.left(3, nowMs);
        queue.left(1, nowMs);
        queue.left(1, nowMs);
        queue.left(99, nowMs);
        queue.left(2, nowMs);
        assertThat(effects.facts()).containsExactly("removed 3 REJECTED", "removed 1 REJECTED", "removed 2 REJECTED");
    }

    @Test
    void ifNobodyWantsItItIsGoneAtOnce() {
        queue(WANTED.withDeadLetters(false));
        rejectedOf(1);
        assertThat(effects.facts()).endsWith("removed 1 REJECTED");
        assertThat(effects.effects()).isEmpty();
        assertThat(queue.messageCount()).isZero();
    }

    @Test
    void aPurgeSparesWhatIsLeaving() {
        queue(WANTED);
        rejectedOf(2);
        enqueue(2);
        effects.facts();
        assertThat(queue.purge(nowMs)).isEqualTo(2);
        assertThat(effects.facts()).containsExactly("purged up to 4 but [1, 2]");
        assertThat(queue.messageCount()).isEqualTo(2);
        queue.left(1, nowMs);
        assertThat(queue.messageCount()).isEqualTo(1);
    }

    @Test
    void anAnswerAfterTheQueueIsDeletedIsIgnored() {
        queue(WANTED);
        rejectedOf(1);
        queue.delete(nowMs);
        effects.facts();
        queue.left(1, nowMs);
        assertThat(effects.facts()).isEmpty();
        assertThat(queue.leavingCount()).isZero();
    }

    @Test
    void whatComesBackMoreOftenThanTheLimitLeaves() {
        queue(PLAIN.withDeadLetters(true).withDeliveryLimit(2));
        enqueue(1);
        subscribe("a", 0, 1);
        requeue(1);
        queue.requeue(new long[] {1}, 1, false, nowMs);
        requeue(1);
        assertThat(effects.effects())
                .containsExactly(
                        "deliver 1 to a",
                        "deliver 1 to a again, returned 1",
                        "deliver 1 to a again, returned 1",
                        "deliver 1 to a again, returned 2");
        requeue(1);
        assertThat(effects.effects()).containsExactly("dead-letter 1 DELIVERY_LIMIT");
    }

    @Test
    void withALimitOfNothingItLeavesWhenItsRecipientIsGone() {
        queue(QueueOptions.of(true, false, 0).withDeliveryLimit(0));
        enqueue(1);
        get();
        queue.ceilingDurable(effects.ceiling, nowMs);
        effects.facts();
        queue.recipientGone(channel, nowMs);
        assertThat(effects.facts()).containsExactly("removed 1 DELIVERY_LIMIT");
    }

    private void rejectedOf(int count) {
        enqueue(count);
        long[] ids = new long[count];
        for (int n = 0; n < count; n++) {
            get();
            ids[n] = n + 1;
        }
        queue.ceilingDurable(effects.ceiling, nowMs);
        effects.effects();
        queue.reject(ids, count, nowMs);
    }
}
