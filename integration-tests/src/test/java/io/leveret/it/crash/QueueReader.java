package io.leveret.it.crash;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Delivery;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Reads whole queues over a connection, for an audit. For one thread. */
final class QueueReader implements Ledger.AuditSource {
    private static final long DEADLINE_SECONDS = 60;

    private final Connection connection;
    private final boolean drains;
    private final Violations violations;

    /** @param drains whether to take out what is read; else it is given back */
    QueueReader(Connection connection, boolean drains, Violations violations) {
        this.connection = connection;
        this.drains = drains;
        this.violations = violations;
    }

    @Override
    public void read(QueueLedger queue, Ledger.AuditedMessages messages) throws Exception {
        Channel channel = connection.createChannel();
        channel.txSelect();
        int count = channel.queueDeclarePassive(queue.queue()).getMessageCount();
        BlockingQueue<Delivery> arrived = new LinkedBlockingQueue<>();
        String tag = channel.basicConsume(
                queue.queue(), false, (consumer, delivery) -> arrived.add(delivery), consumer -> {});
        long last = 0;
        for (int i = 0; i < count; i++) {
            Delivery delivery = arrived.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
            if (delivery == null) {
                violations.add("%s said that it holds %d messages and gave %d".formatted(queue.queue(), count, i));
                channel.abort();
                return;
            }
            last = delivery.getEnvelope().getDeliveryTag();
            messages.next(delivery.getBody(), delivery.getEnvelope().isRedeliver());
        }
        channel.basicCancel(tag);
        if (!arrived.isEmpty()) {
            violations.add("%s said that it holds %d messages and gave %d more"
                    .formatted(queue.queue(), count, arrived.size()));
        }
        if (drains && last > 0) {
            channel.basicAck(last, true);
            channel.txCommit();
        }
        channel.close();
        checkLeft(queue, drains ? 0 : count);
    }

    private void checkLeft(QueueLedger queue, int expected) throws Exception {
        try (Channel channel = connection.createChannel()) {
            int left = channel.queueDeclarePassive(queue.queue()).getMessageCount();
            if (left != expected) {
                violations.add(
                        "%s holds %d messages after it was read, not %d".formatted(queue.queue(), left, expected));
            }
        }
    }
}
