package io.leveret.management.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.codec.FieldTable;
import io.leveret.management.admin.ConnectionsAdmin.Agreement;
import io.leveret.management.admin.ConnectionsAdmin.ChannelDetails;
import io.leveret.management.admin.ConnectionsAdmin.ConnectionDetails;
import io.leveret.management.admin.ConnectionsAdmin.Peer;
import io.leveret.management.admin.ConnectionsAdmin.Session;
import io.leveret.management.admin.ConnectionsAdmin.Tls;
import io.leveret.management.admin.ConnectionsAdmin.Traffic;
import io.leveret.management.admin.FiguresAdmin.ConnectionFigures;
import io.leveret.management.admin.QueuesAdmin.ConsumerChannel;
import io.leveret.management.admin.QueuesAdmin.ConsumerDetails;
import io.leveret.management.admin.QueuesAdmin.HeldTimes;
import io.leveret.management.admin.QueuesAdmin.QueueName;
import io.leveret.management.api.ServedRoutes.Answer;
import io.leveret.management.http.JsonShape;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Connections, channels and consumers over HTTP, and whose of them one sees. */
class ClientRoutesTest {
    private static final String ONE = "127.0.0.1:1001 -> 127.0.0.1:5672";
    private static final String ONE_PATH = "127.0.0.1%3A1001%20-%3E%20127.0.0.1%3A5672";
    private static final String NOT_ALLOWED = "User not authorised to access object";

    private ServedRoutes routes;

    @BeforeEach
    void serve() throws Exception {
        MeasuredObjects measured = (broker, request) -> new FakeMeasures();
        routes = new ServedRoutes(ports -> List.of(
                new ConnectionRoutes(ports, "n@h", measured),
                new ChannelRoutes(ports, "n@h", measured),
                new ConsumerRoutes(ports, "n@h")));
        routes.node.figures = new FakeClientFigures(routes.node);
        Tls tls = new Tls("tlsv1.3", "aes_256_gcm", "any", "aead", "CN=c", "CN=ca", "2026 - 2027");
        connect(1, "app", "/", null);
        connect(2, "other", "/", tls);
        connect(3, "other", "v", null);
        connect(4, "", "", null);
        channel(1, 1, "app", "/");
        channel(1, 2, "app", "/");
        channel(2, 1, "other", "/");
        channel(3, 1, "other", "v");
        consumer(1, 2, "app", "/");
        consumer(3, 1, "other", "v");
    }

    private static String name(int number) {
        return "127.0.0.1:" + (1000 + number) + " -> 127.0.0.1:5672";
    }

    private static Peer client(int number) {
        return new Peer("127.0.0.1", 1000 + number);
    }

    private void connect(int number, String user, String vhost, Tls tls) {
        FieldTable properties = FieldTable.builder()
                .string("connection_name", "mine")
                .string("product", "p")
                .build();
        routes.node.connections.add(new ConnectionDetails(
                "id" + number,
                name(number),
                client(number),
                new Peer("127.0.0.1", 5672),
                "running",
                1_795_184_478_554L,
                1,
                new Session(user, vhost, "PLAIN", properties),
                new Agreement(2047, 131072, 60),
                new Traffic(1009, 11, 705, 12, 0),
                tls));
    }

    private void channel(int connection, int number, String user, String vhost) {
        routes.node.channels.add(new ChannelDetails(
                "id" + connection + "." + number,
                "id" + connection,
                name(connection),
                number,
                user,
                vhost,
                false,
                true,
                1,
                2,
                3,
                4,
                5,
                10,
                0,
                client(connection)));
    }

    private void consumer(int connection, int channel, String user, String vhost) {
        routes.node.consumers.add(new ConsumerDetails(
                vhost,
                "q",
                new ConsumerChannel("id", name(connection), channel, user, client(connection)),
                "tag" + connection,
                true,
                false,
                20,
                true,
                "up",
                1_800_000,
                FieldTable.builder().integer("x-priority", 3).build(),
                "key" + connection));
    }

    @AfterEach
    void stop() {
        routes.close();
    }

    private List<Object> names(String user, String path) throws Exception {
        return routes.get(user, path).all("name");
    }

    @Test
    void oneSeesOnesOwnAndMonitorsSeeAll() throws Exception {
        assertThat(names("app", "/connections")).containsExactly(name(1));
        assertThat(names("watcher", "/connections")).containsExactly(name(1), name(2), name(3));
        assertThat(names("root", "/vhosts/%2F/connections")).containsExactly(name(1), name(2));
        assertThat(names("other", "/vhosts/%2F/connections")).containsExactly(name(2));
        assertThat(routes.get("watcher", "/vhosts/v/connections").reason())
                .isEqualTo("User not authorised to access virtual host");
        assertThat(routes.get("root", "/vhosts/nov/connections").status()).isEqualTo(404);
        assertThat(names("app", "/channels")).containsExactly(ONE + " (1)", ONE + " (2)");
        assertThat(names("watcher", "/channels")).hasSize(4);
        assertThat(names("root", "/vhosts/v/channels")).containsExactly(name(3) + " (1)");
        assertThat(routes.get("app", "/consumers").all("consumer_tag")).containsExactly("tag1");
        assertThat(routes.get("watcher", "/consumers").all("consumer_tag")).containsExactly("tag1", "tag3");
        assertThat(routes.get("watcher", "/consumers/v").all("consumer_tag")).containsExactly("tag3");
        assertThat(routes.get("other", "/consumers/%2F").json()).isEqualTo(List.of());
        assertThat(routes.get("root", "/consumers/nov").status()).isEqualTo(404);
    }

    @Test
    void othersAreNotShownOneByOneEither() throws Exception {
        for (String path : List.of(
                "/connections/" + ONE_PATH,
                "/connections/" + ONE_PATH + "/channels",
                "/channels/" + ONE_PATH + "%20%281%29",
                "/connections/username/app")) {
            Answer refused = routes.get("other", path);
            assertThat(refused.status()).as(path).isEqualTo(401);
            assertThat(refused.reason()).as(path).isEqualTo(NOT_ALLOWED);
            assertThat(routes.get("app", path).status()).as(path).isEqualTo(200);
            assertThat(routes.get("watcher", path).status()).as(path).isEqualTo(200);
        }
        for (String path : List.of("/connections/nope", "/connections/nope/channels", "/channels/nope")) {
            assertThat(routes.get("root", path).status()).as(path).isEqualTo(404);
        }
    }

    @Test
    void connectionsHaveAllThatRabbitMqTells() throws Exception {
        assertThat(JsonShape.named("connections")
                        .lacks(routes.get("root", "/connections").json()))
                .isEmpty();
        Answer one = routes.get("root", "/connections/" + ONE_PATH);
        assertThat(JsonShape.named("connection").lacks(one.json())).isEmpty();
        assertThat(one.at("user_provided_name")).isEqualTo("mine");
        assertThat(one.at("peer_port")).isEqualTo(1001L);
        assertThat(one.at("ssl_protocol")).isEqualTo("");
        assertThat(routes.get("root", "/connections").all("ssl")).containsExactly(false, true, false);
        assertThat(routes.get("root", "/connections").all("ssl_protocol")).containsExactly(null, "tlsv1.3", null);
        assertThat(routes.get("root", "/connections").all("peer_cert_subject")).containsExactly(null, "CN=c", null);
        Answer theirs = routes.get("root", "/connections/username/other");
        assertThat(JsonShape.named("connections-by-user").lacks(theirs.json())).isEmpty();
        assertThat(theirs.all("name")).containsExactly(name(2), name(3));
        assertThat(routes.get("root", "/connections/username/nobody").json()).isEqualTo(List.of());
    }

    @Test
    void channelsHaveAllThatRabbitMqTells() throws Exception {
        assertThat(JsonShape.named("channels")
                        .lacks(routes.get("root", "/channels").json()))
                .isEmpty();
        assertThat(JsonShape.named("connection-channels")
                        .lacks(routes.get("root", "/connections/" + ONE_PATH + "/channels")
                                .json()))
                .isEmpty();
        Answer one = routes.get("root", "/channels/" + ONE_PATH + "%20%282%29");
        assertThat(JsonShape.named("channel-publisher").lacks(one.json()))
                .allMatch(lack -> lack.startsWith(".message_stats."));
        assertThat(JsonShape.named("channel-consumer").field("consumer_details").lacks(one.at("consumer_details")))
                .isEmpty();
        assertThat(((Map<?, ?>) ((List<?>) one.at("consumer_details")).get(0)).get("consumer_tag"))
                .isEqualTo("tag1");
        assertThat(routes.get("root", "/channels/" + ONE_PATH + "%20%281%29").at("consumer_details"))
                .isEqualTo(List.of());
    }

    @Test
    void consumersHaveAllThatRabbitMqTells() throws Exception {
        Answer all = routes.get("root", "/consumers");
        assertThat(JsonShape.named("consumers").lacks(all.json())).isEmpty();
        assertThat(all.all("arguments")).containsOnly(Map.of("x-priority", 3L));
    }

    @Test
    void consumersSayHowLongTheyHoldWhatTheyHoldLongest() throws Exception {
        routes.node.held.put(new QueueName("/", "q"), new HeldTimes(5_000, Map.of("key1", 4_000L)));
        Answer all = routes.get("root", "/consumers");
        assertThat(all.all("x_oldest_unacked_ms")).containsExactly(4_000L, null);
        assertThat(routes.node.done).as("at once").containsOnlyOnce("held times of 2");
        routes.node.done.clear();
        Answer page = routes.get("root", "/consumers?page=2&page_size=1");
        Map<?, ?> second = (Map<?, ?>) ((List<?>) page.at("items")).get(0);
        assertThat(second.get("consumer_tag")).isEqualTo("tag3");
        assertThat(second.containsKey("x_oldest_unacked_ms")).isTrue();
        assertThat(routes.node.done).as("of the page alone").containsExactly("held times of 1");
        Answer channel = routes.get("root", "/channels/" + ONE_PATH + "%20%282%29");
        assertThat(((Map<?, ?>) ((List<?>) channel.at("consumer_details")).get(0)).get("x_oldest_unacked_ms"))
                .isEqualTo(4_000L);
    }

    @Test
    void pagesAndOrdersAreAsOfAllLists() throws Exception {
        Answer page = routes.get("root", "/connections?page=2&page_size=2&sort=vhost&columns=name");
        assertThat(page.at("filtered_count")).isEqualTo(3L);
        assertThat(page.at("items")).isEqualTo(List.of(Map.of("name", name(3))));
        assertThat(names("root", "/channels?sort=number&sort_reverse=true").get(0))
                .isEqualTo(ONE + " (2)");
    }

    /** So that a page of few costs the same whether there are ten connections or ten thousand. */
    @Test
    void onlyTheConnectionsOfAPageAreAskedOfTheirShards() throws Exception {
        for (String order : List.of(
                "",
                "&sort=recv_oct",
                "&sort=state&sort_reverse=true",
                "&sort=peer_port",
                "&sort=send_oct_details.rate",
                "&name=100")) {
            routes.node.done.clear();
            assertThat(routes.get("root", "/connections?page=1&page_size=2" + order)
                            .at("item_count"))
                    .isEqualTo(2L);
            assertThat(routes.node.done).as(order).containsExactly("asked for 2 connections");
        }
        routes.node.done.clear();
        assertThat(names(
                        "root",
                        "/connections?sort=peer_port&sort_reverse=true&columns=name,state,recv_oct_details.rate"))
                .containsExactly(name(3), name(2), name(1));
        assertThat(names("root", "/connections/username/other")).hasSize(2);
        assertThat(names("root", "/channels?sort=message_stats.publish")).hasSize(4);
        assertThat(names("root", "/connections/" + ONE_PATH + "/channels")).hasSize(2);
        assertThat(routes.node.done).as("figures are enough").isEmpty();
        routes.get("root", "/connections?page=1&page_size=1&sort=timeout");
        assertThat(routes.node.done).as("each once, since it is no figure").containsExactly("asked for 3 connections");
    }

    /** Columns are taken from figures where there are such: they must say what the whole object says. */
    @Test
    void aColumnSaysWhatStandsInTheObject() throws Exception {
        Map<?, ?> whole =
                (Map<?, ?>) ((List<?>) routes.get("root", "/connections").json()).get(0);
        whole.forEach((name, value) -> {
            try {
                List<?> rows = (List<?>)
                        routes.get("root", "/connections?columns=" + name).json();
                assertThat(rows.get(0)).as("%s", name).isEqualTo(value == null ? Map.of() : Map.of(name, value));
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        assertThat(routes.get("root", "/connections?columns=recv_oct_details.rate")
                        .all("recv_oct_details"))
                .containsOnly(Map.of("rate", 1.0));
    }

    @Test
    void aConnectionThatGoesWhileItIsListedIsClosed() throws Exception {
        routes.node.figures = new FakeClientFigures(routes.node) {
            @Override
            public Collection<? extends ConnectionFigures> connections() {
                Collection<? extends ConnectionFigures> before = super.connections();
                routes.node.connections.removeIf(each -> each.name().equals(name(2)));
                return before;
            }
        };
        Answer all = routes.get("root", "/connections");
        assertThat(all.all("name")).containsExactly(name(1), name(2), name(3));
        assertThat(all.all("state")).containsExactly("running", "closed", "running");
        assertThat(all.all("user")).containsExactly("app", "other", "other");
    }

    @Test
    void oneClosesOnesOwnAndAdministratorsCloseAll() throws Exception {
        for (String user : List.of("other", "watcher")) {
            Answer refused = routes.send(user, "DELETE", "/connections/" + ONE_PATH, null);
            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused.reason()).isEqualTo(NOT_ALLOWED);
            assertThat(routes.send(user, "DELETE", "/connections/username/app", null)
                            .reason())
                    .isEqualTo(NOT_ALLOWED);
        }
        assertThat(routes.send("app", "DELETE", "/connections/" + ONE_PATH, null)
                        .status())
                .isEqualTo(204);
        assertThat(routes.send("root", "DELETE", "/connections/" + ONE_PATH, null, "X-Reason", "because")
                        .status())
                .isEqualTo(204);
        assertThat(routes.send("other", "DELETE", "/connections/username/other", null)
                        .status())
                .isEqualTo(204);
        assertThat(routes.send("root", "DELETE", "/connections/nope", null).status())
                .isEqualTo(404);
        assertThat(routes.node.done)
                .containsExactly(
                        "close id1 Closed via management plugin",
                        "close id1 because",
                        "close all null other 0 Closed via management plugin");
    }
}
