package io.leveret.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class QueueContentsTest {
    private final QueueContents contents = new QueueContents(0);

    @Test
    void anUncleanStopFlagsWhatMayHaveBeenDeliveredAndNothingElse() {
        enqueue(1, 4);
        contents.deliverableUpTo(2);
        contents.afterUncleanStop();
        assertThat(ContentsDump.of(contents))
                .startsWith(
                        "1 priority 0 size 1 redelivered true returns 0 expires " + Fact.NEVER,
                        "2 priority 0 size 1 redelivered true returns 0 expires " + Fact.NEVER,
                        "3 priority 0 size 1 redelivered false returns 0 expires " + Fact.NEVER,
                        "4 priority 0 size 1 redelivered false returns 0 expires " + Fact.NEVER);
    }

    @Test
    void idsThatAConsumerMayHaveSeenAreNotUsedAgain() {
        enqueue(1, 1);
        contents.settled(1);
        contents.deliverableUpTo(1_025);
        contents.afterUncleanStop();
        assertThat(contents.lastId()).isEqualTo(1_025);
        QueueContents survivors = new QueueContents(0);
        survivors.settled(40);
        survivors.purged(50, new long[0]);
        assertThat(survivors.lastId()).isEqualTo(50);
    }

    @Test
    void theCeilingIsNeverLowered() {
        contents.deliverableUpTo(100);
        contents.deliverableUpTo(50);
        assertThat(contents.deliverableUpToId()).isEqualTo(100);
    }

    @Test
    void factsAboutMessagesThatLeftChangeNothing() {
        enqueue(1, 2);
        contents.settled(1);
        List<String> before = ContentsDump.of(contents);
        contents.settled(1);
        contents.returned(1, true);
        contents.removed(1, RemovalReason.EXPIRED);
        assertThat(ContentsDump.of(contents)).isEqualTo(before);
    }

    @Test
    void idsMustAscend() {
        enqueue(1, 2);
        assertThatThrownBy(() -> enqueue(2, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("message 2 cannot follow message 2");
        assertThat(contents.messageCount()).isEqualTo(2);
    }

    @Test
    void anEnqueuedFactNeedsTheMessageItIsAbout() {
        Fact fact = new Fact.Enqueued(1, 0, 10, Fact.NEVER, 0, 0);
        assertThatThrownBy(() -> contents.apply(fact, null)).hasMessage("message 1 has no body");
        assertThatThrownBy(() -> contents.apply(fact, Messages.ofSize(11)))
                .hasMessageContaining("another's: 11 bytes and priority 0, not 10 and 0");
        contents.apply(fact, Messages.ofSize(10));
        assertThat(contents.bytes()).isEqualTo(10);
    }

    @Test
    void theShorterTimeToLiveCountsAndDoesNotOverflow() {
        assertThat(expiryOf(500, Message.NO_TTL)).isEqualTo(1_500);
        assertThat(expiryOf(500, 400)).isEqualTo(1_400);
        assertThat(expiryOf(500, 600)).isEqualTo(1_500);
        assertThat(expiryOf(Message.NO_TTL, 0)).isEqualTo(1_000);
        assertThat(expiryOf(0, 5)).isEqualTo(1_000);
        assertThat(expiryOf(Long.MAX_VALUE, Message.NO_TTL)).isEqualTo(Fact.NEVER);
        assertThat(expiryOf(Message.NO_TTL, Message.NO_TTL)).isEqualTo(Fact.NEVER);
    }

    private static long expiryOf(long messageTtlMs, long queueTtlMs) {
        return Fact.expiresAtMs(Messages.message(1, 0, messageTtlMs), queueTtlMs, 1_000);
    }

    @Test
    void aThousandPublishersAreRememberedAndTheQuietestIsForgotten() {
        for (long publisher = 1; publisher <= 1_000; publisher++) {
            contents.enqueued(publisher, Messages.ofSize(1), publisher, 10 + publisher, Fact.NEVER);
        }
        contents.enqueued(1_001, Messages.ofSize(1), 1, 5_000, Fact.NEVER);
        contents.enqueued(1_002, Messages.ofSize(1), 7_777, 3, Fact.NEVER);
        assertThat(contents.lastSequence(1)).isEqualTo(5_000);
        assertThat(contents.lastSequence(2)).isZero();
        assertThat(contents.lastSequence(3)).isEqualTo(13);
        assertThat(contents.lastSequence(7_777)).isEqualTo(3);
        assertThat(contents.sequences().size()).isEqualTo(PublisherSequences.MAX_PUBLISHERS);
    }

    @Test
    void twoClassesOfPriorityAreFirstInFirstOutEach() {
        QueueContents classes = QueueContents.ofTwoClasses();
        RecordingEffects effects = new RecordingEffects();
        QueueDispatch machine =
                new QueueDispatch(classes, QueueOptions.of(false, false, 1), effects, new MemoryMeter());
        int[] priorities = {4, 5, 0, 9, 255, 1};
        for (int priority : priorities) {
            machine.enqueue(null, 0, Messages.message(1, priority, Message.NO_TTL), 0);
        }
        List<Integer> order = new ArrayList<>();
        for (Page page = classes.list().head();
                page != null;
                page = classes.list().head()) {
            int index = page.firstReady();
            order.add(page.messageAt(index).priority());
            classes.list().take(page, index);
        }
        assertThat(order).containsExactly(5, 9, 255, 4, 0, 1);
    }

    @Test
    void optionsAndContentsMustAgreeOnPriorities() {
        QueueOptions options = QueueOptions.of(true, false, 5);
        assertThatThrownBy(() -> new QueueDispatch(contents, options, new RecordingEffects(), new MemoryMeter()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> QueueOptions.of(true, false, 256)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> QueueOptions.of(true, false, -1)).isInstanceOf(IllegalArgumentException.class);
    }

    private void enqueue(long firstId, int count) {
        for (int n = 0; n < count; n++) {
            contents.enqueued(firstId + n, Messages.ofSize(1), 0, 0, Fact.NEVER);
        }
    }
}
