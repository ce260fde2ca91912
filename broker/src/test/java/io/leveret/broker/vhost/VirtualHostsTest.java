package io.leveret.broker.vhost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leveret.broker.counters.MessageStat;
import io.leveret.broker.events.Event;
import io.leveret.broker.events.EventType;
import io.leveret.codec.AmqpException;
import io.leveret.codec.FieldTable;
import io.leveret.exchange.Binding;
import io.leveret.exchange.DestinationKind;
import io.leveret.exchange.ExchangeDeclaration;
import io.leveret.persistence.DefinitionsStore.Change;
import java.util.List;
import org.junit.jupiter.api.Test;

class VirtualHostsTest {
    private final VhostFixture node = new VhostFixture(2);

    /** A kill before would bring it back, and with it what was acknowledged, if the log had forgotten that. */
    @Test
    void theLogKeepsWhatItKnowsOfAQueueUntilItsDeletionIsOnDisk() {
        VhostFixture node = new VhostFixture(1);
        BrokerQueue queue = node.queue("q", true, 0);
        long stream = queue.stream().id();
        QueueStreams streams = new QueueStreams(node.vhosts);
        QueueDeletion deletion = new QueueDeletion(false, false, Actor.BROKER);
        node.shards.turn(0, () -> queue.delete(node.shards.get(0), deletion, answer -> {}));
        assertThat(node.vhost().queue("q")).isNull();
        assertThat(streams.exists(stream)).isTrue();
        node.store.sync();
        assertThat(streams.exists(stream)).isFalse();
    }

    /** The number in the log of what an exchange of a virtual host holds back. */
    private long store(VirtualHost vhost, boolean autoDelete) throws AmqpException {
        FieldTable arguments =
                FieldTable.builder().string("x-delayed-type", "direct").build();
        vhost.declareExchange(
                new ExchangeDeclaration("later", "x-delayed-message", true, autoDelete, false, arguments),
                () -> {},
                Actor.BROKER,
                VhostFixture.NOBODY);
        node.store.sync();
        return ((BrokerQueue) vhost.exchange("later").store()).streamId();
    }

    @Test
    void theLogKeepsWhatAnExchangeHeldBackUntilItsDeletionIsOnDisk() throws AmqpException {
        QueueStreams streams = new QueueStreams(node.vhosts);
        long stream = store(node.vhost(), false);
        node.vhost().deleteExchange("later", false, Actor.BROKER, VhostFixture.NOBODY);
        node.shards.run();
        assertThat(node.vhosts.queueOf(stream)).isNull();
        assertThat(streams.exists(stream)).isTrue();
        node.store.sync();
        assertThat(streams.exists(stream)).isFalse();
    }

    @Test
    void theSameWhenTheExchangeGoesWithAQueue() throws AmqpException {
        QueueStreams streams = new QueueStreams(node.vhosts);
        long stream = store(node.vhost(), true);
        BrokerQueue queue = node.queue("q", false, 0);
        node.bind("later", "q", "k", FieldTable.EMPTY);
        QueueDeletion deletion = new QueueDeletion(false, false, Actor.BROKER);
        node.shards.turn(0, () -> queue.delete(node.shards.get(0), deletion, answer -> {}));
        assertThat(node.vhosts.queueOf(stream)).isNull();
        assertThat(streams.exists(stream)).isTrue();
        node.store.sync();
        assertThat(streams.exists(stream)).isFalse();
    }

    @Test
    void theSameWhenTheVirtualHostGoes() throws AmqpException {
        QueueStreams streams = new QueueStreams(node.vhosts);
        node.vhosts.add("v", VhostMetadata.NONE);
        long stream = store(node.vhosts.get("v"), false);
        VirtualHost going = node.vhosts.remove("v");
        List<Change> records = node.vhosts.ended(going);
        node.shards.run();
        assertThat(node.vhosts.queueOf(stream)).isNull();
        assertThat(streams.exists(stream)).isTrue();
        node.vhosts.definitions().write(records, VhostFixture.NOBODY);
        node.store.sync();
        node.vhosts.gone(going);
        assertThat(streams.exists(stream)).isFalse();
    }

    @Test
    void whatAnExchangeHeldBackThatDoesNotLastIsForgottenAtOnce() throws AmqpException {
        FieldTable arguments =
                FieldTable.builder().string("x-delayed-type", "direct").build();
        node.vhost()
                .declareExchange(
                        new ExchangeDeclaration("later", "x-delayed-message", false, false, false, arguments),
                        () -> {},
                        Actor.BROKER,
                        VhostFixture.NOBODY);
        long stream = ((BrokerQueue) node.vhost().exchange("later").store()).streamId();
        node.vhost().deleteExchange("later", false, Actor.BROKER, VhostFixture.NOBODY);
        node.shards.run();
        assertThat(new QueueStreams(node.vhosts).exists(stream)).isFalse();
    }

    @Test
    void aVirtualHostIsAddedOnce() {
        assertThat(node.vhosts.add("v", VhostMetadata.NONE)).hasSize(1);
        VirtualHost added = node.vhosts.get("v");
        assertThat(node.vhosts.add("v", VhostMetadata.NONE)).isEmpty();
        assertThat(node.vhosts.get("v")).isSameAs(added);
        assertThat(node.vhosts.all()).hasSize(2);
        assertThat(node.vhosts.get("nosuch")).isNull();
    }

    @Test
    void whatIsDurableIsThereAfterARestartAndNothingElse() throws AmqpException {
        node.exchange("durable", "direct", true);
        node.exchange("transient", "direct", false);
        node.queue("kept", true, 0);
        node.queue("lost", false, 1);
        for (String exchange : new String[] {"durable", "transient"}) {
            for (String queue : new String[] {"kept", "lost"}) {
                node.bind(exchange, queue, "k", FieldTable.EMPTY);
            }
        }
        VhostFixture restarted = node.restarted();
        assertThat(restarted.vhost().exchange("transient")).isNull();
        assertThat(restarted.vhost().queue("lost")).isNull();
        assertThat(restarted.routed("durable", "k")).containsExactly("kept");
        assertThat(restarted.vhost().queue("kept").definition())
                .isEqualTo(node.vhost().queue("kept").definition());
        assertThat(node.store.count(DefinitionKinds.BINDING)).isOne();
    }

    @Test
    void restoredQueuesAreSpreadOverTheShards() {
        for (int i = 0; i < 10; i++) {
            node.queue("q" + i, true, 0);
        }
        VhostFixture restarted = node.restarted();
        long onZero = java.util.stream.IntStream.range(0, 10)
                .filter(i -> restarted.vhost().queue("q" + i).shard() == restarted.shards.get(0))
                .count();
        assertThat(onZero).isEqualTo(5);
    }

    @Test
    void whatWasDeletedStaysDeleted() throws AmqpException {
        node.exchange("e", "direct", true);
        node.queue("q", true, 1);
        node.queue("r", true, 1);
        node.bind("e", "q", "k", FieldTable.EMPTY);
        node.bind("e", "r", "k", FieldTable.EMPTY);
        node.deleteQueue("q");
        assertThat(node.restarted().routed("e", "k")).containsExactly("r");
        node.deleteExchange("e");
        VhostFixture restarted = node.restarted();
        assertThat(restarted.vhost().exchange("e")).isNull();
        assertThat(restarted.vhost().queue("q")).isNull();
        assertThat(node.store.count(DefinitionKinds.BINDING)).isZero();
    }

    @Test
    void anUnboundBindingStaysUnboundWhateverTheOrderOfItsArguments() throws AmqpException {
        node.queue("q", true, 0);
        FieldTable arguments =
                FieldTable.builder().integer("b", 2).integer("a", 1).build();
        node.bind("amq.direct", "q", "k", arguments);
        node.unbind("amq.direct", "q", "k", arguments);
        assertThat(node.routed("amq.direct", "k")).isEmpty();
        assertThat(node.restarted().routed("amq.direct", "k")).isEmpty();
    }

    @Test
    void aBindingWithLargeArgumentsLastsToo() throws AmqpException {
        node.queue("q", true, 0);
        FieldTable arguments =
                FieldTable.builder().string("a", "x".repeat(50_000)).build();
        node.bind("amq.direct", "q", "k", arguments);
        assertThat(node.restarted().routed("amq.direct", "k")).containsExactly("q");
        node.unbind("amq.direct", "q", "k", arguments);
        assertThat(node.restarted().routed("amq.direct", "k")).isEmpty();
    }

    /** Earlier versions could leave such a record behind when a virtual host was deleted and made again meanwhile. */
    @Test
    void aRecordOfAVirtualHostThatIsNotThereBringsItsVirtualHostBack() throws Exception {
        QueueDefinition definition = new QueueDefinition("q", true, false, false, FieldTable.EMPTY);
        node.vhosts.definitions().write(List.of(TopologyRecords.queue("lost", definition, 77)), VhostFixture.NOBODY);
        VhostFixture restarted = node.restarted();
        assertThat(restarted.vhosts.get("lost").queue("q").streamId()).isEqualTo(77);
        assertThat(restarted.store.count(DefinitionKinds.VHOST)).isEqualTo(2);
    }

    /** Plans of imports make some, and drop them. */
    @Test
    void whatIsMadeCountsForTheNodeFromWhenItIsAddedOn() {
        VirtualHost made = node.vhosts.make("v", VhostMetadata.NONE);
        made.counters().totals(node.shards.get(0)).count(MessageStat.CONFIRM, 3);
        assertThat(confirms()).isZero();
        node.vhosts.add(made);
        assertThat(confirms()).isEqualTo(3);
        node.vhosts.add(node.vhosts.make("v", VhostMetadata.NONE));
        assertThat(confirms()).isEqualTo(3);
        assertThat(node.vhosts.ended(node.vhosts.remove("v"))).isNotEmpty();
        assertThat(confirms()).isEqualTo(3);
    }

    private long confirms() {
        return node.vhosts.totals().sum().count(MessageStat.CONFIRM);
    }

    @Test
    void whatGoesIsNotFoundButItsNameIsTakenUntilItHasEnded() {
        node.vhosts.add("v", VhostMetadata.NONE);
        VirtualHost going = node.vhosts.remove("v");
        assertThat(node.vhosts.get("v")).isNull();
        assertThat(node.vhosts.remove("v")).isNull();
        assertThat(node.vhosts.ending("v")).isSameAs(going);
        assertThatThrownBy(() -> node.vhosts.add("v", VhostMetadata.NONE)).isInstanceOf(IllegalStateException.class);
        assertThat(node.vhosts.ended(going)).isNotEmpty();
        assertThat(node.vhosts.ended(going)).isEmpty();
        assertThat(node.vhosts.ending("v")).isNull();
        assertThat(node.vhosts.add("v", VhostMetadata.NONE)).hasSize(1);
    }

    @Test
    void aRecordThatContradictsAnotherIsRefused() {
        byte[] record = TopologyRecords.binding("/", new Binding("", DestinationKind.QUEUE, "q", "", FieldTable.EMPTY))
                .value();
        assertThatThrownBy(() -> node.vhosts.restore(DefinitionKinds.BINDING, record))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("operation not permitted on the default exchange");
    }

    @Test
    void recordsOfOtherKindsAreLeftToOthers() {
        assertThat(node.vhosts.restore(DefinitionKinds.USER, new byte[0])).isFalse();
    }

    @Test
    void everyChangeIsToldOnce() throws AmqpException {
        node.exchange("e", "direct", true);
        node.queue("q", true, 0);
        node.bind("e", "q", "k", FieldTable.EMPTY);
        node.deleteExchange("e");
        node.deleteQueue("q");
        assertThat(node.events().stream().map(Event::type))
                .containsExactly(
                        EventType.EXCHANGE_CREATED,
                        EventType.QUEUE_CREATED,
                        EventType.BINDING_CREATED,
                        EventType.BINDING_DELETED,
                        EventType.EXCHANGE_DELETED,
                        EventType.QUEUE_DELETED);
    }
}
