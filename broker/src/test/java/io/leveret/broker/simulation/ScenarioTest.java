package io.leveret.broker.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.codec.BasicMethod;
import io.leveret.codec.ChannelMethod;
import io.leveret.codec.ConnectionMethod;
import io.leveret.codec.FieldTable;
import io.leveret.codec.Method;
import io.leveret.codec.QueueMethod;
import io.leveret.codec.TxMethod;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What random runs have shown to go wrong, told as stories. */
class ScenarioTest {
    private static final ConnectionMethod.Close BYE = new ConnectionMethod.Close(200, "bye", 0, 0);

    private final LoggedErrors errors = new LoggedErrors();
    private final Simulation simulation = new Simulation(new Random(1));
    private final SimulatedBroker broker =
            new SimulatedBroker(simulation, 2, new SimulatedBroker.Limits(1 << 20, 1 << 20, 60));

    @AfterEach
    void nothingIsLoggedAsAnError() {
        try {
            errors.check();
        } finally {
            errors.close();
        }
    }

    private static QueueMethod.Declare declare(String name, boolean durable, boolean exclusive, boolean noWait) {
        return new QueueMethod.Declare(name, false, durable, exclusive, false, noWait, FieldTable.EMPTY);
    }

    @Test
    void aConnectionWithSeveralExclusiveQueuesClosesAndTheyGo() {
        CallingClient client = new CallingClient(broker, 0);
        for (String name : List.of("one", "two", "three")) {
            client.call(declare(name, false, true, false));
        }

        assertThat(client.call(BYE)).isInstanceOf(ConnectionMethod.CloseOk.class);

        assertThat(broker.vhost().queues()).isEmpty();
        assertThat(client.transport().isClosed()).isTrue();
    }

    @Test
    void aConnectionMayCloseRightBehindItsChannel() {
        CallingClient client = new CallingClient(broker, 0);
        client.transport().readWhole();
        client.tell(new ChannelMethod.Close(200, "bye", 0, 0));

        assertThat(client.call(BYE)).isInstanceOf(ConnectionMethod.CloseOk.class);
        assertThat(client.transport().isClosed()).isTrue();
    }

    @Test
    void whatWasPublishedBehindADeclarationThatWaitsForTheDiskSurvivesTheClose() {
        CallingClient client = new CallingClient(broker, 0);
        client.transport().readWhole();
        client.tell(declare("kept", true, false, true));
        client.publish("", "kept", new byte[] {1});
        client.publish("", "kept", new byte[] {2});

        assertThat(client.call(BYE)).isInstanceOf(ConnectionMethod.CloseOk.class);

        Method found = new CallingClient(broker, 1).call(declare("kept", true, false, false));
        assertThat(found).isEqualTo(new QueueMethod.DeclareOk("kept", 2, 0));
    }

    @Test
    void aCloseThatWaitedIsAnsweredThoughTheChannelFailedMeanwhile() {
        CallingClient client = new CallingClient(broker, 0);
        client.transport().readWhole();
        client.heard().clear();
        client.tell(declare("slow", true, false, false));
        client.tell(new QueueMethod.Declare("nowhere", true, false, false, false, false, FieldTable.EMPTY));
        client.tell(new ChannelMethod.Close(200, "bye", 0, 0));
        client.rest();

        assertThat(client.heard())
                .extracting(method -> (Object) method.getClass())
                .containsExactly(QueueMethod.DeclareOk.class, ChannelMethod.Close.class, ChannelMethod.CloseOk.class);
    }

    @Test
    void whatFollowsAGetThatWasHeldWhileItsQueueMovedIsForTheSameQueue() {
        for (int seed = 0; seed < 50; seed++) {
            Simulation moves = new Simulation(new Random(seed));
            SimulatedBroker two = new SimulatedBroker(moves, 2, new SimulatedBroker.Limits(1 << 20, 1 << 20, 60));
            CallingClient far = new CallingClient(two, 0);
            far.call(declare("moving", false, false, false));
            far.publish("", "moving", new byte[] {1});
            far.rest();
            CallingClient consumer = new CallingClient(two, 1);
            CallingClient getter = new CallingClient(two, 1);
            getter.transport().readWhole();
            consumer.tell(new BasicMethod.Consume("moving", "c", false, true, false, false, FieldTable.EMPTY));
            for (int i = 0; i < 3; i++) {
                getter.tell(new BasicMethod.Get("moving", false));
                getter.tell(new BasicMethod.Nack(0, true, true));
            }
            getter.rest();
            consumer.rest();
            errors.check();
            assertThat(consumer.heard()).anyMatch(BasicMethod.Deliver.class::isInstance);
            assertThat(getter.heard()).hasSize(7);
        }
    }

    @Test
    void commitOkWaitsForWhatIsHeldForAQueueThatMovesToTheShardOfThePublisher() {
        for (int seed = 0; seed < 200; seed++) {
            Simulation moves = new Simulation(new Random(seed));
            SimulatedBroker three = new SimulatedBroker(moves, 3, new SimulatedBroker.Limits(1 << 20, 1 << 20, 60));
            new CallingClient(three, 0).call(declare("moving", false, false, false));
            CallingClient publisher = new CallingClient(three, 1);
            publisher.call(new TxMethod.Select());
            publisher.transport().readWhole();
            CallingClient consumer = new CallingClient(three, 1);
            consumer.tell(new BasicMethod.Consume("moving", "c", false, true, false, false, FieldTable.EMPTY));
            for (int i = 0; i < 3; i++) {
                publisher.publish("", "moving", new byte[] {1});
                publisher.tell(new TxMethod.Commit());
            }
            publisher.rest();
            consumer.rest();
            errors.check();
            assertThat(publisher.heard())
                    .filteredOn(TxMethod.CommitOk.class::isInstance)
                    .hasSize(3);
            assertThat(consumer.heard())
                    .filteredOn(BasicMethod.Deliver.class::isInstance)
                    .hasSize(3);
        }
    }

    /** Seen on RabbitMQ 4.0.5: the type counts as said, whether it was or not. */
    @Test
    void aQueueWithoutATypeIsAClassicOne() {
        CallingClient client = new CallingClient(broker, 0);
        client.call(typed("plain", FieldTable.EMPTY));
        client.call(typed("plain", type("classic")));
        client.call(typed("named", type("classic")));
        client.call(typed("named", FieldTable.EMPTY));
        client.call(typed("mirrored", type("quorum")));
        client.tell(typed("mirrored", FieldTable.EMPTY));
        client.rest();

        String text = "PRECONDITION_FAILED - inequivalent arg 'x-queue-type' for queue 'mirrored' in vhost '/': "
                + "received 'classic' but current is 'quorum'";
        assertThat(client.heard()).last().isEqualTo(new ChannelMethod.Close(406, text, 50, 10));
    }

    private static FieldTable type(String name) {
        return FieldTable.builder().string("x-queue-type", name).build();
    }

    private static QueueMethod.Declare typed(String name, FieldTable arguments) {
        return new QueueMethod.Declare(name, false, true, false, false, false, arguments);
    }

    /** The queue that goes has a message; one that the declaration makes has none. */
    @Test
    void aDeclarationNeverFindsAQueueThatIsGone() {
        for (int seed = 0; seed < 50; seed++) {
            SimulatedBroker two = twoShards(seed);
            Method answer = whileTheQueueGoes(two, declare("going", false, false, false));
            assertThat(answer).isInstanceOf(QueueMethod.DeclareOk.class);
            assertThat(((QueueMethod.DeclareOk) answer).messageCount() == 0)
                    .as("seed %d: %s", seed, answer)
                    .isEqualTo(two.vhost().queue("going") != null);
        }
    }

    @Test
    void aPassiveDeclarationNeverFindsAQueueThatIsGone() {
        for (int seed = 0; seed < 50; seed++) {
            Method answer = whileTheQueueGoes(
                    twoShards(seed),
                    new QueueMethod.Declare("going", true, false, false, false, false, FieldTable.EMPTY));
            if (answer instanceof ChannelMethod.Close refusal) {
                assertThat(refusal.replyText()).isEqualTo("NOT_FOUND - no queue 'going' in vhost '/'");
            } else {
                assertThat(answer).as("seed %d", seed).isEqualTo(new QueueMethod.DeclareOk("going", 1, 0));
            }
        }
    }

    private static SimulatedBroker twoShards(int seed) {
        Simulation moves = new Simulation(new Random(seed));
        return new SimulatedBroker(moves, 2, new SimulatedBroker.Limits(1 << 20, 1 << 20, 60));
    }

    /** What a client of shard 1 hears while the queue "going" of shard 0, with one message, is deleted. */
    private Method whileTheQueueGoes(SimulatedBroker two, QueueMethod.Declare declare) {
        CallingClient client = new CallingClient(two, 1);
        CallingClient owner = new CallingClient(two, 0);
        owner.call(declare("going", false, false, false));
        owner.publish("", "going", new byte[] {1});
        owner.rest();
        owner.tell(new QueueMethod.Delete("going", false, false, false));
        client.tell(declare);
        client.rest();
        errors.check();
        return client.heard().get(client.heard().size() - 1);
    }
}
