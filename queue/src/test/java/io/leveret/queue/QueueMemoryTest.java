package io.leveret.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.persistence.log.Placed;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What messages cost on the heap when their bodies are on disk, and when their pages are. */
class QueueMemoryTest {
    private static final int BODY_BYTES = 100;

    /** Ids with gaps, as priorities or settled neighbours leave them, are the dearest. */
    @ParameterizedTest
    @CsvSource({"false, 24", "true, 40"})
    void aMessageWhoseBodyIsOnDiskCostsAFewBytesInAWarmPage(boolean expires, int atMost) {
        QueueContents contents = new QueueContents(0);
        int count = 64 * Page.FULL_SLOTS;
        for (int n = 0; n < count; n++) {
            recover(contents, 3 * n + 1, expires);
        }
        long heap = HeapCount.of(contents.list());
        assertThat((double) heap / count).isLessThanOrEqualTo(atMost);
        assertThat(contents.list().share().indexBytes()).isBetween(heap * 9 / 10, heap * 11 / 10);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aMillionMessagesThatLeftMemoryCostNextToNothing(boolean expires) {
        QueueContents contents = new QueueContents(0);
        contents.recoveredInto(new Scratch(contents, 0));
        for (int n = 1; n <= 1_000_000; n++) {
            recover(contents, n, expires);
        }
        contents.recoveredAll();
        assertThat(contents.messageCount()).isEqualTo(1_000_000);
        long heap = HeapCount.of(contents.list());
        assertThat(heap).isLessThan(1_000_000);
        assertThat(contents.list().share().indexBytes()).isBetween(heap / 2, heap * 2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void tenMillionMessagesAreRecoveredInSixtyFourMebibytes(boolean expires) {
        QueueContents contents = new QueueContents(0);
        contents.recoveredInto(new Scratch(contents, 32 << 20));
        for (int n = 1; n <= 10_000_000; n++) {
            recover(contents, n, expires);
        }
        contents.recoveredAll();
        assertThat(contents.messageCount()).isEqualTo(10_000_000);
        assertThat(contents.bytes()).isEqualTo(10_000_000L * BODY_BYTES);
        assertThat(HeapCount.of(contents.list())).isLessThan(64 << 20);
    }

    /** The machine alone, without the shell around it; ManyQueuesIT measures the whole. */
    @ParameterizedTest
    @CsvSource({"0, 700", "5, 1160"})
    void anIdleQueueIsSmall(int messages, int atMost) {
        MemoryMeter meter = new MemoryMeter();
        RecordingEffects effects = new RecordingEffects();
        QueueOptions options = QueueOptions.of(true, false, 0).withConsumerTimeoutMs(1_800_000);
        QueueContents contents = new QueueContents(0);
        for (int id = 1; id <= messages; id++) {
            recover(contents, id, false);
        }
        QueueDispatch queue = new QueueDispatch(contents, options, effects, meter);
        queue.ceilingDurable(contents.deliverableUpToId(), 1);
        queue.timeReached(1);
        assertThat(HeapCount.of(queue, meter, effects, options, Map.of(), Set.of()))
                .isLessThanOrEqualTo(atMost);
    }

    /** As small as after a start, though its messages were published since. */
    @Test
    void aQueueThatHasBecomeIdleIsAsSmall() {
        MemoryMeter meter = new MemoryMeter();
        RecordingEffects effects = new RecordingEffects();
        QueueOptions options = QueueOptions.of(true, false, 0).withConsumerTimeoutMs(1_800_000);
        QueueDispatch queue = new QueueDispatch(new QueueContents(0), options, effects, meter);
        for (int place = 1; place <= 5; place++) {
            Message message = Messages.ofSize(BODY_BYTES);
            message.logged(place, 1);
            Placed.at(message, place);
            queue.enqueue(null, 0, message, 1);
        }
        assertThat(HeapCount.of(queue, meter, effects, options, Map.of(), Set.of()))
                .isGreaterThan(1_500);
        assertThat(queue.idle()).isFalse();
        assertThat(HeapCount.of(queue, meter, effects, options, Map.of(), Set.of()))
                .isLessThanOrEqualTo(1_160);
    }

    private static void recover(QueueContents contents, long id, boolean expires) {
        long place = (id / 400_000 + 1) << 32 | id % 400_000 * 160;
        contents.recovered(id, 0, BODY_BYTES, expires ? id : Fact.NEVER, place, 1, false, 0);
    }

    /** Takes pages when the queue has a certain size, and keeps nothing of them here. */
    private static final class Scratch implements RecoveryStore {
        private final QueueContents contents;
        private final long budgetBytes;
        private long pages;

        Scratch(QueueContents contents, long budgetBytes) {
            this.contents = contents;
            this.budgetBytes = budgetBytes;
        }

        @Override
        public boolean budgetUsedUp() {
            return contents.list().share().indexBytes() > budgetBytes;
        }

        @Override
        public long storePage(ByteBuffer index) {
            return ++pages;
        }
    }
}
