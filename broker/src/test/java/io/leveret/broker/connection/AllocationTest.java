package io.leveret.broker.connection;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.leveret.codec.FieldTable;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What a transient message of 100 bytes costs the broker on the heap, from the read of its publish to that of its
 * acknowledgement: itself, 184 bytes, and little beside. The budgets are a tenth above what was measured, 202 bytes and
 * 225 with a time to live; no feature may make a queue dearer that does not use it.
 */
class AllocationTest {
    private static final int BURST = 100;
    private static final int WARM_UP = 300;
    private static final int BURSTS = 1_000;

    /** An argument of the queue, and the budget of a message there. */
    enum Feature {
        NONE(222),
        MAX_LENGTH(222),
        MESSAGE_TTL(247),
        DEAD_LETTER_EXCHANGE(222),
        SINGLE_ACTIVE_CONSUMER(222),
        MAX_PRIORITY(222),
        DELIVERY_LIMIT(222),
        CONSUMER_TIMEOUT(222),
        /** Of no queue, but of the node: pairs take memory once, not by the message. */
        COUNTED_PAIRS(222);

        private final double budgetBytes;

        Feature(double budgetBytes) {
            this.budgetBytes = budgetBytes;
        }

        FieldTable arguments() {
            FieldTable.Builder table = FieldTable.builder();
            return switch (this) {
                case NONE, COUNTED_PAIRS -> table.build();
                case MAX_LENGTH -> table.integer("x-max-length", 100_000).build();
                case MESSAGE_TTL -> table.integer("x-message-ttl", 60_000).build();
                case DEAD_LETTER_EXCHANGE ->
                    table.string("x-dead-letter-exchange", "amq.fanout").build();
                case SINGLE_ACTIVE_CONSUMER ->
                    table.bool("x-single-active-consumer", true).build();
                case MAX_PRIORITY -> table.integer("x-max-priority", 5).build();
                case DELIVERY_LIMIT -> table.integer("x-delivery-limit", 3).build();
                case CONSUMER_TIMEOUT ->
                    table.integer("x-consumer-timeout", 600_000).build();
            };
        }
    }

    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @ParameterizedTest
    @EnumSource
    void aMessageCostsNoMoreThanItsBudget(Feature feature) {
        LoopedClient client = new LoopedClient(feature == Feature.COUNTED_PAIRS, BURST, 100, feature.arguments());
        pass(client, WARM_UP);
        long before = threads.getCurrentThreadAllocatedBytes();
        long written = pass(client, BURSTS);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(client.isClosed()).isFalse();
        assertThat(client.messageCount()).isZero();
        assertThat(written).as("what was delivered").isGreaterThan(BURSTS * BURST * 100L);
        assertThat((double) allocated / BURSTS / BURST).as("bytes a message").isLessThanOrEqualTo(feature.budgetBytes);
    }

    private static long pass(LoopedClient client, int bursts) {
        long written = 0;
        for (int n = 0; n < bursts; n++) {
            written += client.pass();
        }
        return written;
    }
}
