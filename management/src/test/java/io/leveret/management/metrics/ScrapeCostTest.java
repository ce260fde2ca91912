package io.leveret.management.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.leveret.management.admin.AdminException;
import io.leveret.management.ctl.FakeNode;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A scrape of many queues is quick, and takes no memory by the line. */
class ScrapeCostTest {
    private static final int QUEUES = 100_000;

    /** What is promised; on a machine with two cores it was 8. */
    private static final long AGGREGATED_MS = 100;

    private static final int ROUNDS = 20;

    private final FakeNode node = new FakeNode();
    private long nanos = Long.MAX_VALUE;
    private long allocatedBytes = Long.MAX_VALUE;

    @FunctionalInterface
    private interface Part {
        void write(Scrape scrape) throws IOException, AdminException;
    }

    /** The best of some rounds: what else runs on the machine makes others longer. */
    private void measure(int rounds, Part part) throws IOException, AdminException {
        node.figures = new SomeFigures().withQueues("/", QUEUES);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (int round = 0; round < rounds; round++) {
            long bytesBefore = threads.getCurrentThreadAllocatedBytes();
            long before = threads.getCurrentThreadCpuTime();
            Exposition out = new Exposition(OutputStream.nullOutputStream());
            part.write(
                    new Scrape(new Sight(node.broker().orElseThrow(), NodeReading.of(node.status()), Set.of()), out));
            nanos = Math.min(nanos, threads.getCurrentThreadCpuTime() - before);
            allocatedBytes = Math.min(allocatedBytes, threads.getCurrentThreadAllocatedBytes() - bytesBefore);
        }
    }

    @Test
    void sumsOverManyQueuesAreQuick() throws Exception {
        measure(ROUNDS, Scrape::aggregated);
        assertThat(nanos / 1_000_000).isLessThan(AGGREGATED_MS);
        assertThat(allocatedBytes).isLessThan(1 << 20);
    }

    @Test
    void tellingOfEachQueueTakesNoMemoryByTheLine() throws Exception {
        measure(3, Scrape::perObject);
        assertThat(allocatedBytes).as("bytes for two million lines").isLessThan(1 << 20);
    }
}
