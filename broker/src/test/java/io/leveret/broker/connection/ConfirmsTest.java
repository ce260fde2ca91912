package io.leveret.broker.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.Seeded;
import io.leveret.broker.counters.MessageStat;
import io.leveret.codec.AmqpException;
import io.leveret.codec.BasicMethod;
import io.leveret.codec.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ConfirmsTest {
    private final ConnectionFixture client = new ConnectionFixture(1).open(0);
    private final Channel channel = new Channel(client.connection, 1);
    private final Confirms confirms = new Confirms(channel);

    /** The handshake is forgotten. */
    ConfirmsTest() throws AmqpException {
        told();
    }

    @Test
    void aTurnOfConfirmsInOrderIsOneAck() throws AmqpException {
        turn(() -> {
            for (int i = 1; i <= 5; i++) {
                confirms.confirmed(confirms.open(1, 10));
            }
        });
        assertThat(told()).containsExactly(new BasicMethod.Ack(5, true));
        assertThat(channel.counters().get(MessageStat.CONFIRM)).isEqualTo(5);
    }

    @Test
    void oneAloneIsNotMultiple() throws AmqpException {
        turn(() -> confirms.open(0, 10));
        assertThat(told()).containsExactly(new BasicMethod.Ack(1, false));
    }

    @Test
    void aPublishWaitsForAllItsQueues() throws AmqpException {
        turn(() -> confirms.open(2, 10));
        turn(() -> confirms.confirmed(1));
        assertThat(told()).isEmpty();
        turn(() -> confirms.confirmed(1));
        assertThat(told()).containsExactly(new BasicMethod.Ack(1, false));
    }

    @Test
    void aRefusalOfOneQueueRefusesThePublish() throws AmqpException {
        turn(() -> confirms.open(2, 10));
        turn(() -> {
            confirms.refused(1);
            confirms.confirmed(1);
        });
        assertThat(told()).containsExactly(new BasicMethod.Nack(1, false, false));
        assertThat(channel.counters().get(MessageStat.CONFIRM)).isZero();
    }

    @Test
    void behindAGapEachIsToldAloneAndNotAgainLater() throws AmqpException {
        turn(() -> {
            for (int i = 1; i <= 4; i++) {
                confirms.open(1, 10);
            }
            confirms.confirmed(3);
            confirms.refused(4);
        });
        assertThat(told()).containsExactly(new BasicMethod.Ack(3, false), new BasicMethod.Nack(4, false, false));
        turn(() -> {
            confirms.confirmed(2);
            confirms.confirmed(1);
        });
        assertThat(told()).containsExactly(new BasicMethod.Ack(2, true));
    }

    @Test
    void aChannelThatIsGoneIsToldNothing() throws AmqpException {
        turn(() -> {
            confirms.open(1, 10);
            channel.release();
            confirms.confirmed(1);
        });
        assertThat(told()).isEmpty();
    }

    @Test
    void everyNumberIsAnsweredOnceAndNoneBeforeItsTime() {
        Seeded.run(300, random -> new ConfirmsTest().randomRun(random));
    }

    /** What the client believes, against what the queues answered. */
    private void randomRun(Random random) throws AmqpException {
        Map<Long, Integer> waiting = new TreeMap<>();
        Map<Long, Boolean> resolved = new TreeMap<>();
        TreeMap<Long, Boolean> unanswered = new TreeMap<>();
        List<Long> refused = new ArrayList<>();
        boolean draining = false;
        for (int turns = 0; turns < 60 || !waiting.isEmpty(); turns++) {
            draining = turns >= 50;
            int publishes = draining ? 0 : random.nextInt(40);
            int answers = random.nextInt(60);
            turn(() -> {
                for (int i = 0; i < publishes + answers; i++) {
                    if (i % 2 == 0 && i / 2 < publishes) {
                        int queues = random.nextInt(4);
                        long sequence = confirms.open(queues, 10);
                        unanswered.put(sequence, true);
                        if (queues == 0) {
                            resolved.put(sequence, true);
                        } else {
                            waiting.put(sequence, queues);
                        }
                    } else if (!waiting.isEmpty()) {
                        answerOne(random, waiting, refused, resolved);
                    }
                }
            });
            for (Method method : told()) {
                hear(method, resolved, unanswered);
            }
            assertThat(unanswered.keySet()).as("what is through has been told").isEqualTo(waiting.keySet());
        }
        assertThat(unanswered).isEmpty();
        assertThat(client.transport.heldBytes()).isZero();
    }

    private void answerOne(Random random, Map<Long, Integer> waiting, List<Long> refused, Map<Long, Boolean> resolved) {
        List<Long> numbers = List.copyOf(waiting.keySet());
        int near = Math.min(numbers.size(), random.nextInt(4) == 0 ? numbers.size() : 5);
        long sequence = numbers.get(random.nextInt(near));
        if (random.nextInt(8) == 0) {
            refused.add(sequence);
            confirms.refused(sequence);
        } else if (random.nextBoolean()) {
            confirms.confirmed(sequence);
        } else {
            confirms.receive(channel.shard(), io.leveret.broker.vhost.ShardPublisher.CONFIRM, sequence, 0, null, null);
        }
        if (waiting.merge(sequence, -1, Integer::sum) == 0) {
            waiting.remove(sequence);
            resolved.put(sequence, !refused.contains(sequence));
        }
    }

    private static void hear(Method method, Map<Long, Boolean> resolved, TreeMap<Long, Boolean> unanswered) {
        boolean positive = method instanceof BasicMethod.Ack;
        long tag =
                method instanceof BasicMethod.Ack ack ? ack.deliveryTag() : ((BasicMethod.Nack) method).deliveryTag();
        boolean multiple =
                method instanceof BasicMethod.Ack ack ? ack.multiple() : ((BasicMethod.Nack) method).multiple();
        Map<Long, Boolean> covered = multiple ? unanswered.headMap(tag, true) : unanswered.subMap(tag, true, tag, true);
        assertThat(covered).as("%s answers something", method).containsKey(tag);
        for (long sequence : covered.keySet()) {
            assertThat(resolved).as("%s covers %s", method, sequence).containsEntry(sequence, positive);
        }
        covered.clear();
    }

    private void turn(Runnable task) {
        client.node.shards.turn(0, task);
    }

    private List<Method> told() throws AmqpException {
        return client.transport.methods();
    }
}
