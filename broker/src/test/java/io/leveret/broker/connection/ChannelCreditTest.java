package io.leveret.broker.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.counters.ChurnCounters;
import io.leveret.broker.events.EventBus;
import io.leveret.broker.shard.BrokerShard;
import io.leveret.broker.shard.NettyShardThread;
import io.leveret.broker.shard.Shards;
import io.leveret.broker.storage.MemoryPages;
import io.leveret.broker.storage.NodeStorage;
import io.leveret.broker.storage.ShardLogs;
import io.leveret.broker.vhost.Actor;
import io.leveret.broker.vhost.BrokerQueue;
import io.leveret.broker.vhost.ConsumerEnd;
import io.leveret.broker.vhost.ConsumerOptions;
import io.leveret.broker.vhost.Definitions;
import io.leveret.broker.vhost.MemoryDefinitions;
import io.leveret.broker.vhost.QueueDefinition;
import io.leveret.broker.vhost.ShardConsumer;
import io.leveret.broker.vhost.VhostFixture;
import io.leveret.broker.vhost.VhostMetadata;
import io.leveret.broker.vhost.VirtualHosts;
import io.leveret.codec.FieldTable;
import io.leveret.persistence.log.MemoryLog;
import io.leveret.queue.Message;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ChannelCreditTest {
    private static final Message MESSAGE = new Message(new byte[2], new byte[2], 2, Message.NO_TTL, 0, false);

    private final VhostFixture node = new VhostFixture(2);
    private final ChannelCredit credit = new ChannelCredit();
    private final Hand hand = new Hand(node.shards.get(0), credit);

    @Test
    void withoutALimitNobodyIsTurnedAway() {
        consume("a", 0, 20);
        assertThat(hand.delivered).hasSize(20);
    }

    @Test
    void noMoreThanTheLimitIsInFlightOverAllQueues() {
        credit.limit(3, 0);
        consume("a", 0, 10);
        consume("b", 1, 10);
        assertThat(hand.delivered).hasSize(3);
        settle(2);
        assertThat(hand.delivered).hasSize(5);
    }

    @Test
    void consumersTakeTurnsWhateverTheirShards() {
        credit.limit(1, 0);
        consume("a", 0, 4);
        consume("b", 1, 4);
        consume("c", 0, 4);
        for (int i = 0; i < 12; i++) {
            settle(1);
        }
        assertThat(hand.delivered).containsExactly("a", "a", "b", "c", "a", "b", "c", "a", "b", "c", "b", "c");
    }

    @Test
    void whoDoesNotAcknowledgeTakesNothingAndWaitsWhileThereIsNothing() {
        credit.limit(2, 0);
        consume("free", 0, 10, true);
        assertThat(hand.delivered).hasSize(10);
        hand.delivered.clear();
        consume("a", 0, 2);
        consume("b", 1, 10, true);
        assertThat(hand.delivered).containsExactly("a", "a");
        settle(1);
        assertThat(hand.delivered).hasSize(12);
    }

    @Test
    void aConsumerThatEndedIsPassedOverInTheLine() {
        credit.limit(1, 0);
        consume("a", 0, 4);
        ShardConsumer ended = consume("b", 1, 4);
        consume("c", 0, 4);
        ended.close();
        settle(1);
        settle(1);
        assertThat(hand.delivered).doesNotContain("b").hasSize(3).contains("c");
    }

    @Test
    void aHigherLimitLetsTheWaitingGoOn() {
        credit.limit(1, 0);
        consume("a", 0, 10);
        node.shards.turn(0, () -> credit.limit(4, 1));
        assertThat(hand.delivered).hasSize(4);
        node.shards.turn(0, () -> credit.limit(0, 4));
        assertThat(hand.delivered).hasSize(10);
    }

    @Test
    void aLowerLimitHoldsUntilEnoughIsSettled() {
        credit.limit(4, 0);
        consume("a", 0, 10);
        node.shards.turn(0, () -> credit.limit(2, 4));
        settle(2);
        assertThat(hand.delivered).hasSize(4);
        settle(1);
        assertThat(hand.delivered).hasSize(5);
    }

    /** The channel has not seen them yet, so it cannot count them. */
    @Test
    void whatIsOnItsWayCountsAgainstANewLimitToo() {
        credit.limit(2, 0);
        publish("b", 1, 10);
        subscribe("b", false);
        node.shards.thread(0).run();
        node.shards.thread(1).run();
        assertThat(hand.delivered).isEmpty();
        node.shards.get(0).execute(() -> credit.limit(3, 0));
        node.shards.run();
        assertThat(hand.delivered).hasSize(3);
    }

    /** Two queues on threads of their own take what the channel, on a third, gives back one by one. */
    @Test
    void noWakeUpIsLostBetweenThreads() throws Exception {
        int each = 20_000;
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(3, NioIoHandler.newFactory());
        try {
            List<NettyShardThread> threads = new ArrayList<>();
            for (EventExecutor executor : loops) {
                threads.add(new NettyShardThread((EventLoop) executor));
            }
            Shards shards = new Shards(threads, 1 << 20);
            MemoryDefinitions store = new MemoryDefinitions();
            VirtualHosts vhosts =
                    new VirtualHosts(shards, new Definitions(store), new EventBus(), new ChurnCounters(), 1 << 20);
            ShardLogs logs = new ShardLogs(shards, new MemoryLog(true)::writer, 0, () -> 0, 1 << 20);
            vhosts.begin(new NodeStorage(logs, new MemoryLog(true), new MemoryPages()), 0);
            vhosts.add("/", VhostMetadata.NONE);
            ChannelCredit shared = new ChannelCredit();
            shared.limit(2, 0);
            SettlingHand settling = new SettlingHand(shards.get(0), shared, 2 * each);
            for (int i = 1; i <= 2; i++) {
                BrokerShard home = shards.get(i);
                QueueDefinition definition = new QueueDefinition("q" + i, false, false, false, FieldTable.EMPTY);
                BrokerQueue queue = vhosts.get("/")
                        .addQueue(definition, null, home, Actor.BROKER, VhostFixture.NOBODY)
                        .queue();
                home.execute(() -> keep(queue, home));
                home.execute(() -> {
                    for (int n = 0; n < each; n++) {
                        queue.enqueue(home, null, 0, MESSAGE);
                    }
                });
                ConsumerOptions options = new ConsumerOptions("c" + i, false, false, 0, 0, FieldTable.EMPTY);
                shards.get(0)
                        .execute(() -> queue.subscribe(
                                shards.get(0), new ShardConsumer(queue, settling, options, shared), outcome -> {}));
            }
            assertThat(settling.done.await(60, TimeUnit.SECONDS))
                    .as("all was delivered")
                    .isTrue();
            assertThat(settling.mostInFlight).isLessThanOrEqualTo(2);
        } finally {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }

    private ShardConsumer consume(String queue, int shard, int messages) {
        return consume(queue, shard, messages, false);
    }

    private ShardConsumer consume(String queue, int shard, int messages, boolean noAck) {
        publish(queue, shard, messages);
        ShardConsumer consumer = subscribe(queue, noAck);
        node.shards.run();
        return consumer;
    }

    private void publish(String name, int shard, int messages) {
        BrokerQueue queue = node.queue(name, false, shard);
        node.shards.turn(shard, () -> keep(queue, node.shards.get(shard)));
        node.shards.turn(shard, () -> {
            for (int i = 0; i < messages; i++) {
                queue.enqueue(node.shards.get(shard), null, 0, MESSAGE);
            }
        });
    }

    /** Subscribes one that never takes anything, so that the queue stays where it is. */
    private static void keep(BrokerQueue queue, BrokerShard home) {
        ChannelCredit none = new ChannelCredit();
        none.limit(1, 1);
        ConsumerOptions options = new ConsumerOptions("keeper", false, false, 0, 0, FieldTable.EMPTY);
        queue.subscribe(home, new ShardConsumer(queue, new Hand(home, none), options, none), outcome -> {});
    }

    private ShardConsumer subscribe(String name, boolean noAck) {
        BrokerQueue queue = node.vhost().queue(name);
        ConsumerOptions options = new ConsumerOptions(name, noAck, false, 0, 0, FieldTable.EMPTY);
        ShardConsumer consumer = new ShardConsumer(queue, hand, options, credit);
        node.shards.get(0).execute(() -> queue.subscribe(node.shards.get(0), consumer, outcome -> {}));
        return consumer;
    }

    private void settle(int messages) {
        node.shards.turn(0, () -> credit.giveBack(messages));
    }

    /** Holds what it gets. */
    private static class Hand implements ConsumerEnd {
        final List<String> delivered = new ArrayList<>();
        final ChannelCredit credit;
        private final BrokerShard shard;

        Hand(BrokerShard shard, ChannelCredit credit) {
            this.shard = shard;
            this.credit = credit;
        }

        @Override
        public BrokerShard shard() {
            return shard;
        }

        @Override
        public boolean deliver(ShardConsumer consumer, long id, Message message, boolean redelivered) {
            delivered.add(consumer.tag());
            return true;
        }

        @Override
        public void got(BrokerQueue queue, long id, Message message, boolean redelivered, long remaining) {
            throw new AssertionError("nothing was fetched");
        }

        @Override
        public boolean fetchesNoAck() {
            throw new AssertionError("nothing was fetched");
        }

        @Override
        public void gotNothing() {
            throw new AssertionError("nothing was fetched");
        }

        @Override
        public void timedOut(long timeoutMs) {}

        @Override
        public void cancelled(ShardConsumer consumer) {
            throw new AssertionError("nothing was deleted");
        }
    }

    /** Settles what it gets, in the same turn but after the command. */
    private static final class SettlingHand extends Hand {
        final CountDownLatch done = new CountDownLatch(1);
        volatile int mostInFlight;
        private int inFlight;
        private int left;

        SettlingHand(BrokerShard shard, ChannelCredit credit, int expected) {
            super(shard, credit);
            this.left = expected;
        }

        @Override
        public boolean deliver(ShardConsumer consumer, long id, Message message, boolean redelivered) {
            inFlight++;
            mostInFlight = Math.max(mostInFlight, inFlight);
            shard().soon(() -> {
                inFlight--;
                consumer.queue().settle(shard(), id);
                credit.giveBack(1);
                if (--left == 0) {
                    done.countDown();
                }
            });
            return true;
        }
    }
}
