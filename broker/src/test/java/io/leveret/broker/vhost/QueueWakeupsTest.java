package io.leveret.broker.vhost;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.shard.BrokerShard;
import io.leveret.codec.FieldTable;
import io.leveret.queue.Message;
import org.junit.jupiter.api.Test;

/** Queues that go when nobody uses them, and deliveries that are held too long. */
class QueueWakeupsTest {
    private final VhostFixture node = new VhostFixture(2);
    private final BrokerShard here = node.shards.get(0);

    private BrokerQueue expiring(int shard) {
        return node.queue(
                "q", true, shard, FieldTable.builder().integer("x-expires", 100).build());
    }

    private boolean isThere() {
        return node.vhost().queue("q") != null;
    }

    private void count(BrokerQueue queue) {
        node.shards.turn(
                0,
                () -> queue.count(here, new QueueCounts() {
                    @Override
                    public void counted(long ready, int consumers) {
                        assertThat(ready).isZero();
                    }

                    @Override
                    public void gone() {
                        throw new AssertionError("the queue is gone");
                    }
                }));
    }

    private ShardConsumer consume(BrokerQueue queue, BrokerShard from) {
        ShardConsumer consumer = new ShardConsumer(
                queue, new QueueEnd(from), new ConsumerOptions("c", false, false, 0, 0, FieldTable.EMPTY), null);
        node.shards.turn(from.index(), () -> queue.subscribe(from, consumer, outcome -> {}));
        return consumer;
    }

    @Test
    void anUnusedQueueGoesWhenItsTimeIsOver() {
        expiring(0);
        node.shards.advance(99);
        assertThat(isThere()).isTrue();
        node.shards.advance(1);
        assertThat(isThere()).isFalse();
    }

    @Test
    void declaringAndGettingAreUses() {
        BrokerQueue queue = expiring(0);
        node.shards.advance(60);
        count(queue);
        node.shards.advance(60);
        node.shards.turn(0, () -> queue.get(here, new QueueEnd(here), true));
        node.shards.advance(99);
        assertThat(isThere()).isTrue();
        node.shards.advance(1);
        assertThat(isThere()).isFalse();
    }

    @Test
    void aConsumedQueueStaysAndIsUnusedFromItsLastConsumerOn() {
        BrokerQueue queue = expiring(0);
        ShardConsumer consumer = consume(queue, node.shards.get(1));
        node.shards.advance(1_000);
        assertThat(isThere()).isTrue();
        node.shards.turn(1, () -> queue.cancel(node.shards.get(1), consumer));
        node.shards.advance(99);
        assertThat(isThere()).isTrue();
        node.shards.advance(1);
        assertThat(isThere()).isFalse();
    }

    @Test
    void aChannelThatEndsCountsAsAConsumerThatLeaves() {
        BrokerQueue queue = expiring(0);
        ShardConsumer consumer = consume(queue, here);
        node.shards.advance(1_000);
        node.shards.turn(0, () -> queue.recipientGone(here, consumer.end()));
        node.shards.advance(99);
        assertThat(isThere()).isTrue();
        node.shards.advance(1);
        assertThat(isThere()).isFalse();
    }

    @Test
    void aLongTimeIsWaitedForByStepsAndNotACountLess() {
        node.queue(
                "q", true, 0, FieldTable.builder().integer("x-expires", 150_001).build());
        for (int i = 0; i < 150; i++) {
            node.shards.advance(1_000);
            assertThat(isThere()).isTrue();
        }
        node.shards.advance(1);
        assertThat(isThere()).isFalse();
    }

    @Test
    void messagesOfAQueueThatMovesExpireInTime() {
        BrokerQueue queue = node.queue(
                "q", true, 0, FieldTable.builder().integer("x-message-ttl", 100).build());
        Message message = new Message(new byte[] {0, 1, 'q'}, new byte[2], 2, Message.NO_TTL, 0, false);
        node.shards.turn(0, () -> queue.enqueue(here, null, 0, message));
        node.shards.advance(50);
        BrokerShard other = node.shards.get(1);
        ShardConsumer consumer = new ShardConsumer(
                queue, new QueueEnd(other), new ConsumerOptions("c", false, false, 0, 1, FieldTable.EMPTY), null);
        node.shards.turn(1, () -> queue.subscribe(other, consumer, outcome -> {}));
        assertThat(queue.shard()).isSameAs(other);
        node.shards.turn(1, () -> queue.enqueue(other, null, 0, message));
        assertThat(queue.contents().messageCount())
                .as("one is delivered, one waits")
                .isEqualTo(2);
        node.shards.advance(99);
        assertThat(queue.contents().messageCount()).isEqualTo(2);
        node.shards.advance(1);
        assertThat(queue.contents().messageCount()).isOne();
    }

    @Test
    void aTimeThatIsGivenLaterBeginsThen() {
        node.queue("q", true, 0, FieldTable.EMPTY);
        node.shards.advance(1_000);
        node.policies("{\"expires\":100}", ".");
        node.shards.advance(99);
        assertThat(isThere()).isTrue();
        node.shards.advance(1);
        assertThat(isThere()).isFalse();
    }

    @Test
    void aQueueOfTheSameNameIsNotTakenForTheOneThatWasDeleted() {
        expiring(0);
        node.deleteQueue("q");
        node.queue("q", true, 0);
        node.shards.advance(1_000);
        assertThat(isThere()).isTrue();
    }

    @Test
    void aRestoredQueueHasItsFullTime() {
        expiring(0);
        node.shards.advance(60);
        VhostFixture next = node.restarted();
        next.shards.advance(99);
        assertThat(next.vhost().queue("q")).isNotNull();
        next.shards.advance(1);
        assertThat(next.vhost().queue("q")).isNull();
    }

    @Test
    void aDeliveryThatIsHeldTooLongEndsItsChannel() {
        BrokerQueue queue = node.queue(
                "held",
                false,
                0,
                FieldTable.builder().integer("x-consumer-timeout", 50).build());
        ShardConsumer consumer = consume(queue, node.shards.get(1));
        QueueEnd end = (QueueEnd) consumer.end();
        Message message = new Message(new byte[] {0, 1, 'q'}, new byte[2], 2, Message.NO_TTL, 0, false);
        node.shards.turn(0, () -> queue.enqueue(here, null, 0, message));
        assertThat(end.ids).hasSize(1);
        node.shards.advance(49);
        assertThat(end.timeoutsMs).isEmpty();
        for (int i = 0; i < 100; i++) {
            node.shards.advance(1);
        }
        assertThat(end.timeoutsMs).containsExactly(50L);
    }
}
