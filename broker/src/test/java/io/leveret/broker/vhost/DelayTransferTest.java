package io.leveret.broker.vhost;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.counters.MessageStat;
import io.leveret.broker.shard.BrokerShard;
import io.leveret.codec.AmqpException;
import io.leveret.codec.FieldTable;
import io.leveret.codec.MessageProperties;
import io.leveret.exchange.Exchange;
import io.leveret.exchange.ExchangeDeclaration;
import io.leveret.exchange.Headers;
import io.leveret.exchange.RoutingKeys;
import io.leveret.persistence.log.MemoryLog.Entry;
import io.leveret.persistence.log.RecordKind;
import io.leveret.queue.Message;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages that an exchange holds back: into its store, and out of it. */
class DelayTransferTest {
    private final VhostFixture node = new VhostFixture(2);

    private Exchange delayed(boolean durable) throws AmqpException {
        FieldTable arguments =
                FieldTable.builder().string("x-delayed-type", "direct").build();
        node.vhost()
                .declareExchange(
                        new ExchangeDeclaration("x", "x-delayed-message", durable, false, false, arguments),
                        () -> {},
                        Actor.BROKER,
                        VhostFixture.NOBODY);
        node.store.sync();
        return node.vhost().exchange("x");
    }

    private static Message message(long delayMs, long ttlMs) {
        byte[] properties = MessageProperties.builder()
                .headers(FieldTable.builder().longInteger("x-delay", delayMs).build())
                .deliveryMode(2)
                .messageId("m")
                .build();
        byte[] content = Arrays.copyOf(properties, properties.length + 3);
        content[content.length - 1] = 'b';
        return new Message(
                new byte[] {1, 'x', 1, 'k'}, content, properties.length, ttlMs, 0, true, new byte[] {1, 0, 0, 0, 0, 0});
    }

    private void publish(long delayMs) {
        BrokerShard shard = node.shards.get(0);
        Message message = message(delayMs, Message.NO_TTL);
        node.shards.turn(0, () -> {
            Headers headers = Headers.of(new MessageProperties(message.content(), message.propertiesLength()));
            Destinations to = node.vhost().routing().route(node.vhost().exchange("x"), RoutingKeys.of("k"), headers);
            node.vhost().routing().bring(message, to, shard);
        });
    }

    private static long count(Exchange exchange) {
        return ((BrokerQueue) exchange.store()).contents().messageCount();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void itLeavesTheStoreAfterItsTimeNotBefore(int home) throws Exception {
        Exchange exchange = delayed(true);
        BrokerQueue queue = node.queue("q", true, home);
        node.bind("x", "q", "k", FieldTable.EMPTY);
        publish(500);
        assertThat(count(exchange)).isOne();
        node.shards.advance(500);
        assertThat(queue.contents().messageCount()).isZero();
        node.shards.advance(1);
        assertThat(queue.contents().messageCount()).isOne();
        assertThat(count(exchange)).isZero();
        long store = ((BrokerQueue) exchange.store()).streamId();
        List<RecordKind> ofStore = node.log.durable().stream()
                .filter(entry -> entry.stream() == store)
                .map(Entry::kind)
                .toList();
        assertThat(ofStore).containsExactly(RecordKind.ADD, RecordKind.DROP);
    }

    @Test
    void theyLeaveInTheOrderOfTheirTimesAlsoWhenTheClockIsLate() throws Exception {
        Exchange exchange = delayed(true);
        node.queue("q", true, 0);
        node.bind("x", "q", "k", FieldTable.EMPTY);
        QueueEnd end = new QueueEnd(node.shards.get(0));
        for (long delayMs : new long[] {300, 100, 200, Long.MAX_VALUE, 150}) {
            publish(delayMs);
        }
        BrokerQueue store = (BrokerQueue) exchange.store();
        node.shards.turn(0, () -> store.machine().timeReached(node.shards.get(0).nowMs() + 1_000));
        for (int i = 0; i < 4; i++) {
            node.shards.turn(0, () -> node.vhost().queue("q").get(node.shards.get(0), end, true));
        }
        assertThat(delaysOf(end)).containsExactly(-100L, -150L, -200L, -300L);
        assertThat(count(exchange)).isOne();
    }

    /** Delays of any kind against a list of who is due when, with some that are cancelled. */
    @Test
    void atEveryTimeThoseAreThereThatAreDueInTheirOrder() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        Random random = new Random(seed);
        BrokerQueue store = (BrokerQueue) delayed(true).store();
        BrokerQueue queue = node.queue("q", true, 1);
        node.bind("x", "q", "k", FieldTable.EMPTY);
        QueueEnd end = new QueueEnd(node.shards.get(1));
        TreeMap<Long, List<Long>> dueIds = new TreeMap<>();
        List<Long> expected = new ArrayList<>();
        Map<Long, Long> delays = new HashMap<>();
        long lastId = 0;
        for (int step = 0; step < 2_000; step++) {
            long nowMs = node.shards.thread(0).nowMs();
            long delayMs = 1 + random.nextInt(random.nextBoolean() ? 20 : 20_000);
            publish(delayMs);
            lastId++;
            delays.put(lastId, delayMs);
            dueIds.computeIfAbsent(nowMs + 1 + delayMs, any -> new ArrayList<>())
                    .add(lastId);
            if (random.nextInt(10) == 0) {
                long id = 1 + random.nextInt((int) lastId);
                boolean[] dropped = new boolean[1];
                node.shards.turn(0, () -> store.drop(node.shards.get(0), id, done -> dropped[0] = done));
                boolean waited = false;
                for (List<Long> ids : dueIds.values()) {
                    waited |= ids.remove(id);
                }
                assertThat(dropped[0]).as("-Dseed=" + seed).isEqualTo(waited);
            }
            node.shards.advance(random.nextInt(3) == 0 ? random.nextInt(50) : 0);
            Map<Long, List<Long>> over = dueIds.headMap(node.shards.thread(0).nowMs(), true);
            over.values().forEach(ids -> ids.forEach(id -> expected.add(-delays.get(id))));
            over.clear();
            while (queue.contents().messageCount() != 0) {
                node.shards.turn(1, () -> queue.get(node.shards.get(1), end, true));
            }
            assertThat(delaysOf(end)).as("-Dseed=" + seed).isEqualTo(expected);
            end.messages.clear();
            expected.clear();
        }
    }

    private static List<Long> delaysOf(QueueEnd end) {
        return end.messages.stream()
                .map(message -> new MessageProperties(message.content(), message.propertiesLength())
                        .headers()
                        .integer("x-delay"))
                .toList();
    }

    @Test
    void whatIsReleasedIsTheSameButForItsDelay() {
        Message due = message(500, 40);
        Message released = DelayTransfer.released(due);
        MessageProperties properties = new MessageProperties(released.content(), released.propertiesLength());
        assertThat(properties.headers())
                .isEqualTo(FieldTable.builder().longInteger("x-delay", -500).build());
        assertThat(properties.messageId()).isEqualTo("m");
        assertThat(released.content()[released.content().length - 1]).isEqualTo((byte) 'b');
        assertThat(released.bodySize()).isEqualTo(3);
        assertThat(released.ttlMs()).isEqualTo(40);
        assertThat(released.persistent()).isTrue();
        assertThat(released.address()).isSameAs(due.address());
        assertThat(released.annotations()).isSameAs(due.annotations());
    }

    @Test
    void whatLeadsNowhereIsDroppedAndCounted() throws Exception {
        Exchange exchange = delayed(true);
        publish(10);
        node.shards.advance(11);
        assertThat(count(exchange)).isZero();
        assertThat(node.lookup(0, "x", "k").exchangeCounters().get(MessageStat.DROP_UNROUTABLE))
                .isOne();
    }

    @Test
    void aStoreIsNoQueueOfClientsAndGoesWithItsExchange() throws Exception {
        Exchange exchange = delayed(true);
        BrokerQueue store = (BrokerQueue) exchange.store();
        assertThat(node.vhost().queues()).isEmpty();
        assertThat(node.vhost().queue("x")).isNull();
        assertThat(node.vhosts.queueCount()).isZero();
        assertThat(node.vhosts.queueOf(store.streamId())).isSameAs(store);
        publish(10);
        node.deleteExchange("x");
        node.shards.run();
        assertThat(node.vhosts.queueOf(store.streamId())).isNull();
        assertThat(store.contents().messageCount()).isZero();
        assertThat(node.vhosts.queueCount()).isZero();
        node.shards.advance(100);
        assertThat(((BrokerQueue) delayed(true).store()).streamId()).isGreaterThan(store.streamId());
    }

    @Test
    void aStoreGoesWithItsVirtualHost() throws Exception {
        BrokerQueue store = (BrokerQueue) delayed(true).store();
        publish(10);
        VirtualHost vhost = node.vhosts.remove("/");
        node.vhosts.ended(vhost);
        node.shards.advance(100);
        assertThat(node.vhosts.queueOf(store.streamId())).isNull();
        assertThat(store.contents().messageCount()).isZero();
    }

    @Test
    void aStoreIsPutBackWithItsExchangeUnderItsNumber() throws Exception {
        Exchange exchange = delayed(true);
        VhostFixture next = node.restarted();
        Exchange restored = next.vhost().exchange("x");
        BrokerQueue store = (BrokerQueue) restored.store();
        assertThat(store.streamId()).isEqualTo(((BrokerQueue) exchange.store()).streamId());
        assertThat(store.durable()).isTrue();
        assertThat(next.vhosts.queueOf(store.streamId())).isSameAs(store);
        assertThat(next.queue("q", true, 0).streamId()).isGreaterThan(store.streamId());
    }
}
