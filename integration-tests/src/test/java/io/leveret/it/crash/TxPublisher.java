package io.leveret.it.crash;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/** Publishes to several queues in transactions. */
final class TxPublisher implements LoadWorker {
    private static final int MOST_MESSAGES = 12;
    private static final int ROLLED_BACK_OF = 10;
    private static final long PAUSE_NANOS = 4_000_000;

    private final Ledger ledger;
    private final List<QueueLedger> queues;
    private final LoadMessages messages;
    private final Random random;

    TxPublisher(Ledger ledger, List<QueueLedger> queues, LoadMessages messages, Random random) {
        this.ledger = ledger;
        this.queues = queues;
        this.messages = messages;
        this.random = random;
    }

    @Override
    public void run(Connection connection) throws IOException {
        Channel channel = connection.createChannel();
        channel.txSelect();
        while (connection.isOpen()) {
            if (random.nextInt(ROLLED_BACK_OF) == 0) {
                rollBack(channel);
            } else {
                commit(channel);
            }
            LockSupport.parkNanos((long) (random.nextDouble() * PAUSE_NANOS));
        }
    }

    private void commit(Channel channel) throws IOException {
        Transaction transaction = new Transaction();
        for (int i = random.nextInt(MOST_MESSAGES); i >= 0; i--) {
            QueueLedger queue = queues.get(random.nextInt(queues.size()));
            LoadMessage message = messages.next();
            queue.published(message);
            transaction.add(message, queue);
            publish(channel, queue, message);
        }
        ledger.committing(transaction);
        long sentNanos = System.nanoTime();
        channel.txCommit();
        transaction.confirm(ledger, sentNanos);
        ledger.committed(transaction);
    }

    /** Known to no queue, so that its arrival is a violation. */
    private void rollBack(Channel channel) throws IOException {
        for (int i = random.nextInt(MOST_MESSAGES); i >= 0; i--) {
            publish(channel, queues.get(random.nextInt(queues.size())), messages.next());
        }
        channel.txRollback();
    }

    private void publish(Channel channel, QueueLedger queue, LoadMessage message) throws IOException {
        channel.basicPublish("", queue.queue(), messages.properties(message), message.toBody());
    }
}
