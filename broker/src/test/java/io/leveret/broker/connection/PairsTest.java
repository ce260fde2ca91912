package io.leveret.broker.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.vhost.BrokerQueue;
import io.leveret.broker.vhost.RoutedPairs;
import io.leveret.broker.vhost.VhostFixture;
import io.leveret.codec.AmqpException;
import io.leveret.codec.BasicMethod;
import io.leveret.codec.ChannelMethod;
import io.leveret.codec.ConfirmMethod;
import io.leveret.codec.FieldTable;
import io.leveret.codec.Frames;
import io.leveret.codec.TxMethod;
import io.leveret.management.admin.FiguresAdmin.ChannelFigures;
import io.leveret.management.admin.PairFigures.Pair;
import io.leveret.management.admin.Stat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is counted of pairs of channels, exchanges and queues, and when it is not. */
class PairsTest {
    private final ConnectionFixture client = new ConnectionFixture(new VhostFixture(2, true)).open(0);
    private BrokerQueue here;

    @BeforeEach
    void openAChannel() throws AmqpException {
        client.send(1, new ChannelMethod.Open());
        client.node.exchange("e", "fanout", false);
        here = client.node.queue("here", false, 0);
        client.node.queue("there", false, 1);
        client.node.bind("e", "here", "", FieldTable.EMPTY);
        client.node.bind("e", "there", "", FieldTable.EMPTY);
    }

    private void publish(String exchange, String key, boolean mandatory) {
        client.send(1, new BasicMethod.Publish(exchange, key, mandatory, false));
        ByteBuf bytes = Unpooled.buffer();
        Frames.contentHeader(bytes, 1, new byte[2], 2);
        client.receive(bytes);
        client.node.shards.run();
    }

    private ChannelFigures channel() {
        List<ChannelFigures> all = new ArrayList<>();
        ClientFigures.addChannels(client.connection, number -> "<" + number + ">", all);
        return all.get(0);
    }

    /** What the channel did with a queue or, null, with exchanges: "NAME: publish 1". */
    private Map<String, Map<Stat, Long>> counted(boolean queues) {
        List<Pair> pairs = new ArrayList<>();
        if (queues) {
            ClientPairs.addQueues(channel(), pairs);
        } else {
            ClientPairs.addExchanges(channel(), pairs);
        }
        Map<String, Map<Stat, Long>> counted = new TreeMap<>();
        for (Pair pair : pairs) {
            Map<Stat, Long> counts = new TreeMap<>();
            for (Stat stat : Stat.values()) {
                if (pair.count(stat) != 0) {
                    counts.put(stat, pair.count(stat));
                }
            }
            counted.put(queues ? pair.queue() : pair.exchange(), counts);
        }
        return counted;
    }

    private Map<String, Long> routed() {
        Map<String, Long> counts = new TreeMap<>();
        for (RoutedPairs pairs : client.node.vhost().counters().routed()) {
            pairs.forEach((exchange, queue, block) -> counts.merge(
                    exchange.name() + " to " + queue.name(),
                    block.get(ClientFigures.counted(Stat.PUBLISH)),
                    Long::sum));
        }
        return counts;
    }

    @Test
    void whatAChannelPublishesIsCountedByExchangeAndByQueue() {
        client.send(1, new ConfirmMethod.Select(false));
        publish("e", "", false);
        publish("e", "", false);
        publish("", "here", false);
        publish("", "nowhere", true);
        publish("", "nowhere", false);
        assertThat(counted(false))
                .containsEntry("e", Map.of(Stat.PUBLISH, 2L, Stat.CONFIRM, 2L))
                .containsEntry(
                        "",
                        Map.of(
                                Stat.PUBLISH, 3L,
                                Stat.CONFIRM, 3L,
                                Stat.RETURN_UNROUTABLE, 1L,
                                Stat.DROP_UNROUTABLE, 1L));
        assertThat(routed()).isEqualTo(Map.of("e to here", 2L, "e to there", 2L, " to here", 1L));
        assertThat(counted(true)).isEmpty();
    }

    @Test
    void confirmsOfManyMessagesGoToTheirExchanges() {
        client.send(1, new ConfirmMethod.Select(false));
        client.node.shards.turn(0, () -> {
            for (int n = 0; n < 100; n++) {
                for (String exchange : List.of("e", "")) {
                    ByteBuf bytes = Unpooled.buffer();
                    Frames.method(bytes, 1, new BasicMethod.Publish(exchange, "here", false, false));
                    Frames.contentHeader(bytes, 1, new byte[2], 2);
                    client.connection.received(bytes);
                }
            }
        });
        client.node.shards.run();
        assertThat(counted(false).get("e")).isEqualTo(Map.of(Stat.PUBLISH, 100L, Stat.CONFIRM, 100L));
        assertThat(counted(false).get("")).isEqualTo(Map.of(Stat.PUBLISH, 100L, Stat.CONFIRM, 100L));
    }

    @Test
    void whatATransactionPublishesIsCountedToo() {
        client.send(1, new TxMethod.Select());
        publish("e", "", false);
        publish("", "nowhere", false);
        client.send(1, new TxMethod.Commit());
        client.node.shards.run();
        assertThat(counted(false))
                .containsEntry("e", Map.of(Stat.PUBLISH, 1L))
                .containsEntry("", Map.of(Stat.PUBLISH, 1L, Stat.DROP_UNROUTABLE, 1L));
    }

    @Test
    void whatAChannelGetsIsCountedByQueue() {
        for (int n = 0; n < 3; n++) {
            publish("e", "", false);
        }
        client.send(1, new BasicMethod.Get("here", true));
        client.send(1, new BasicMethod.Get("here", false));
        client.send(1, new BasicMethod.Nack(2, false, true));
        client.node.shards.run();
        client.send(1, new BasicMethod.Consume("there", "t", false, false, false, true, FieldTable.EMPTY));
        client.send(1, new BasicMethod.Consume("here", "h", false, true, false, true, FieldTable.EMPTY));
        client.node.shards.run();
        client.send(1, new BasicMethod.Ack(0, true));
        client.send(1, new BasicMethod.Get("there", false));
        client.node.shards.run();
        assertThat(counted(true))
                .containsEntry(
                        "here", Map.of(Stat.GET_NO_ACK, 1L, Stat.GET, 1L, Stat.DELIVER_NO_ACK, 2L, Stat.REDELIVER, 1L))
                .containsEntry("there", Map.of(Stat.DELIVER, 3L, Stat.ACK, 3L, Stat.GET_EMPTY, 1L));
    }

    @Test
    void pairsGoWithTheirObjects() throws AmqpException {
        publish("e", "", false);
        client.send(1, new BasicMethod.Get("here", true));
        client.node.shards.run();
        List<Pair> pairs = new ArrayList<>();
        ClientPairs.addQueue(channel(), here, pairs);
        ClientPairs.addExchange(channel(), client.node.vhost().exchange("e"), pairs);
        ClientPairs.addExchange(channel(), client.node.vhost().exchange(""), pairs);
        assertThat(pairs).extracting(Pair::queue, Pair::exchange, Pair::vhost).hasSize(2);
        client.node.deleteQueue("here");
        client.node.shards.run();
        assertThat(counted(true)).isEmpty();
        assertThat(routed()).isEqualTo(Map.of("e to there", 1L));
        client.node.deleteExchange("e");
        assertThat(counted(false)).isEmpty();
        assertThat(routed()).isEmpty();
    }

    @Test
    void withoutThatModeNothingIsCounted() {
        ConnectionFixture usual = new ConnectionFixture(1).open(0);
        usual.send(1, new ChannelMethod.Open());
        List<ChannelFigures> channels = new ArrayList<>();
        ClientFigures.addChannels(usual.connection, number -> "<1>", channels);
        List<Pair> pairs = new ArrayList<>();
        ClientPairs.addExchanges(channels.get(0), pairs);
        ClientPairs.addQueues(channels.get(0), pairs);
        assertThat(pairs).isEmpty();
        assertThat(ClientFigures.pairs(channels.get(0))).isNull();
        assertThat(usual.node.vhost().counters().routed()).isEmpty();
    }
}
