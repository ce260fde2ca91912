package io.leveret.broker.eventexchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.events.Event;
import io.leveret.broker.events.EventHeaders;
import io.leveret.broker.events.EventTable;
import io.leveret.broker.events.EventType;
import io.leveret.broker.vhost.Actor;
import io.leveret.broker.vhost.BrokerQueue;
import io.leveret.broker.vhost.QueueDefinition;
import io.leveret.broker.vhost.VhostFixture;
import io.leveret.broker.vhost.VhostMetadata;
import io.leveret.broker.vhost.VirtualHost;
import io.leveret.codec.FieldTable;
import io.leveret.codec.MessageProperties;
import io.leveret.exchange.Binding;
import io.leveret.exchange.DestinationKind;
import io.leveret.queue.Message;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class EventExchangeTest {
    private static final Event EVENT =
            new Event(EventType.QUEUE_DELETED, "v", "q", "guest", "", 7_890, "", table -> table.text("type", "t"));

    private final VhostFixture node = new VhostFixture(1);
    private final EventExchange exchange = new EventExchange(node.vhosts, "n@h", 12);
    private final EventMessages messages = new EventMessages("n@h", 12);

    private static Map<String, Object> headers(Message message) {
        Map<String, Object> headers = new TreeMap<>();
        FieldTable table = new MessageProperties(message.content(), message.propertiesLength()).headers();
        table.forEach(entry ->
                headers.put(entry.getKey(), String.valueOf(entry.getValue().value())));
        return headers;
    }

    private VirtualHost eventVhost() {
        node.vhosts.add("events", VhostMetadata.NONE);
        return node.vhosts.get("events");
    }

    private BrokerQueue queue(VirtualHost vhost) throws Exception {
        return vhost.addQueue(
                        new QueueDefinition("q", true, false, false, FieldTable.EMPTY),
                        null,
                        node.shards.get(0),
                        Actor.BROKER,
                        VhostFixture.NOBODY)
                .queue();
    }

    @Test
    void whoIsBoundGetsEvents() throws Exception {
        VirtualHost vhost = eventVhost();
        BrokerQueue queue = queue(vhost);
        exchange.accept(EVENT);
        Binding binding = new Binding(EventExchange.NAME, DestinationKind.QUEUE, "q", "queue.*", FieldTable.EMPTY);
        vhost.bind(binding, null, Actor.BROKER, VhostFixture.NOBODY);
        exchange.accept(EVENT);
        exchange.accept(new Event(EventType.USER_CREATED, "", "u", "", "", 0, ""));
        node.shards.run();
        assertThat(queue.contents().messageCount()).isEqualTo(1);
        vhost.unbind(binding, null, Actor.BROKER, VhostFixture.NOBODY);
        exchange.accept(EVENT);
        node.shards.run();
        assertThat(queue.contents().messageCount()).isEqualTo(1);
    }

    @Test
    void theExchangeIsInOneVirtualHostAndTakesNothingFromClients() {
        assertThat(node.vhost().exchange(EventExchange.NAME)).isNull();
        assertThat(eventVhost().exchange(EventExchange.NAME).internal()).isTrue();
        assertThat(eventVhost().exchange(EventExchange.NAME).type()).isEqualTo("topic");
    }

    @Test
    void withoutTheVirtualHostNothingHappens() {
        exchange.accept(EVENT);
        node.shards.run();
        assertThat(node.vhosts.get("events")).isNull();
    }

    @Test
    void aMessageHasItAllInItsHeaders() {
        Message message = messages.of(EVENT);
        MessageProperties properties = new MessageProperties(message.content(), message.propertiesLength());
        assertThat(message.bodySize()).isZero();
        assertThat(properties.deliveryMode()).isEqualTo(2);
        assertThat(properties.timestamp()).isEqualTo(7);
        assertThat(message.persistent()).isTrue();
        assertThat(new String(message.address(), StandardCharsets.US_ASCII))
                .isEqualTo("\u0012amq.rabbitmq.event\rqueue.deleted");
        assertThat(headers(message))
                .isEqualTo(Map.of(
                        "name", "q",
                        "vhost", "v",
                        "type", "t",
                        "timestamp_in_ms", "7890",
                        "user_who_performed_action", "guest"));
    }

    @Test
    void everyKindOfEventBecomesAMessage() {
        for (EventType type : EventType.values()) {
            Message message = messages.of(new Event(type, "", "name", "", "", 0, "", EventHeaders.NONE));
            assertThat(headers(message)).containsKey("timestamp_in_ms");
        }
    }

    @Test
    void addressesAreTuples() {
        assertThat(ends("10.0.0.7:50000 -> 127.0.0.1:5672"))
                .isEqualTo(
                        Map.of("peer_host", "{10,0,0,7}", "peer_port", "50000", "host", "{127,0,0,1}", "port", "5672"));
        assertThat(ends("0:0:0:0:0:0:0:1:50000 -> fe80:0:0:0:1:2:3:ff%eth0:5672"))
                .isEqualTo(Map.of(
                        "peer_host",
                        "{0,0,0,0,0,0,0,1}",
                        "peer_port",
                        "50000",
                        "host",
                        "{65152,0,0,0,1,2,3,255}",
                        "port",
                        "5672"));
        assertThat(ends("embedded")).isEmpty();
        assertThat(ends("a -> b")).isEqualTo(Map.of("peer_host", "a", "host", "b"));
    }

    private static Map<String, Object> ends(String name) {
        Map<String, Object> headers = new TreeMap<>();
        new EventTable("n", 1)
                .ends(name)
                .build()
                .forEach(entry -> headers.put(
                        entry.getKey(), String.valueOf(entry.getValue().value())));
        return headers;
    }

    @Test
    void tablesAreTermsAndIdsAreThoseOfListings() {
        FieldTable table = new EventTable("n@h", 12)
                .table("arguments", FieldTable.builder().integer("x", 5).build())
                .connection("pid", 3)
                .channel("channel", 3, 4)
                .build();
        assertThat(table.array("arguments").get(0).asString()).isEqualTo("{<<\"x\">>,signedint,5}");
        assertThat(table.string("pid")).isEqualTo("<n@h.12.3.0>");
        assertThat(table.string("channel")).isEqualTo("<n@h.12.3.4>");
        assertThat(List.copyOf(headersOf(table))).containsExactly("arguments", "channel", "pid");
    }

    private static List<String> headersOf(FieldTable table) {
        List<String> names = new ArrayList<>();
        table.forEach(entry -> names.add(entry.getKey()));
        return names;
    }
}
