package io.leveret.broker.vhost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leveret.broker.Seeded;
import io.leveret.codec.AmqpException;
import io.leveret.codec.FieldTable;
import io.leveret.codec.ReplyCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RouteCacheTest {
    private interface Change {
        void make() throws AmqpException;
    }

    private final VhostFixture node = new VhostFixture(2);

    @Test
    void aRouteIsFoundOnceAndKept() throws AmqpException {
        node.queue("q", false, 0);
        CachedRoute route = node.lookup(0, "", "q");
        assertThat(route.queues()).containsExactly(node.vhost().queue("q"));
        assertThat(route.routingKey()).isEqualTo("q");
        assertThat(node.lookup(0, "", "q")).isSameAs(route);
        assertThat(node.vhost().routing().cache(node.shards.get(0)).isCurrent(route))
                .isTrue();
    }

    @Test
    void eachShardHasRoutesAndCountersOfItsOwn() throws AmqpException {
        CachedRoute zero = node.lookup(0, "amq.direct", "k");
        CachedRoute one = node.lookup(1, "amq.direct", "k");
        assertThat(one).isNotSameAs(zero);
        assertThat(one.exchangeCounters()).isNotSameAs(zero.exchangeCounters());
        assertThat(node.lookup(0, "amq.direct", "other").exchangeCounters()).isSameAs(zero.exchangeCounters());
    }

    @Test
    void everyChangeOfTheTopologyEndsAllRoutes() throws AmqpException {
        node.queue("q", false, 0);
        FieldTable none = FieldTable.EMPTY;
        expectNewRoute(() -> node.exchange("e", "topic", false));
        expectNewRoute(() -> node.bind("e", "q", "a.#", none));
        expectNewRoute(() -> node.queue("r", false, 1));
        expectNewRoute(() -> node.bind("e", "r", "a.#", none));
        assertThat(node.routed("e", "a.b")).containsExactlyInAnyOrder("q", "r");
        expectNewRoute(() -> node.unbind("e", "r", "a.#", none));
        assertThat(node.routed("e", "a.b")).containsExactly("q");
        expectNewRoute(() -> node.deleteQueue("q"));
        assertThat(node.routed("e", "a.b")).isEmpty();
        expectNewRoute(() -> node.deleteExchange("e"));
        assertThatThrownBy(() -> node.routed("e", "a.b")).hasMessageContaining("no exchange 'e' in vhost '/'");
    }

    @Test
    void whatChangesNothingLeavesTheRoutes() throws AmqpException {
        node.exchange("e", "direct", false);
        node.queue("q", false, 0);
        node.bind("e", "q", "k", FieldTable.EMPTY);
        CachedRoute route = node.lookup(0, "e", "k");
        node.exchange("e", "direct", false);
        node.queue("q", false, 0);
        node.bind("e", "q", "k", FieldTable.EMPTY);
        node.unbind("e", "q", "other", FieldTable.EMPTY);
        node.deleteExchange("nosuch");
        assertThat(node.lookup(0, "e", "k")).isSameAs(route);
    }

    @Test
    void anExchangeThatIsNotThereIsNotRemembered() throws AmqpException {
        assertThatThrownBy(() -> node.lookup(0, "e", "k"))
                .isInstanceOfSatisfying(
                        AmqpException.class, e -> assertThat(e.code()).isEqualTo(ReplyCode.NOT_FOUND));
        node.exchange("e", "direct", false);
        assertThat(node.routed("e", "k")).isEmpty();
    }

    @Test
    void theWayThroughAHeadersExchangeIsLeftToEachMessage() throws AmqpException {
        node.queue("q", false, 0);
        assertThat(node.routed("amq.headers", "k")).isEmpty();
        node.bind("amq.headers", "q", "", FieldTable.builder().integer("a", 1).build());
        assertThat(node.lookup(0, "amq.headers", "k").queues()).isNull();
    }

    @Test
    void theSameBytesSplitOtherwiseAreAnotherRoute() throws AmqpException {
        for (String name : List.of("a", "ab", "abc")) {
            node.exchange(name, "fanout", false);
            node.queue("q" + name, false, 0);
            node.bind(name, "q" + name, "", FieldTable.EMPTY);
        }
        assertThat(node.routed("a", "bc")).containsExactly("qa");
        assertThat(node.routed("ab", "c")).containsExactly("qab");
        assertThat(node.routed("abc", "")).containsExactly("qabc");
        assertThat(node.routed("a", "bc")).containsExactly("qa");
    }

    @Test
    void aFullCacheBeginsAgainAndStaysRight() throws AmqpException {
        node.queue("q9000", false, 0);
        Map<Integer, CachedRoute> first = new HashMap<>();
        for (int i = 0; i < 10_000; i++) {
            first.put(i, node.lookup(0, "", "q" + i));
            assertThat(first.get(i).routingKey()).isEqualTo("q" + i);
            assertThat(first.get(i).queues()).hasSize(i == 9_000 ? 1 : 0);
        }
        int kept = 0;
        for (int i = 9_999; i > 9_999 - 2_000; i--) {
            kept += node.lookup(0, "", "q" + i) == first.get(i) ? 1 : 0;
        }
        assertThat(kept).as("of what was used last, most is there").isBetween(1_500, 2_000);
        assertThat(node.lookup(0, "", "q0")).as("what was used first is not").isNotSameAs(first.get(0));
    }

    @Test
    void itRoutesAsTheTopologyDoes() {
        Seeded.run(20, random -> {
            VhostFixture vhost = new VhostFixture(1);
            List<String> names = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                names.add("n".repeat(random.nextInt(4)) + random.nextInt(10));
            }
            for (int step = 0; step < 300; step++) {
                String name = names.get(random.nextInt(names.size()));
                if (random.nextInt(20) == 0) {
                    vhost.queue(name, false, 0);
                } else if (random.nextInt(40) == 0 && vhost.vhost().queue(name) != null) {
                    vhost.deleteQueue(name);
                } else {
                    List<String> expected = vhost.vhost().queue(name) == null ? List.of() : List.of(name);
                    assertThat(vhost.routed("", name)).isEqualTo(expected);
                }
            }
        });
    }

    private void expectNewRoute(Change change) throws AmqpException {
        RouteCache routes = node.vhost().routing().cache(node.shards.get(0));
        CachedRoute before = node.lookup(0, "amq.direct", "k");
        change.make();
        assertThat(routes.isCurrent(before)).isFalse();
        assertThat(node.lookup(0, "amq.direct", "k")).isNotSameAs(before);
    }
}
