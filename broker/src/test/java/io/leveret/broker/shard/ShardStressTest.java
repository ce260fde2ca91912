package io.leveret.broker.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Four shards on real threads send each other numbered commands as fast as their links let them. */
class ShardStressTest {
    private static final int SHARDS = 4;
    private static final long COMMANDS_A_LINK = 400_000;
    private static final int COMMANDS_A_BURST = 300;
    private static final long LIMIT_BYTES = 100L * ShardLink.COMMAND_BYTES;
    private static final long DEADLINE_SECONDS = 60;

    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(SHARDS, NioIoHandler.newFactory());
    private final CountDownLatch received = new CountDownLatch(SHARDS * (SHARDS - 1));
    private final AtomicInteger waits = new AtomicInteger();
    private final AtomicReference<String> fault = new AtomicReference<>();
    private Shards shards;

    @AfterEach
    void stop() {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    @Test
    void nothingIsLostNothingOvertakesAndNobodyWaitsForEver() throws InterruptedException {
        List<NettyShardThread> threads = new ArrayList<>();
        for (EventExecutor executor : loops) {
            threads.add(new NettyShardThread((EventLoop) executor));
        }
        shards = new Shards(threads, LIMIT_BYTES);
        for (int i = 0; i < SHARDS; i++) {
            BrokerShard source = shards.get(i);
            for (int j = 0; j < SHARDS; j++) {
                if (i != j) {
                    source.execute(new Feed(source, shards.get(j)));
                }
            }
        }
        assertThat(received.await(DEADLINE_SECONDS, TimeUnit.SECONDS))
                .as("all has arrived; %s links left, fault: %s", received.getCount(), fault)
                .isTrue();
        assertThat(fault.get()).isNull();
        assertThat(waits.get()).as("links were full at times").isPositive();
    }

    /** Sends numbers over one link: a burst in each turn, and none while the link is full. */
    private final class Feed implements Runnable, ShardReceiver {
        private final BrokerShard source;
        private final BrokerShard target;
        private final ShardLink link;
        private long sent;
        private long expected;

        Feed(BrokerShard source, BrokerShard target) {
            this.source = source;
            this.target = target;
            this.link = source.linkTo(target);
        }

        @Override
        public void run() {
            for (int i = 0; i < COMMANDS_A_BURST && sent < COMMANDS_A_LINK; i++) {
                link.send(this, 0, sent++, 0, null, null);
            }
            if (sent == COMMANDS_A_LINK) {
                return;
            }
            if (link.isFull()) {
                waits.incrementAndGet();
                link.whenDrained(this);
            } else {
                source.nextTurn(this);
            }
        }

        /** On the target's thread. */
        @Override
        public void receive(BrokerShard at, int operation, long number, long second, Object object, Object other) {
            if (number != expected || !target.isCurrent()) {
                fault.compareAndSet(null, number + " instead of " + expected);
            }
            expected++;
            if (expected == COMMANDS_A_LINK) {
                received.countDown();
            }
        }
    }
}
