package io.leveret.it.crash;

import com.rabbitmq.client.AMQP;
import java.util.Random;
import java.util.function.IntUnaryOperator;

/** The messages of one publisher over all lives of the broker. For one thread at a time. */
final class LoadMessages {
    private static final int PERSISTENT = 2;
    private static final int SMALL_BYTES = 400;
    private static final int LARGE_BYTES = 20_000;
    /** More than fits one frame. */
    private static final int HUGE_BYTES = 300_000;

    private final int publisher;
    private final int priorities;
    private final Random random;
    /** The sizes' bound, for each thousandth. */
    private final IntUnaryOperator bound;

    private long sequence;

    private LoadMessages(int publisher, int priorities, Random random, IntUnaryOperator bound) {
        this.publisher = publisher;
        this.priorities = priorities;
        this.random = random;
        this.bound = bound;
    }

    /**
     * Most of them small.
     *
     * @param priorities how many there are; 1 for none
     */
    static LoadMessages small(int publisher, int priorities, Random random) {
        IntUnaryOperator bound = chance -> chance < 2 ? HUGE_BYTES : chance < 30 ? LARGE_BYTES : SMALL_BYTES;
        return new LoadMessages(publisher, priorities, random, bound);
    }

    /** Of a size that soon fills a disk. */
    static LoadMessages large(int publisher, Random random) {
        return new LoadMessages(publisher, 1, random, chance -> LARGE_BYTES);
    }

    LoadMessage next() {
        int sizeBytes = LoadMessage.LEAST_BYTES + random.nextInt(bound.applyAsInt(random.nextInt(1000)));
        return new LoadMessage(publisher, sequence++, random.nextInt(priorities), sizeBytes);
    }

    AMQP.BasicProperties properties(LoadMessage message) {
        return new AMQP.BasicProperties.Builder()
                .deliveryMode(PERSISTENT)
                .priority(message.priority())
                .messageId(Long.toString(message.id()))
                .build();
    }
}
