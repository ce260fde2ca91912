package io.leveret.it.management;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.MessageProperties;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Publishes persistent messages at a steady pace and measures how long each waits for its confirm. */
final class PacedConfirms {
    private static final BasicProperties PERSISTENT = MessageProperties.MINIMAL_PERSISTENT_BASIC;

    /** How long confirms took, in nanoseconds, in order of length. */
    record Latencies(long[] sorted) {
        long micros(double share) {
            int at = (int) Math.min(sorted.length - 1, Math.floor(share * sorted.length));
            return TimeUnit.NANOSECONDS.toMicros(sorted[at]);
        }

        /** These and others. */
        Latencies with(Latencies others) {
            long[] all = Arrays.copyOf(sorted, sorted.length + others.sorted.length);
            System.arraycopy(others.sorted, 0, all, sorted.length, others.sorted.length);
            Arrays.sort(all);
            return new Latencies(all);
        }

        @Override
        public String toString() {
            return sorted.length + " confirms, p50 " + micros(0.5) + " us, p99 " + micros(0.99) + " us, longest "
                    + micros(1) + " us";
        }
    }

    private final Channel channel;
    private final String queue;
    private final byte[] body = new byte[100];
    private final ConcurrentNavigableMap<Long, Long> sentNanos = new ConcurrentSkipListMap<>();
    private volatile long[] tookNanos = {};
    private volatile long first;
    private volatile int refused;

    /** @param queue of which the messages are thrown away when there are more than a few */
    PacedConfirms(Channel channel, String queue) throws IOException {
        this.channel = channel;
        this.queue = queue;
        channel.confirmSelect();
        channel.addConfirmListener(this::confirmed, (tag, multiple) -> {
            refused++; // on one thread, that of the connection
            confirmed(tag, multiple);
        });
    }

    private void confirmed(long tag, boolean multiple) {
        long now = System.nanoTime();
        var upTo = multiple ? sentNanos.headMap(tag, true) : sentNanos.subMap(tag, true, tag, true);
        upTo.forEach((number, sent) -> tookNanos[(int) (number - first)] = now - sent);
        upTo.clear();
    }

    /**
     * Publishes for some time.
     *
     * @throws IllegalStateException a message was refused, or not confirmed within 30 seconds
     */
    Latencies run(long millis, int perSecond) throws IOException {
        int count = (int) (millis * perSecond / 1000);
        tookNanos = new long[count];
        first = channel.getNextPublishSeqNo();
        long beganNanos = System.nanoTime();
        for (int i = 0; i < count; i++) {
            long dueNanos = beganNanos + TimeUnit.SECONDS.toNanos(i) / perSecond;
            while (dueNanos - System.nanoTime() > 0) {
                LockSupport.parkNanos(dueNanos - System.nanoTime());
            }
            sentNanos.put(channel.getNextPublishSeqNo(), System.nanoTime());
            channel.basicPublish("", queue, PERSISTENT, body);
        }
        long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!sentNanos.isEmpty()) {
            if (System.nanoTime() - deadlineNanos > 0) {
                throw new IllegalStateException(sentNanos.size() + " messages are not confirmed");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
        if (refused > 0) {
            throw new IllegalStateException(refused + " messages were refused");
        }
        long[] sorted = tookNanos;
        Arrays.sort(sorted);
        return new Latencies(sorted);
    }
}
