package io.leveret.broker.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.arguments.QueueType;
import io.leveret.broker.counters.MessageStat;
import io.leveret.broker.counters.TotalCounters;
import io.leveret.broker.vhost.BrokerQueue;
import io.leveret.broker.vhost.VhostMetadata;
import io.leveret.codec.AmqpException;
import io.leveret.codec.BasicMethod;
import io.leveret.codec.ChannelMethod;
import io.leveret.codec.ConfirmMethod;
import io.leveret.codec.FieldTable;
import io.leveret.codec.Frames;
import io.leveret.management.admin.FiguresAdmin;
import io.leveret.management.admin.FiguresAdmin.ChannelFigures;
import io.leveret.management.admin.Stat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is counted of a virtual host and of a channel when clients publish, consume, fetch and acknowledge. */
class TotalsTest {
    private final ConnectionFixture client = new ConnectionFixture(2).open(0);
    private BrokerQueue classic;
    private BrokerQueue quorum;

    @BeforeEach
    void openAChannel() throws AmqpException {
        client.send(1, new ChannelMethod.Open());
        client.node.exchange("e", "fanout", false);
        classic = client.node.queue("c", false, 1);
        quorum = client.node.queue(
                "q",
                true,
                0,
                FieldTable.builder().string("x-queue-type", "quorum").build());
        client.node.bind("e", "c", "", FieldTable.EMPTY);
        client.node.bind("e", "q", "", FieldTable.EMPTY);
    }

    private TotalCounters.Sum sum() {
        return client.node.vhosts.totals().sum();
    }

    private void publish(String exchange, int sizeBytes, boolean mandatory) {
        client.send(1, new BasicMethod.Publish(exchange, "nowhere", mandatory, false));
        byte[] content = new byte[2 + sizeBytes];
        ByteBuf bytes = Unpooled.buffer();
        Frames.contentHeader(bytes, 1, content, 2);
        if (sizeBytes > 0) {
            Frames.body(bytes, 1, content, 2, content.length, 0);
        }
        client.receive(bytes);
        client.node.shards.run();
    }

    @Test
    void messagesAreCountedBySize() {
        for (int sizeBytes : new int[] {0, 100, 101, 1_000, 1_001, 100_000, 100_001}) {
            publish("e", sizeBytes, false);
        }
        assertThat(sum().sizes()).containsExactly(2, 2, 1, 1, 1, 0, 0, 0, 0);
        assertThat(sum().receivedBytes()).isEqualTo(202_203);
        assertThat(sum().count(MessageStat.PUBLISH)).isEqualTo(7);
        assertThat(sum().count(MessageStat.PUBLISH_OUT))
                .as("to two queues each")
                .isEqualTo(14);
        assertThat(sum().sizes()).hasSize(FiguresAdmin.MESSAGE_SIZE_BOUNDS.size() + 1);
    }

    @Test
    void confirmsReturnsAndDropsAreCounted() {
        publish("e", 1, false);
        assertThat(sum().receivedForConfirm()).isZero();
        client.send(1, new ConfirmMethod.Select(false));
        publish("e", 1, false);
        publish("", 1, true);
        publish("", 1, false);
        assertThat(sum().receivedForConfirm()).isEqualTo(3);
        assertThat(sum().count(MessageStat.CONFIRM)).isEqualTo(3);
        assertThat(sum().count(MessageStat.RETURN_UNROUTABLE)).isOne();
        assertThat(sum().count(MessageStat.DROP_UNROUTABLE)).isOne();
    }

    @Test
    void deliveriesAreCountedByTypeOfQueue() {
        publish("e", 10, false);
        publish("e", 10, false);
        client.send(1, new BasicMethod.Get("q", true));
        client.send(1, new BasicMethod.Get("q", false));
        client.send(1, new BasicMethod.Get("q", false));
        client.send(1, new BasicMethod.Consume("c", "t", false, false, false, true, FieldTable.EMPTY));
        client.node.shards.run();
        assertThat(sum().count(QueueType.QUORUM, MessageStat.GET_NO_ACK)).isOne();
        assertThat(sum().count(QueueType.QUORUM, MessageStat.GET)).isOne();
        assertThat(sum().count(QueueType.QUORUM, MessageStat.GET_EMPTY)).isOne();
        assertThat(sum().count(QueueType.CLASSIC, MessageStat.DELIVER)).isEqualTo(2);
        assertThat(quorum.counters().get(MessageStat.GET_NO_ACK)).isOne();
        assertThat(quorum.counters().get(MessageStat.GET)).isOne();
        client.send(1, new BasicMethod.Ack(0, true));
        client.node.shards.run();
        assertThat(sum().count(QueueType.CLASSIC, MessageStat.ACK)).isEqualTo(2);
        assertThat(sum().count(QueueType.QUORUM, MessageStat.ACK)).isOne();
        assertThat(sum().count(MessageStat.ACK)).isEqualTo(3);
    }

    @Test
    void whatComesAgainIsCountedAsRedelivered() {
        publish("e", 10, false);
        client.send(1, new BasicMethod.Get("q", false));
        client.send(1, new BasicMethod.Reject(1, true));
        client.send(1, new BasicMethod.Get("q", false));
        client.node.shards.run();
        assertThat(sum().count(QueueType.QUORUM, MessageStat.REDELIVER)).isOne();
        assertThat(channels().get(0).count(Stat.REDELIVER)).isOne();
    }

    private List<ChannelFigures> channels() {
        List<ChannelFigures> all = new ArrayList<>();
        ClientFigures.addChannels(client.connection, number -> "<" + number + ">", all);
        return all;
    }

    @Test
    void aChannelShowsWhatItDid() {
        assertThat(channels().get(0).quiet()).isTrue();
        client.send(1, new ConfirmMethod.Select(false));
        publish("e", 10, false);
        client.send(1, new BasicMethod.Qos(0, 7, false));
        client.send(1, new BasicMethod.Consume("c", "t", false, false, false, true, FieldTable.EMPTY));
        client.node.shards.run();
        ChannelFigures channel = channels().get(0);
        assertThat(channel.quiet()).isFalse();
        assertThat(channel.count(Stat.PUBLISH)).isOne();
        assertThat(channel.count(Stat.CONFIRM)).isOne();
        assertThat(channel.count(Stat.DELIVER)).isOne();
        assertThat(channel.consumers()).isOne();
        assertThat(channel.unacked()).isOne();
        assertThat(channel.unconfirmed()).isZero();
        assertThat(channel.prefetch()).isEqualTo(7);
        assertThat(channel.vhost()).isEqualTo("/");
        assertThat(channel.user()).isEqualTo("guest");
        assertThat(channel.id()).isEqualTo("<1>");
    }

    @Test
    void whatAQueueHoldsIsReadBesideIt() {
        publish("e", 10, false);
        publish("e", 20, false);
        client.send(1, new BasicMethod.Get("c", false));
        client.node.shards.run();
        assertThat(classic.gauges().readyCount()).isOne();
        assertThat(classic.gauges().unackedCount()).isOne();
        assertThat(classic.gauges().readyBytes()).isEqualTo(20);
        assertThat(classic.gauges().unackedBytes()).isEqualTo(10);
        assertThat(classic.gauges().inMemoryCount()).isEqualTo(2);
        assertThat(classic.gauges().memoryBytes()).isGreaterThan(30);
        assertThat(classic.gauges().consumerCount()).isZero();
        client.send(1, new BasicMethod.Consume("c", "t", false, false, false, true, FieldTable.EMPTY));
        client.node.shards.run();
        assertThat(classic.gauges().consumerCount()).isOne();
        client.send(1, new BasicMethod.Cancel("t", true));
        client.node.shards.run();
        assertThat(classic.gauges().consumerCount()).isZero();
    }

    @Test
    void totalsGoOnWhenTheirVirtualHostIsGone() {
        publish("e", 10, false);
        client.node.vhosts.ended(client.node.vhosts.remove("/"));
        assertThat(sum().count(MessageStat.PUBLISH)).isOne();
        client.node.vhosts.add("/", VhostMetadata.NONE);
        assertThat(sum().count(MessageStat.PUBLISH)).isOne();
        assertThat(client.node.vhost().counters().sum().count(MessageStat.PUBLISH))
                .isZero();
    }
}
