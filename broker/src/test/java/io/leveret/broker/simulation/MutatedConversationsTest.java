package io.leveret.broker.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.counters.ChurnCounters.Churn;
import io.leveret.broker.vhost.BrokerQueue;
import io.leveret.codec.AmqpException;
import io.leveret.codec.BasicMethod;
import io.leveret.codec.ChannelMethod;
import io.leveret.codec.ConfirmMethod;
import io.leveret.codec.ConnectionMethod;
import io.leveret.codec.FieldTable;
import io.leveret.codec.Method;
import io.leveret.codec.QueueMethod;
import io.netty.buffer.Unpooled;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * Clients that say almost what they should. Whatever comes, the broker answers with well-formed frames or hangs up,
 * others notice nothing, and nothing is left of it. {@code -Dmutants=} runs more or fewer.
 */
class MutatedConversationsTest {
    private static final int CONVERSATIONS = 100_000;
    private static final int ROUND = 1_000;
    private static final int AT_ONCE = 20;
    private static final int WARM_UP_ROUNDS = 20;
    private static final long GROWTH_BYTES = 4 << 20;
    private static final int HIGH_BYTES = 64 * 1024;

    /** Longer than the handshake, two heartbeats and the wait for close-ok together. */
    private static final long SILENCE_MS = 240_000;

    private final List<List<byte[]>> conversations = Conversations.all();

    /** Remembers how its connection fared. */
    private static final class Mutant implements WireClient.Listener {
        private final WireClient wire;
        private final List<Method> heard = new ArrayList<>();
        private final int sentBytes;

        Mutant(SimulatedBroker broker, int shardIndex, List<byte[]> frames) {
            wire = new WireClient(broker.connect(shardIndex, HIGH_BYTES), this);
            int sent = 0;
            for (byte[] frame : frames) {
                wire.transport().send(Unpooled.wrappedBuffer(frame));
                sent += frame.length;
            }
            sentBytes = sent;
        }

        @Override
        public void method(int channel, Method method) {
            heard.add(method);
        }

        @Override
        public void content(int channel, Method method, byte[] body) {
            heard.add(method);
        }

        @Override
        public void unreadable(AmqpException cause) {
            assertThat(heard).isNotEmpty();
        }

        boolean read() {
            boolean something = wire.transport().waitingForClient() > 0;
            if (something) {
                wire.take(Integer.MAX_VALUE);
            }
            return something;
        }

        /** Its transport is closed, or the broker has said something, or there was not enough to answer. */
        boolean isServed() {
            return wire.transport().isClosed() || wire.isRefused() || !heard.isEmpty() || sentBytes < 8;
        }
    }

    @Test
    void theConversationsAreWellFormed() {
        try (LoggedErrors errors = new LoggedErrors()) {
            for (List<byte[]> frames : conversations) {
                Simulation simulation = new Simulation(new Random(3));
                SimulatedBroker broker = newBroker(simulation);
                Mutant client = new Mutant(broker, 0, frames);
                do {
                    simulation.settle();
                } while (client.read());
                Method last = client.heard.get(client.heard.size() - 1);
                assertThat(client.heard).noneMatch(ChannelMethod.Close.class::isInstance);
                if (frames == conversations.get(conversations.size() - 1)) {
                    assertThat(last).isInstanceOf(ConnectionMethod.Close.class);
                } else {
                    assertThat(last).isInstanceOf(ConnectionMethod.CloseOk.class);
                }
            }
            errors.check();
        }
    }

    private static SimulatedBroker newBroker(Simulation simulation) {
        return new SimulatedBroker(simulation, 2, new SimulatedBroker.Limits(1 << 20, 1 << 20, 60));
    }

    @Test
    void mutantsAreAnsweredOrHungUpOnAndNobodyElseNotices() {
        Long replayed = Long.getLong("seed");
        long seed = replayed != null ? replayed : System.nanoTime();
        LoggerFactory.getLogger("seeds").info("mutated conversations: -Dseed={}", seed);
        try (LoggedErrors errors = new LoggedErrors()) {
            new Run(seed, errors).run();
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError("fails with -Dseed=" + seed + ": " + e, e);
        }
    }

    /** One broker, all the mutants, and two that behave. */
    private final class Run {
        private final LoggedErrors errors;
        private final Random random;
        private final Simulation simulation;
        private final SimulatedBroker broker;
        private final Mutations mutations;
        private final CallingClient publisher;
        private final CallingClient consumer;
        private int published;
        private final Map<Integer, Integer> refusals = new TreeMap<>();
        private int opened;
        private int orderly;

        Run(long seed, LoggedErrors errors) {
            this.errors = errors;
            this.random = new Random(seed);
            this.simulation = new Simulation(random);
            this.broker = newBroker(simulation);
            this.mutations = new Mutations(random, conversations);
            this.publisher = new CallingClient(broker, 0);
            this.consumer = new CallingClient(broker, 1);
            consumer.call(new QueueMethod.Declare("steady", false, false, false, false, false, FieldTable.EMPTY));
            consumer.call(new BasicMethod.Consume("steady", "c", false, true, false, false, FieldTable.EMPTY));
            publisher.call(new ConfirmMethod.Select(false));
        }

        void run() {
            int rounds = Math.max(1, Integer.getInteger("mutants", CONVERSATIONS) / ROUND);
            long usedBytes = 0;
            for (int round = 0; round < rounds; round++) {
                for (int i = 0; i < ROUND; i += AT_ONCE) {
                    converse();
                }
                checkNothingIsLeft();
                if (round == Math.min(WARM_UP_ROUNDS, rounds / 2)) {
                    usedBytes = usedHeapBytes();
                }
            }
            assertThat(opened).as("mutants that got through the handshake").isGreaterThan(rounds * ROUND / 3);
            assertThat(refusals).as("refusals by code").containsKeys(404, 406, 501, 503, 505);
            long grownBytes = usedHeapBytes() - usedBytes;
            LoggerFactory.getLogger("seeds")
                    .info(
                            "{} mutants, {} opened, {} closed in order, refusals {}, {} bytes more on the heap",
                            rounds * ROUND,
                            opened,
                            orderly,
                            refusals,
                            grownBytes);
            assertThat(grownBytes).as("growth of the heap").isLessThan(GROWTH_BYTES);
        }

        /** Some mutants at once; then some are gone, some silent until time has passed. */
        private void converse() {
            List<Mutant> mutants = new ArrayList<>();
            for (int i = 0; i < AT_ONCE; i++) {
                mutants.add(new Mutant(broker, random.nextInt(2), mutations.next()));
            }
            publishSteadily();
            readAll(mutants);
            errors.check();
            for (Mutant mutant : mutants) {
                assertThat(mutant.isServed()).isTrue();
            }
            boolean silent = random.nextInt(5) == 0;
            if (silent) {
                for (int waited = 0; waited < SILENCE_MS; waited += 30_000) {
                    simulation.pass(30_000);
                    readAll(mutants);
                }
            }
            for (Mutant mutant : mutants) {
                tally(mutant);
                mutant.wire.transport().lose();
            }
            checkSteady();
        }

        private void tally(Mutant mutant) {
            for (Method method : mutant.heard) {
                opened += method instanceof ConnectionMethod.OpenOk ? 1 : 0;
                orderly += method instanceof ConnectionMethod.CloseOk ? 1 : 0;
                if (method instanceof ChannelMethod.Close close) {
                    refusals.merge(close.replyCode(), 1, Integer::sum);
                } else if (method instanceof ConnectionMethod.Close close) {
                    refusals.merge(close.replyCode(), 1, Integer::sum);
                }
            }
        }

        private void readAll(List<Mutant> mutants) {
            boolean something;
            do {
                simulation.settle();
                something = false;
                for (Mutant mutant : mutants) {
                    something |= mutant.read();
                }
            } while (something);
        }

        private void publishSteadily() {
            publisher.publish(
                    "", "steady", ByteBuffer.allocate(4).putInt(++published).array());
        }

        private void checkSteady() {
            publisher.rest();
            consumer.rest();
            Method confirmed = publisher.heard().get(publisher.heard().size() - 1);
            assertThat(confirmed).isEqualTo(new BasicMethod.Ack(published, false));
            assertThat(ByteBuffer.wrap(consumer.lastBody()).getInt()).isEqualTo(published);
            publisher.heard().clear();
            consumer.heard().clear();
        }

        private void checkNothingIsLeft() {
            simulation.pass(60_000);
            long live = broker.churn().get(Churn.CONNECTION_CREATED)
                    - broker.churn().get(Churn.CONNECTION_CLOSED);
            assertThat(live).as("live connections").isEqualTo(2);
            long channels =
                    broker.churn().get(Churn.CHANNEL_CREATED) - broker.churn().get(Churn.CHANNEL_CLOSED);
            assertThat(channels).as("live channels").isEqualTo(2);
            for (BrokerQueue queue : broker.vhost().queues()) {
                assertThat(queue.exclusiveOwner())
                        .as("exclusive queue " + queue.name())
                        .isNull();
                if (!queue.name().equals("steady")) {
                    publisher.call(new QueueMethod.Delete(queue.name(), true, false, false));
                }
            }
            assertThat(broker.vhost().queues()).hasSize(1);
            publisher.heard().clear();
            assertThat(broker.usedBufferBytes()).as("bytes of buffers").isZero();
            errors.check();
        }
    }

    private static long usedHeapBytes() {
        System.gc();
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
