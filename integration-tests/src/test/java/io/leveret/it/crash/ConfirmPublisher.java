package io.leveret.it.crash;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.io.IOException;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Publishes persistent messages with confirms, a bounded number at a time, until its connection ends. */
final class ConfirmPublisher implements LoadWorker {
    private static final int WINDOW = 200;
    private static final long WINDOW_WAIT_MS = 20;
    private static final int BURST = 40;
    private static final long PAUSE_NANOS = 10_000_000;

    private final Ledger ledger;
    private final Route route;
    private final LoadMessages messages;
    private final Random random;

    /** Where to, and which queues get it. */
    record Route(String exchange, String key, List<QueueLedger> targets) {}

    ConfirmPublisher(Ledger ledger, Route route, LoadMessages messages, Random random) {
        this.ledger = ledger;
        this.route = route;
        this.messages = messages;
        this.random = random;
    }

    @Override
    public void run(Connection connection) throws IOException, InterruptedException {
        Life life = new Life(connection.createChannel());
        try {
            while (connection.isOpen()) {
                int burst = 1 + random.nextInt(BURST);
                while (burst > 0 && life.publish()) {
                    burst--;
                }
                LockSupport.parkNanos((long) (random.nextDouble() * PAUSE_NANOS));
            }
        } catch (AlreadyClosedException killed) {
            connection.abort();
        }
    }

    /** What is under way on one connection. */
    private final class Life {
        private final Channel channel;
        private final Semaphore window = new Semaphore(WINDOW);
        private final NavigableMap<Long, Unconfirmed> unconfirmed = new ConcurrentSkipListMap<>();

        Life(Channel channel) throws IOException {
            this.channel = channel;
            channel.confirmSelect();
            channel.addConfirmListener(
                    this::confirmed,
                    (tag, multiple) -> ledger.violations().add("a publish to " + route.key() + " was refused"));
            channel.addReturnListener(returned -> ledger.violations()
                    .add("a publish to " + route.exchange() + ":" + route.key() + " found no queue"));
        }

        /** Whether the window had room for one more. */
        boolean publish() throws IOException, InterruptedException {
            if (!window.tryAcquire(WINDOW_WAIT_MS, TimeUnit.MILLISECONDS)) {
                return false;
            }
            LoadMessage message = messages.next();
            route.targets().forEach(target -> target.published(message));
            unconfirmed.put(channel.getNextPublishSeqNo(), new Unconfirmed(message, System.nanoTime()));
            AMQP.BasicProperties properties = messages.properties(message);
            channel.basicPublish(route.exchange(), route.key(), true, properties, message.toBody());
            return true;
        }

        private void confirmed(long tag, boolean multiple) {
            NavigableMap<Long, Unconfirmed> these =
                    multiple ? unconfirmed.headMap(tag, true) : unconfirmed.subMap(tag, true, tag, true);
            while (!these.isEmpty()) {
                Unconfirmed first = these.pollFirstEntry().getValue();
                ledger.confirmed(first.message(), route.targets(), first.sentNanos());
                window.release();
            }
        }
    }

    private record Unconfirmed(LoadMessage message, long sentNanos) {}
}
