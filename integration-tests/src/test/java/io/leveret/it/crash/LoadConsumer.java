package io.leveret.it.crash;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/** Takes messages from a queue in the way it is told, until its connection ends. */
final class LoadConsumer implements LoadWorker {
    private static final int COMMITTED_TOGETHER = 20;
    private static final int GROUP = 8;

    private final Ledger ledger;
    private final QueueLedger queue;
    private final Manner manner;
    private final Random random;

    /**
     * What a consumer does.
     *
     * @param returnedPercent of its messages go back to the queue
     * @param rejectedPercent of its messages are rejected for good
     * @param keptPercent of its messages stay unsettled for as long as the prefetch allows
     * @param pauseNanos for each message
     * @param transactions whether its acks are committed
     */
    record Manner(
            int prefetch,
            int returnedPercent,
            int rejectedPercent,
            int keptPercent,
            long pauseNanos,
            boolean transactions) {
        static final Manner QUICK = new Manner(100, 0, 0, 0, 0, false);
        static final Manner SLOW = new Manner(20, 0, 0, 2, 2_000_000, false);
        static final Manner RETURNING = new Manner(50, 10, 0, 1, 0, false);
        static final Manner REJECTING = new Manner(50, 2, 10, 0, 0, false);
        static final Manner COMMITTING = new Manner(60, 0, 0, 0, 0, true);
    }

    LoadConsumer(Ledger ledger, QueueLedger queue, Manner manner, Random random) {
        this.ledger = ledger;
        this.queue = queue;
        this.manner = manner;
        this.random = random;
    }

    @Override
    public void run(Connection connection) throws IOException, InterruptedException {
        Channel channel = connection.createChannel();
        channel.basicQos(manner.prefetch());
        if (manner.transactions()) {
            channel.txSelect();
        }
        Life life = new Life(channel);
        channel.basicConsume(queue.queue(), false, life);
        life.ended.await();
    }

    /** What is under way on one connection. All but the end is on the connection's thread for deliveries. */
    private final class Life extends DefaultConsumer {
        private final CountDownLatch ended = new CountDownLatch(1);
        /** By publisher and priority, the last sequence that came for the first time. */
        private final Map<Integer, Long> firstDeliveries = new HashMap<>();

        private final List<LoadMessage> group = new ArrayList<>();
        private int groupSize = 1;

        Life(Channel channel) {
            super(channel);
        }

        @Override
        public void handleDelivery(String tag, Envelope envelope, AMQP.BasicProperties properties, byte[] body)
                throws IOException {
            LoadMessage message = ledger.delivered(queue, body, envelope.isRedeliver());
            if (message == null) {
                return;
            }
            if (!envelope.isRedeliver()) {
                checkOrder(message);
            }
            LockSupport.parkNanos(manner.pauseNanos());
            try {
                settle(message, envelope.getDeliveryTag());
            } catch (AlreadyClosedException killed) {
                ended.countDown();
            }
        }

        private void checkOrder(LoadMessage message) {
            Long before = firstDeliveries.put(message.publisher() * 256 + message.priority(), message.sequence());
            if (before != null && before >= message.sequence()) {
                ledger.violations()
                        .add(queue.queue() + ": " + message + " came for the first time after number " + before);
            }
        }

        private void settle(LoadMessage message, long tag) throws IOException {
            int chance = random.nextInt(100);
            if (chance < manner.returnedPercent()) {
                queue.returned(message);
                getChannel().basicNack(tag, false, true);
            } else if (chance < manner.returnedPercent() + manner.rejectedPercent()) {
                queue.settled(message, System.nanoTime());
                getChannel().basicReject(tag, false);
            } else if (chance >= 100 - manner.keptPercent()) {
                // Kept until the broker ends; acks of several would take it with them, so this manner acks one by one.
                return;
            } else if (manner.keptPercent() > 0 || manner.returnedPercent() > 0 || manner.rejectedPercent() > 0) {
                queue.settled(message, System.nanoTime());
                getChannel().basicAck(tag, false);
            } else {
                ackInGroups(message, tag);
            }
        }

        /** One ack for all that came, with transactions or without. */
        private void ackInGroups(LoadMessage message, long tag) throws IOException {
            group.add(message);
            if (group.size() < groupSize) {
                return;
            }
            long nowNanos = System.nanoTime();
            group.forEach(each -> queue.settled(each, nowNanos));
            getChannel().basicAck(tag, true);
            if (manner.transactions()) {
                getChannel().txCommit();
                group.forEach(queue::settledForGood);
            }
            group.clear();
            groupSize = 1 + random.nextInt(manner.transactions() ? COMMITTED_TOGETHER : GROUP);
        }

        @Override
        public void handleShutdownSignal(String tag, ShutdownSignalException signal) {
            ended.countDown();
        }

        @Override
        public void handleCancel(String tag) {
            ledger.violations().add("the consumer of " + queue.queue() + " was cancelled");
        }
    }
}
