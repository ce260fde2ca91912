package io.leveret.broker.vhost;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.counters.CounterBlock;
import io.leveret.broker.counters.MessageStat;
import io.leveret.broker.shard.BrokerShard;
import io.leveret.codec.FieldTable;
import io.leveret.queue.Message;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BrokerQueueTest {
    private final VhostFixture node = new VhostFixture(2);
    private final BrokerQueue queue = node.queue("q", false, 1);
    private final List<String> heard = new ArrayList<>();

    @Test
    void aMessageFromAnotherShardIsConfirmedThere() {
        node.shards.turn(0, () -> publish(7));
        assertThat(heard).containsExactly("confirmed 7");
        assertThat(queue.counters().get(MessageStat.PUBLISH)).isOne();
        count();
        assertThat(heard).last().isEqualTo("1 ready, 0 consumers");
    }

    @Test
    void aDeletedQueueConfirmsWhatStillComes() {
        node.shards.turn(0, () -> {
            delete();
            publish(1);
        });
        assertThat(heard).containsExactly("DELETED 0", "confirmed 1");
        node.shards.turn(0, this::delete);
        assertThat(heard).last().isEqualTo("ABSENT 0");
        assertThat(node.vhost().queue("q")).isNull();
    }

    /** The counters of a queue that is gone belong to the next that is declared. */
    @Test
    void whatReachesADeletedQueueIsNotCountedAsAnothersMessages() {
        CounterBlock before = queue.counters();
        node.shards.turn(0, this::delete);
        BrokerQueue next = node.queue("next", false, 1);
        assertThat(next.counters()).isSameAs(before);
        node.shards.turn(0, () -> publish(1));
        node.shards.turn(1, () -> queue.get(node.shards.get(1), new End(node.shards.get(1)), true));
        assertThat(heard).containsExactly("DELETED 0", "confirmed 1", "nothing");
        for (MessageStat stat : MessageStat.values()) {
            assertThat(next.counters().get(stat)).as(stat.statName()).isZero();
        }
    }

    @Test
    void aDeletedQueueIsNotCounted() {
        node.shards.turn(0, this::delete);
        count();
        assertThat(heard).containsExactly("DELETED 0", "gone");
    }

    @Test
    void conditionsHoldADeletionBack() {
        node.shards.turn(0, () -> publish(0));
        node.shards.turn(0, () -> delete(new QueueDeletion(false, true, Actor.BROKER)));
        assertThat(heard).containsExactly("NOT_EMPTY 0");
        node.shards.turn(0, () -> delete(new QueueDeletion(true, false, Actor.BROKER)));
        assertThat(heard).last().isEqualTo("DELETED 1");
    }

    @Test
    void aPurgeSaysHowManyItWere() {
        node.shards.turn(0, () -> {
            publish(0);
            publish(0);
            queue.purge(node.shards.get(0), purged -> heard.add("purged " + purged));
        });
        assertThat(heard).containsExactly("purged 2");
    }

    /** Commands that come before the queue does are held, and a barrier waits for them. */
    @Test
    void oneCommandThatFailsAfterAMoveKeepsNothingFromTheOthers() {
        VhostFixture three = new VhostFixture(3);
        BrokerShard to = three.shards.get(0);
        BrokerQueue moving = three.queue("moving", false, 1);
        ConsumerOptions options = new ConsumerOptions("c", false, false, 0, 0, FieldTable.EMPTY);
        to.execute(() -> moving.subscribe(
                to, new ShardConsumer(moving, new End(to), options, null), outcome -> heard.add("subscribed")));
        three.shards.thread(0).run();
        three.shards.thread(1).run();
        three.shards.thread(0).run();
        to.execute(() -> moving.purge(to, purged -> {
            throw new IllegalStateException("on purpose");
        }));
        to.execute(() -> moving.purge(to, purged -> heard.add("purged")));
        three.shards.thread(0).run();
        assertThat(heard).as("held until the queue is there").isEmpty();
        three.shards.get(2).execute(() -> three.shards.all().barrier(three.shards.get(2), () -> heard.add("barrier")));
        three.shards.run();
        assertThat(heard).containsExactlyInAnyOrder("subscribed", "purged", "barrier");
    }

    private void publish(long sequence) {
        Message message = new Message(new byte[] {0, 1, 'q'}, new byte[2], 2, Message.NO_TTL, 0, false);
        queue.enqueue(node.shards.get(0), new End(node.shards.get(0)), sequence, message);
    }

    private void delete() {
        delete(new QueueDeletion(false, false, Actor.BROKER));
    }

    private void delete(QueueDeletion deletion) {
        queue.delete(node.shards.get(0), deletion, outcome -> heard.add(outcome.result() + " " + outcome.messages()));
    }

    private void count() {
        node.shards.turn(
                0,
                () -> queue.count(node.shards.get(0), new QueueCounts() {
                    @Override
                    public void counted(long ready, int consumers) {
                        heard.add(ready + " ready, " + consumers + " consumers");
                    }

                    @Override
                    public void gone() {
                        heard.add("gone");
                    }
                }));
    }

    /** Notes what queues say to it. */
    private final class End implements ShardPublisher, ConsumerEnd {
        private final BrokerShard shard;

        End(BrokerShard shard) {
            this.shard = shard;
        }

        @Override
        public boolean fetchesNoAck() {
            return false;
        }

        @Override
        public long id() {
            return 1;
        }

        @Override
        public BrokerShard shard() {
            return shard;
        }

        @Override
        public void confirmed(long sequence) {
            heard.add("confirmed " + sequence);
        }

        @Override
        public void refused(long sequence) {
            heard.add("refused " + sequence);
        }

        @Override
        public void receive(BrokerShard at, int operation, long sequence, long unused, Object object, Object other) {
            if (operation == CONFIRM) {
                confirmed(sequence);
            } else {
                refused(sequence);
            }
        }

        @Override
        public boolean deliver(ShardConsumer consumer, long id, Message message, boolean redelivered) {
            heard.add("delivered " + id);
            return true;
        }

        @Override
        public void got(BrokerQueue from, long id, Message message, boolean redelivered, long remaining) {
            heard.add("got " + id);
        }

        @Override
        public void gotNothing() {
            heard.add("nothing");
        }

        @Override
        public void timedOut(long timeoutMs) {}

        @Override
        public void cancelled(ShardConsumer consumer) {
            heard.add("cancelled");
        }
    }
}
