package io.leveret.broker.eventexchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.vhost.Actor;
import io.leveret.broker.vhost.BrokerQueue;
import io.leveret.broker.vhost.QueueDefinition;
import io.leveret.broker.vhost.VhostFixture;
import io.leveret.broker.vhost.VhostMetadata;
import io.leveret.broker.vhost.VirtualHost;
import io.leveret.codec.FieldTable;
import io.leveret.exchange.Binding;
import io.leveret.exchange.DestinationKind;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LogExchangeTest {
    private static final byte[] LINE = "a line".getBytes(StandardCharsets.UTF_8);

    private final VhostFixture node = new VhostFixture(1);
    private final LogExchange exchange = new LogExchange(node.vhosts, "n@h");

    private VirtualHost logVhost() {
        node.vhosts.logVhost("logs");
        node.vhosts.add("logs", VhostMetadata.NONE);
        return node.vhosts.get("logs");
    }

    private BrokerQueue boundBy(VirtualHost vhost, String key) throws Exception {
        BrokerQueue queue = vhost.addQueue(
                        new QueueDefinition("q", true, false, false, FieldTable.EMPTY),
                        null,
                        node.shards.get(0),
                        Actor.BROKER,
                        VhostFixture.NOBODY)
                .queue();
        vhost.bind(
                new Binding(LogExchange.NAME, DestinationKind.QUEUE, "q", key, FieldTable.EMPTY),
                null,
                Actor.BROKER,
                VhostFixture.NOBODY);
        return queue;
    }

    @Test
    void whoIsBoundByALevelGetsItsLines() throws Exception {
        VirtualHost vhost = logVhost();
        assertThat(vhost.exchange(LogExchange.NAME).internal()).isTrue();
        assertThat(exchange.wants()).as("nothing is bound").isFalse();
        BrokerQueue queue = boundBy(vhost, "error");
        assertThat(exchange.wants()).isTrue();
        exchange.line("error", 7, "text/plain", LINE);
        exchange.line("info", 7, "text/plain", LINE);
        node.shards.run();
        assertThat(queue.contents().messageCount()).isEqualTo(1);
    }

    @Test
    void whatComesFasterThanAShardTakesItIsDropped() throws Exception {
        boundBy(logVhost(), "#");
        int taken = 0;
        while (exchange.wants()) {
            exchange.line("info", 7, "text/plain", LINE);
            taken++;
        }
        assertThat(taken).isEqualTo(4096);
        node.shards.run();
        assertThat(exchange.wants()).isTrue();
    }

    @Test
    void withoutTheSettingThereIsNoneOfThatName() {
        node.vhosts.add("logs", VhostMetadata.NONE);
        assertThat(node.vhosts.get("logs").exchange(LogExchange.NAME)).isNull();
        assertThat(exchange.wants()).isFalse();
    }
}
