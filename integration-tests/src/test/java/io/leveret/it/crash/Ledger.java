package io.leveret.it.crash;

import com.rabbitmq.client.Channel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * All that clients were promised, over all lives of a broker. For any thread, but for what is done between two lives.
 */
final class Ledger {
    private final Violations violations = new Violations();
    private final Map<String, QueueLedger> queues = new LinkedHashMap<>();
    private final List<Transaction> doubtful = new ArrayList<>();
    private final AtomicLong confirms = new AtomicLong();
    private final AtomicLong deliveries = new AtomicLong();
    private final AtomicLong redeliveries = new AtomicLong();
    private final AtomicLong lastConfirmedPublishNanos = new AtomicLong(Long.MIN_VALUE / 2);

    /** One more queue. */
    QueueLedger queue(String name, boolean ordered) {
        QueueLedger queue = new QueueLedger(name, ordered, violations);
        queues.put(name, queue);
        return queue;
    }

    Collection<QueueLedger> queues() {
        return queues.values();
    }

    Violations violations() {
        return violations;
    }

    /** A message is confirmed that was sent at this time. */
    void confirmed(LoadMessage message, List<QueueLedger> targets, long sentNanos) {
        targets.forEach(target -> target.confirmed(message));
        confirms.incrementAndGet();
        lastConfirmedPublishNanos.accumulateAndGet(sentNanos, (a, b) -> a - b > 0 ? a : b);
    }

    /** A delivery; null if nobody has sent what came. */
    LoadMessage delivered(QueueLedger queue, byte[] body, boolean redelivered) {
        LoadMessage message = read(queue, body);
        if (message != null) {
            queue.delivered(message, redelivered);
            deliveries.incrementAndGet();
            redeliveries.addAndGet(redelivered ? 1 : 0);
        }
        return message;
    }

    /** What a body says, null if nobody has sent it. */
    private LoadMessage read(QueueLedger queue, byte[] body) {
        try {
            return LoadMessage.of(body);
        } catch (IllegalArgumentException e) {
            violations.add(queue.queue() + " delivered what nobody sent: " + e.getMessage());
            return null;
        }
    }

    /** A commit is sent whose answer may never come. */
    synchronized void committing(Transaction transaction) {
        doubtful.add(transaction);
    }

    /** It was answered. */
    synchronized void committed(Transaction transaction) {
        doubtful.remove(transaction);
    }

    /** Messages confirmed so far. */
    long confirms() {
        return confirms.get();
    }

    /** Deliveries so far. */
    long deliveries() {
        return deliveries.get();
    }

    /** The broker is dead, and all of its clients have ended. */
    void died() {
        queues.values().forEach(queue -> queue.died(lastConfirmedPublishNanos.get()));
    }

    /** The broker says how many messages its queues hold; for a life that is not audited. */
    void checkCounts(Channel channel) throws IOException {
        for (QueueLedger queue : queues.values()) {
            int count = channel.queueDeclarePassive(queue.queue()).getMessageCount();
            if (count < queue.least() || count > queue.most()) {
                violations.add("%s holds %d messages, not %d to %d"
                        .formatted(queue.queue(), count, queue.least(), queue.most()));
            }
        }
    }

    /** Not audited: what was under way stays in doubt, and transactions are taken for whole. */
    synchronized void passOver() {
        doubtful.clear();
    }

    /** Reads every queue to its end and compares; either takes everything out or gives everything back. */
    synchronized void audit(AuditSource source, boolean drained) throws Exception {
        for (QueueLedger queue : queues.values()) {
            queue.beginAudit();
            source.read(queue, (body, redelivered) -> {
                LoadMessage message = read(queue, body);
                if (message != null) {
                    queue.audited(message, redelivered);
                }
            });
        }
        doubtful.forEach(transaction -> transaction.check(violations));
        doubtful.clear();
        for (QueueLedger queue : queues.values()) {
            queue.endAudit(drained);
        }
    }

    @Override
    public String toString() {
        return "%d messages confirmed, %d delivered, %d of them again"
                .formatted(confirms.get(), deliveries.get(), redeliveries.get());
    }

    /** Where an audit reads from. */
    interface AuditSource {
        /** Gives all messages of a queue in their order. */
        void read(QueueLedger queue, AuditedMessages messages) throws Exception;
    }

    /** Takes what an audit reads. */
    interface AuditedMessages {
        void next(byte[] body, boolean redelivered);
    }
}
