package io.leveret.broker.vhost;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.codec.AmqpException;
import io.leveret.codec.FieldTable;
import io.leveret.codec.MessageProperties;
import io.leveret.exchange.Binding;
import io.leveret.exchange.DestinationKind;
import io.leveret.exchange.Headers;
import io.leveret.exchange.RoutingKeys;
import io.leveret.persistence.log.RecordKind;
import io.leveret.queue.Message;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecentHistoryTest {
    private final VhostFixture node = new VhostFixture(2);

    private static Message message(int bodyBytes, FieldTable headers) {
        byte[] properties =
                MessageProperties.builder().headers(headers).deliveryMode(2).build();
        byte[] content = new byte[properties.length + bodyBytes];
        System.arraycopy(properties, 0, content, 0, properties.length);
        byte[] address = "\1h\1k".getBytes(StandardCharsets.US_ASCII);
        return new Message(address, content, properties.length, Message.NO_TTL, 0, true);
    }

    private Message publish(Message message) throws AmqpException {
        pass(node.lookup(0, "h", "k"), message);
        return message;
    }

    private Destinations pass(CachedRoute route, Message message) {
        return node.vhost().routing().pass(message, route.exchange(), route.destinations());
    }

    private RecentHistory history() {
        return node.vhosts.histories().of(node.vhost().exchange("h"));
    }

    @Test
    void theOldestGoFirstWhenThereAreTooManyBytesOfThem() throws Exception {
        node.exchange("h", "x-recent-history", false);
        node.vhosts.histories().limitBytes(10_000);
        Message first = publish(message(4000, null));
        assertThat(history().messages()).containsExactly(first);
        assertThat(node.vhosts.histories().usedBytes()).isBetween(4000L, 4400L);
        Message second = publish(message(4000, null));
        assertThat(history().messages()).containsExactly(first, second);
        Message third = publish(message(4000, null));
        assertThat(history().messages()).containsExactly(second, third);
        publish(message(20_000, null));
        assertThat(history().messages()).isEmpty();
        assertThat(node.vhosts.histories().usedBytes()).isZero();
    }

    @Test
    void allExchangesShareTheBytes() throws Exception {
        node.exchange("h", "x-recent-history", false);
        node.exchange("other", "x-recent-history", false);
        node.vhosts.histories().limitBytes(6_000);
        pass(node.lookup(0, "other", "k"), message(4000, null));
        publish(message(4000, null));
        assertThat(history().messages()).isEmpty();
        assertThat(node.vhosts.histories().usedBytes()).isBetween(4000L, 4400L);
    }

    @Test
    void whenTheExchangeGoesSoDoTheMessages() throws Exception {
        node.exchange("h", "x-recent-history", false);
        publish(message(100, null));
        CachedRoute late = node.lookup(0, "h", "k");
        node.deleteExchange("h");
        assertThat(node.vhosts.histories().usedBytes()).isZero();
        pass(late, message(100, null));
        assertThat(node.vhosts.histories().usedBytes()).isZero();
    }

    @Test
    void othersKeepNothing() throws Exception {
        pass(node.lookup(0, "amq.fanout", "k"), message(100, null));
        assertThat(node.vhosts.histories().usedBytes()).isZero();
    }

    @Test
    void whoForbidsItIsObeyed() throws Exception {
        node.exchange("h", "x-recent-history", false);
        publish(message(
                1, FieldTable.builder().bool("x-recent-history-no-store", true).build()));
        assertThat(history().messages()).isEmpty();
    }

    @Test
    void aDurableQueueHasTheOldOnesInTheLogUnderNamesOfTheirOwn() throws Exception {
        node.exchange("h", "x-recent-history", true);
        publish(message(10, null));
        publish(message(10, null));
        BrokerQueue one = node.queue("one", true, 0);
        BrokerQueue two = node.queue("two", true, 1);
        node.bind("h", "one", "", FieldTable.EMPTY);
        node.bind("h", "two", "", FieldTable.EMPTY);
        node.shards.run();
        assertThat(one.contents().messageCount()).isEqualTo(2);
        assertThat(two.contents().messageCount()).isEqualTo(2);
        List<RecordKind> kinds =
                node.log.durable().stream().map(entry -> entry.kind()).toList();
        assertThat(kinds.stream().filter(kind -> kind == RecordKind.BODY)).hasSize(4);
        assertThat(kinds.stream().filter(kind -> kind == RecordKind.ADD)).hasSize(4);
    }

    @Test
    void whatIsRoutedAloneIsKeptToo() throws Exception {
        node.exchange("h", "x-recent-history", false);
        node.exchange("headers", "headers", false);
        node.vhost()
                .bind(
                        new Binding("h", DestinationKind.EXCHANGE, "headers", "", FieldTable.EMPTY),
                        null,
                        Actor.BROKER,
                        VhostFixture.NOBODY);
        assertThat(node.lookup(0, "h", "k").destinations()).isNotNull();
        node.queue("q", false, 0);
        node.bind("headers", "q", "", FieldTable.builder().string("a", "b").build());
        CachedRoute route = node.lookup(0, "h", "k");
        assertThat(route.destinations()).isNull();
        Destinations found = node.vhost().routing().route(route.exchange(), RoutingKeys.of("k"), Headers.NONE);
        node.vhost().routing().pass(message(1, null), route.exchange(), found);
        assertThat(history().messages()).hasSize(1);
    }

    @Test
    void whoBindsWhileAMessageIsOnItsWayGetsIt() throws Exception {
        node.exchange("h", "x-recent-history", false);
        BrokerQueue queue = node.queue("q", false, 0);
        CachedRoute before = node.lookup(0, "h", "k");
        node.bind("h", "q", "", FieldTable.EMPTY);
        assertThat(pass(before, message(1, null)).queues()).containsExactly(queue);
        assertThat(history().messages()).hasSize(1);
    }
}
