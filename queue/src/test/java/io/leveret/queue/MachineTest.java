package io.leveret.queue;

import static org.assertj.core.api.Assertions.assertThat;

/** A machine with recorded effects, for tests that read like sentences. */
abstract class MachineTest {
    static final QueueOptions PLAIN = QueueOptions.of(false, false, 0);

    final RecordingEffects effects = new RecordingEffects();
    final Recipient channel = new Recipient() {};
    long nowMs = 1_000;
    QueueDispatch queue = queue(PLAIN);

    QueueDispatch queue(QueueOptions options) {
        queue = new QueueDispatch(new QueueContents(options.maxPriority()), options, effects, new MemoryMeter());
        return queue;
    }

    void enqueue(int count) {
        for (int n = 0; n < count; n++) {
            enqueue(Messages.ofSize(1));
        }
    }

    void enqueue(Message message) {
        queue.enqueue(null, 0, message, nowMs);
    }

    void enqueueWithTtl(long ttlMs) {
        enqueue(Messages.message(1, 0, ttlMs));
    }

    void enqueueConfirmed(long sequence, Message message) {
        queue.enqueue(() -> 7, sequence, message, nowMs);
    }

    Consumer subscribe(String tag, int priority, int prefetch) {
        Consumer consumer = new Consumer(channel, tag, false, false, priority, prefetch, null);
        assertThat(queue.subscribe(consumer, nowMs)).isEqualTo(SubscribeOutcome.OK);
        queue.resume(consumer, nowMs);
        return consumer;
    }

    void get() {
        queue.get(channel, false, nowMs);
    }

    void requeue(long... ids) {
        queue.requeue(ids, ids.length, true, nowMs);
    }

    void at(long ms) {
        nowMs = ms;
        queue.timeReached(ms);
    }
}
