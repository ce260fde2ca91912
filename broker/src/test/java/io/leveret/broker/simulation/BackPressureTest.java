package io.leveret.broker.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leveret.codec.BasicMethod;
import io.leveret.codec.ConfirmMethod;
import io.leveret.codec.ConnectionMethod;
import io.leveret.codec.ExchangeMethod;
import io.leveret.codec.FieldTable;
import io.leveret.codec.QueueMethod;
import io.leveret.codec.TxMethod;
import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who does not keep up costs a bounded amount of memory, and nothing is lost by it. */
class BackPressureTest {
    private static final int HIGH_BYTES = 64 * 1024;
    private static final int FLUSH_BYTES = 64 * 1024;
    private static final int WINDOW_BYTES = 1 << 20;
    private static final int LINK_BYTES = 100_000;
    private static final int PARKED_BYTES = 50_000;
    private static final int READ_BYTES = 64 * 1024;

    private final LoggedErrors errors = new LoggedErrors();
    private final Simulation simulation = new Simulation(new Random(7));
    private final SimulatedBroker broker =
            new SimulatedBroker(simulation, 2, new SimulatedBroker.Limits(LINK_BYTES, PARKED_BYTES, 60));

    @AfterEach
    void nothingIsLoggedAsAnError() {
        try {
            errors.check();
        } finally {
            errors.close();
        }
    }

    private static QueueMethod.Declare declare(String name, boolean durable) {
        return new QueueMethod.Declare(name, false, durable, false, false, false, FieldTable.EMPTY);
    }

    private static long ready(CallingClient client, String queue) {
        QueueMethod.Declare passive =
                new QueueMethod.Declare(queue, true, false, false, false, false, FieldTable.EMPTY);
        return ((QueueMethod.DeclareOk) client.call(passive)).messageCount();
    }

    private static byte[] body(int number, int size) {
        return ByteBuffer.allocate(size).putInt(number).array();
    }

    /** The broker's shards run; the client sends and does not read. */
    private void settleWithoutReading(CallingClient... clients) {
        simulation.settle();
        for (CallingClient client : clients) {
            assertThat(client.transport().waitingForBroker()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 1, 1000, 5000", "0, 20, 1000, 10000", "1, 1, 1000, 10000", "1, 1, 4, 100000", "1, 3, 1000, 10000"})
    void aConsumerThatNeverReadsHoldsUpABoundedAmount(int shard, int consumers, int size, int messages) {
        CallingClient publisher = new CallingClient(broker, 0);
        publisher.call(declare("backlog", false));
        CallingClient idle = new CallingClient(broker, shard, HIGH_BYTES);
        for (int i = 0; i < consumers; i++) {
            idle.call(new BasicMethod.Consume("backlog", "c" + i, false, true, false, false, FieldTable.EMPTY));
        }
        for (int i = 0; i < messages; i++) {
            publisher.publish("", "backlog", body(i, size));
            if (i % 7 == 0) {
                settleWithoutReading(publisher);
            }
        }
        settleWithoutReading(publisher);

        long frameBytes = size + 100;
        long crossing = shard == 0 ? 0 : (long) consumers * WINDOW_BYTES * 2;
        assertThat(idle.transport().mostWaiting())
                .isLessThan((int) (HIGH_BYTES + FLUSH_BYTES + (1 + consumers) * frameBytes + crossing));
        assertThat(ready(publisher, "backlog")).isGreaterThan(messages / 4);

        int before = idle.heard().size();
        idle.rest();
        assertThat(idle.heard().size() - before).isEqualTo(messages);
        assertThat(ready(publisher, "backlog")).isZero();
    }

    @Test
    void aPublisherWaitsForTheShardOfItsQueueAndGoesOn() {
        CallingClient consumer = new CallingClient(broker, 1);
        consumer.call(declare("far", false));
        CallingClient publisher = new CallingClient(broker, 0);
        broker.thread(1).freeze(true);
        for (int i = 0; i < 2000; i++) {
            publisher.publish("", "far", body(i, 1000));
        }
        simulation.settle();

        assertThat(publisher.transport().isReading()).isFalse();
        assertThat(publisher.transport().readBytes()).isLessThan(LINK_BYTES + READ_BYTES + 1000);

        broker.thread(1).freeze(false);
        simulation.settle();

        assertThat(publisher.transport().isReading()).isTrue();
        assertThat(publisher.transport().waitingForBroker()).isZero();
        assertThat(publisher.transport().pauses()).isGreaterThan(5);
        assertThat(ready(publisher, "far")).isEqualTo(2000);
    }

    @Test
    void aChannelThatWaitsKeepsABoundedAmountOfFramesAndGoesOn() {
        CallingClient client = new CallingClient(broker, 0);
        broker.store().freeze(true);
        client.tell(declare("slow", true));
        for (int i = 0; i < 1000; i++) {
            client.publish("", "slow", body(i, 1000));
        }
        simulation.settle();

        assertThat(client.transport().isReading()).isFalse();
        assertThat(client.transport().readBytes()).isLessThan(PARKED_BYTES + READ_BYTES + 1000);

        broker.store().freeze(false);
        simulation.settle();

        assertThat(client.transport().isReading()).isTrue();
        assertThat(ready(client, "slow")).isEqualTo(1000);
        for (int i = 0; i < 1000; i++) {
            client.call(new BasicMethod.Get("slow", true));
            assertThat(ByteBuffer.wrap(client.lastBody()).getInt()).isEqualTo(i);
        }
    }

    @Test
    void aPublisherOfWhomTooMuchIsUnconfirmedWaitsForTheDisk() {
        CallingClient client = new CallingClient(broker, 0);
        client.call(declare("lasting", true));
        client.call(new ConfirmMethod.Select(false));
        broker.log().freeze(true);
        for (int i = 0; i < 300; i++) {
            client.publishPersistent("", "lasting", body(i, 1000));
        }
        simulation.settle();

        assertThat(client.transport().isReading()).isFalse();
        assertThat(client.transport().readBytes())
                .isGreaterThan(SimulatedBroker.UNCONFIRMED_BYTES)
                .isLessThan(SimulatedBroker.UNCONFIRMED_BYTES + READ_BYTES + 2000);
        assertThat(client.heard()).noneMatch(BasicMethod.Ack.class::isInstance);

        broker.log().freeze(false);
        simulation.settle();

        assertThat(client.transport().isReading()).isTrue();
        assertThat(client.transport().pauses()).isGreaterThan(1);
        client.rest();
        BasicMethod.Ack last =
                (BasicMethod.Ack) client.heard().get(client.heard().size() - 1);
        assertThat(last.deliveryTag()).isEqualTo(300);
    }

    @Test
    void aConnectionWhoseChannelIsLostWhileItPausedReadsOn() {
        CallingClient client = new CallingClient(broker, 0);
        broker.store().freeze(true);
        client.tell(declare("slow", true));
        for (int i = 0; i < 100; i++) {
            client.publish("", "slow", body(i, 1000));
        }
        simulation.settle();
        assertThat(client.transport().isReading()).isFalse();

        client.transport().lose();
        simulation.settle();
        broker.store().freeze(false);
        simulation.settle();

        assertThat(broker.usedBufferBytes()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"0", "1"})
    void aClientThatNeitherReadsNorSendsIsGivenUpAndItsMessagesGoBack(int shard) {
        CallingClient publisher = new CallingClient(broker, 0);
        publisher.call(declare("held", false));
        CallingClient silent = new CallingClient(broker, shard, HIGH_BYTES, 30);
        silent.call(new BasicMethod.Consume("held", "c", false, false, false, false, FieldTable.EMPTY));
        for (int i = 0; i < 20; i++) {
            publisher.publish("", "held", body(i, 100));
        }
        settleWithoutReading(publisher);
        assertThat(ready(publisher, "held")).isZero();

        simulation.pass(59_000);
        assertThat(silent.transport().isClosed()).isFalse();
        simulation.pass(1_000);

        assertThat(silent.transport().isClosed()).isTrue();
        assertThat(ready(publisher, "held")).isEqualTo(20);
    }

    @Test
    void aClientThatNeverReadsItsCloseOkIsClosedAfterAWhile() {
        CallingClient client = new CallingClient(broker, 0);
        client.tell(new ConnectionMethod.Close(200, "bye", 0, 0));
        simulation.settle();
        assertThat(client.transport().waitingForClient()).isPositive();

        simulation.pass(14_000);
        assertThat(client.transport().isClosed()).isFalse();
        simulation.pass(1_000);

        assertThat(client.transport().isClosed()).isTrue();
    }

    @Test
    void aClientThatAsksWithoutReadingIsServedOnlyAsFarAsItReads() {
        int size = 50_000;
        CallingClient publisher = new CallingClient(broker, 0);
        publisher.call(declare("large", false));
        publisher.publish("", "large", body(0, size));
        CallingClient greedy = new CallingClient(broker, 0, HIGH_BYTES);
        for (int i = 0; i < 500; i++) {
            greedy.tell(new BasicMethod.Get("large", false));
            greedy.tell(new BasicMethod.Reject(i + 1, true));
        }
        simulation.settle();
        assertThat(greedy.transport().mostWaiting()).isLessThan(2 * HIGH_BYTES + FLUSH_BYTES + 2 * (size + 100));

        greedy.rest();
        assertThat(greedy.heard().stream().filter(BasicMethod.GetOk.class::isInstance))
                .hasSize(500);
        assertThat(ready(publisher, "large")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"0, true", "0, false", "1, true", "1, false"})
    void aMessageForManyConsumersOfOneClientFillsItsBuffersOnce(int shard, boolean noAck) {
        int size = 200_000;
        int queues = 100;
        CallingClient publisher = new CallingClient(broker, 0);
        publisher.call(
                new ExchangeMethod.Declare("all", "fanout", false, false, false, false, false, FieldTable.EMPTY));
        CallingClient many = new CallingClient(broker, shard, HIGH_BYTES);
        for (int i = 0; i < queues; i++) {
            publisher.call(declare("q" + i, false));
            publisher.call(new QueueMethod.Bind("q" + i, "all", "", false, FieldTable.EMPTY));
            many.call(new BasicMethod.Consume("q" + i, "c" + i, false, noAck, false, false, FieldTable.EMPTY));
        }
        publisher.publish("all", "", body(1, size));
        settleWithoutReading(publisher);
        assertThat(many.transport().mostWaiting()).isLessThan(HIGH_BYTES + FLUSH_BYTES + 2 * (size + 200));

        many.rest();
        assertThat(many.heard().stream().filter(BasicMethod.Deliver.class::isInstance))
                .hasSize(queues);
    }

    @Test
    void aTransactionMayHoldOnlySoMuch() {
        CallingClient client = new CallingClient(broker, 0);
        client.call(declare("q", false));
        client.call(new TxMethod.Select());
        for (int i = 0; i < 5; i++) {
            client.publish("", "q", body(i, 15 << 20));
        }
        assertThatThrownBy(() -> client.call(new TxMethod.Commit())).hasMessageContaining("before they are committed");
    }
}
