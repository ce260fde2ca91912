package io.leveret.broker.vhost;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.shard.BrokerShard;
import io.leveret.codec.FieldTable;
import io.leveret.queue.Message;
import org.junit.jupiter.api.Test;

/** Bodies leave memory when nobody has used their queue for a while. */
class IdleQueuesTest {
    private static final int BODY_BYTES = 100;
    private static final long LOOK_MS = IdleQueues.LOOK_MS;

    private final VhostFixture node = new VhostFixture(2);
    private final BrokerShard here = node.shards.get(0);

    @Test
    void bodiesLeaveMemoryBetweenOneAndTwoLooksAfterTheLastUse() {
        BrokerQueue queue = node.queue("q", true, 0);
        for (int n = 0; n < 5; n++) {
            publish(queue, true);
        }
        node.shards.advance(LOOK_MS);
        assertThat(node.vhosts.memoryBytes()).isGreaterThan(5 * BODY_BYTES);
        long all = node.vhosts.memoryBytes();
        node.shards.advance(LOOK_MS);
        assertThat(node.vhosts.memoryBytes()).isLessThan(all - 5 * BODY_BYTES);
        assertThat(queue.watchedBy()).isNull();
        assertThat(node.shards.thread(0).alarms()).as("nobody is looked at").isZero();
        QueueEnd end = new QueueEnd(here);
        for (int n = 0; n < 5; n++) {
            node.shards.turn(0, () -> queue.get(here, end, true));
        }
        assertThat(end.messages).hasSize(5).allMatch(message -> message.bodySize() == BODY_BYTES);
    }

    @Test
    void aQueueThatIsUsedInEachIntervalStays() {
        BrokerQueue queue = node.queue("q", true, 0);
        publish(queue, true);
        for (int n = 0; n < 10; n++) {
            publish(queue, true);
            node.shards.advance(LOOK_MS);
            assertThat(bodies(queue)).isEqualTo(n + 2);
        }
        QueueEnd end = new QueueEnd(here);
        for (int n = 0; n < 5; n++) {
            node.shards.turn(0, () -> queue.get(here, end, true));
            node.shards.advance(LOOK_MS);
            assertThat(bodies(queue)).isEqualTo(10 - n);
        }
        node.shards.advance(LOOK_MS);
        assertThat(bodies(queue)).isZero();
    }

    @Test
    void whatWasReadBackForOneMessageLeavesAgain() {
        BrokerQueue queue = node.queue("q", true, 0);
        for (int n = 0; n < 5; n++) {
            publish(queue, true);
        }
        node.shards.advance(2 * LOOK_MS);
        assertThat(bodies(queue)).isZero();
        node.shards.turn(0, () -> queue.get(here, new QueueEnd(here), true));
        assertThat(bodies(queue)).isEqualTo(4);
        node.shards.advance(2 * LOOK_MS);
        assertThat(bodies(queue)).isZero();
    }

    @Test
    void whatIsNotMeantForTheDiskStays() {
        BrokerQueue passing = node.queue("passing", false, 0);
        BrokerQueue lasting = node.queue("lasting", true, 0);
        publish(passing, true);
        publish(lasting, false);
        node.shards.advance(3 * LOOK_MS);
        assertThat(bodies(passing)).isOne();
        assertThat(bodies(lasting)).isOne();
        assertThat(node.shards.thread(0).alarms()).isZero();
    }

    @Test
    void aQueueThatHasMovedIsWatchedWhereItIs() {
        BrokerQueue queue = node.queue("q", true, 0);
        publish(queue, true);
        publish(queue, true);
        BrokerShard there = node.shards.get(1);
        QueueEnd end = new QueueEnd(there);
        ShardConsumer consumer =
                new ShardConsumer(queue, end, new ConsumerOptions("c", false, false, 0, 1, FieldTable.EMPTY), null);
        node.shards.turn(1, () -> queue.subscribe(there, consumer, outcome -> {}));
        assertThat(queue.shard()).isSameAs(there);
        assertThat(end.ids).hasSize(1);
        node.shards.advance(5 * LOOK_MS);
        assertThat(bodies(queue)).as("while it is consumed").isEqualTo(2);
        assertThat(node.shards.thread(0).alarms()).as("at its old place").isZero();
        node.shards.turn(1, () -> queue.recipientGone(there, end));
        node.shards.advance(2 * LOOK_MS);
        assertThat(bodies(queue)).isZero();
        assertThat(node.shards.thread(1).alarms()).isZero();
    }

    @Test
    void aDeletedQueueIsForgotten() {
        publish(node.queue("q", true, 0), true);
        node.deleteQueue("q");
        node.shards.advance(LOOK_MS);
        assertThat(node.shards.thread(0).alarms()).isZero();
    }

    @Test
    void manyAreLookedAtOverSeveralTurns() {
        int count = 3 * IdleQueues.QUEUES_A_TURN + 1;
        for (int n = 0; n < count; n++) {
            publish(node.queue("q" + n, true, 0), true);
        }
        node.shards.advance(2 * LOOK_MS);
        for (int n = 0; n < count; n++) {
            assertThat(bodies(node.vhost().queue("q" + n))).isZero();
        }
        assertThat(node.shards.thread(0).alarms()).isZero();
    }

    private void publish(BrokerQueue queue, boolean persistent) {
        Message message =
                new Message(new byte[] {0, 1, 'q'}, new byte[2 + BODY_BYTES], 2, Message.NO_TTL, 0, persistent);
        node.shards.turn(0, () -> {
            if (persistent && queue.durable()) {
                node.vhosts.storage().log(here).body(message, 1);
            }
            queue.enqueue(here, null, 0, message);
        });
    }

    /** Messages whose bodies are in memory. */
    private static long bodies(BrokerQueue queue) {
        return queue.machine().inMemoryCount();
    }
}
