package io.leveret.queue;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
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

    /** By what is allocated, of which nothing is given back. */
    @Test
    void anIdleQueueIsSmall() {
        MemoryMeter meter = new MemoryMeter();
        RecordingEffects effects = new RecordingEffects();
        QueueOptions options = QueueOptions.of(true, false, 0);
        List<QueueDispatch> queues = new ArrayList<>(1_000);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        for (int queue = 0; queue < 1_000; queue++) {
            QueueContents contents = new QueueContents(0);
            for (int id = 1; id <= 3; id++) {
                recover(contents, id, false);
            }
            queues.add(new QueueDispatch(contents, options, effects, meter));
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(allocated / 1_000).isLessThan(2_048);
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
