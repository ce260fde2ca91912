package io.leveret.broker.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leveret.broker.data.NodeName;
import io.leveret.broker.settings.RuntimeSettings;
import io.leveret.broker.settings.SettingsSources;
import io.leveret.broker.settings.SettingsTable;
import io.leveret.codec.FieldTable;
import io.leveret.codec.MessageProperties;
import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.AlarmsAdmin;
import io.leveret.management.admin.ExchangesAdmin.BindingEnds;
import io.leveret.management.admin.MessagingAdmin;
import io.leveret.management.admin.MessagingAdmin.Acting;
import io.leveret.management.admin.MessagingAdmin.BindingWish;
import io.leveret.management.admin.MessagingAdmin.ExchangeWish;
import io.leveret.management.admin.MessagingAdmin.Fate;
import io.leveret.management.admin.MessagingAdmin.Fetch;
import io.leveret.management.admin.MessagingAdmin.Fetched;
import io.leveret.management.admin.MessagingAdmin.Publication;
import io.leveret.management.admin.MessagingAdmin.Publishing;
import io.leveret.management.admin.MessagingAdmin.QueueWish;
import io.leveret.management.admin.ParametersAdmin;
import io.leveret.management.admin.ParametersAdmin.Parameter;
import io.leveret.management.admin.PermissionsAdmin.PermissionDetails;
import io.leveret.management.admin.QueuesAdmin.QueueDetails;
import io.leveret.management.admin.RefusedException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is done for users without connections, on a node of two shards, and that nothing of it is left. */
@Timeout(120)
class LiveMessagingTest {
    private static final Acting GUEST = new Acting("guest", "/", "127.0.0.1:1", false);
    private static final Acting NARROW = new Acting("narrow", "/", "127.0.0.1:1", false);
    private static final int ALL = 1 << 20;

    @TempDir
    Path directory;

    private Node node;
    private MessagingAdmin messaging;

    @BeforeEach
    void start() throws Exception {
        node = new Node(
                new SettingsSources(Map.of())
                        .sets(List.of("listeners.tcp = none", "shards=2"))
                        .read(SettingsTable.load(), false),
                new RuntimeSettings(List.of("guest"), 2_047),
                new NodeName("n", "h"),
                NodeDisks.open(directory, false),
                null,
                "1");
        node.start();
        messaging = node.ports().messaging();
        node.ports().users().add("narrow", "x");
        node.ports().permissions().set(new PermissionDetails("narrow", "/", "^n", "^n", "^n"));
    }

    @AfterEach
    void stop() throws Exception {
        assertThat(node.ports().connections().connections()).isEmpty();
        assertThat(node.ports().connections().channels()).isEmpty();
        node.close();
    }

    private void queue(String name, FieldTable arguments) throws Exception {
        messaging.declare(GUEST, new QueueWish(name, true, false, arguments));
    }

    private Publishing publish(Acting acting, String exchange, String key, byte[] body) throws Exception {
        byte[] properties =
                MessageProperties.builder().messageId("m").deliveryMode(2).build();
        return messaging.publish(acting, new Publication(exchange, key, properties, body));
    }

    private List<Fetched> fetch(String queue, int most, Fate fate) throws Exception {
        return messaging.fetch(GUEST, new Fetch(queue, most, ALL, ALL, fate));
    }

    private static String body(Fetched message) {
        return new String(message.body(), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private QueueDetails details(String queue) throws AdminException {
        return node.ports().queues().list("/").stream()
                .filter(each -> each.name().equals(queue))
                .findFirst()
                .orElse(null);
    }

    private List<String> leading(String source, String destination, boolean toQueue) throws Exception {
        return node.ports().exchanges().bindings("/", new BindingEnds(source, destination, toQueue)).stream()
                .map(each -> each.source() + " " + each.destination() + " " + each.routingKey())
                .toList();
    }

    /** JSON's null is a value as any other; setting it anew changes nothing. */
    @Test
    void aParameterMayBeNull() throws Exception {
        Parameter nothing = new Parameter("", ParametersAdmin.GLOBAL, "nothing", "null");
        node.ports().parameters().set(nothing);
        node.ports().parameters().set(nothing);
        assertThat(node.ports().parameters().list()).contains(nothing);
    }

    @Test
    void objectsComeAndGo() throws Exception {
        queue("q", FieldTable.EMPTY);
        queue("q", FieldTable.EMPTY);
        messaging.declare(GUEST, new ExchangeWish("x", "topic", true, false, false, FieldTable.EMPTY));
        messaging.declare(GUEST, new ExchangeWish("y", "topic", true, false, false, FieldTable.EMPTY));
        BindingWish toQueue = new BindingWish("x", "q", true, "a.#", FieldTable.EMPTY);
        BindingWish toExchange = new BindingWish("y", "x", false, "a.#", FieldTable.EMPTY);
        messaging.bind(GUEST, toQueue);
        messaging.bind(GUEST, toExchange);
        assertThat(leading("x", null, false)).containsExactly("x q a.#");
        assertThat(leading(null, "q", true)).containsExactly(" q q", "x q a.#");
        assertThat(leading("", "q", true)).containsExactly(" q q");
        assertThat(leading(null, "x", false)).containsExactly("y x a.#");
        assertThat(leading("x", "q", false)).as("there is no such exchange").isEmpty();
        assertThat(publish(GUEST, "y", "a.b", bytes("1"))).isEqualTo(Publishing.ROUTED);
        assertThat(messaging.purge(GUEST, "q")).isEqualTo(1);
        messaging.unbind(GUEST, toExchange);
        assertThat(publish(GUEST, "y", "a.b", bytes("1"))).isEqualTo(Publishing.UNROUTED);
        messaging.unbind(GUEST, toQueue);
        assertThat(publish(GUEST, "x", "a.b", bytes("1"))).isEqualTo(Publishing.UNROUTED);
        messaging.deleteExchange(GUEST, "x", true);
        messaging.deleteQueue(GUEST, "q", true, true);
        assertThat(details("q")).isNull();
        assertThat(node.ports().exchanges().find("/", "x")).isEmpty();
        assertThat(node.ports().exchanges().find("/", "y")).isPresent();
    }

    @Test
    void theUsersPermissionsCount() throws Exception {
        assertThatThrownBy(() -> messaging.declare(NARROW, new QueueWish("q", true, false, FieldTable.EMPTY)))
                .isInstanceOfSatisfying(RefusedException.class, e -> {
                    assertThat(e.code()).isEqualTo(RefusedException.ACCESS_REFUSED);
                    assertThat(e.explanation())
                            .isEqualTo("configure access to queue 'q' in vhost '/' refused for user 'narrow'");
                });
        messaging.declare(NARROW, new QueueWish("nq", true, false, FieldTable.EMPTY));
        Acting outsider = new Acting("nobody", "/", "127.0.0.1:1", false);
        assertThatThrownBy(() -> messaging.purge(outsider, "nq"))
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.code()).isEqualTo(530));
        assertThatThrownBy(() -> messaging.purge(GUEST, "nope")).isInstanceOfSatisfying(RefusedException.class, e -> {
            assertThat(e.code()).isEqualTo(RefusedException.NOT_FOUND);
            assertThat(e.replyText()).isEqualTo("NOT_FOUND - no queue 'nope' in vhost '/'");
        });
    }

    @Test
    void theOperatorMayDoEverythingThoughItIsNoUser() throws Exception {
        Acting operator = new Acting("rmq-cli", "/", "local", true);
        messaging.declare(operator, new ExchangeWish("x", "fanout", true, false, false, FieldTable.EMPTY));
        messaging.declare(operator, new QueueWish("q", true, false, FieldTable.EMPTY));
        messaging.bind(operator, new BindingWish("x", "q", true, "", FieldTable.EMPTY));
        assertThat(publish(operator, "x", "", bytes("1"))).isEqualTo(Publishing.ROUTED);
        assertThat(node.ports().exchanges().find("/", "x").orElseThrow().declaredBy())
                .isEqualTo("rmq-cli");
    }

    @Test
    void whatIsFetchedMeetsItsFate() throws Exception {
        queue("dead", FieldTable.EMPTY);
        queue(
                "q",
                FieldTable.builder()
                        .string("x-dead-letter-exchange", "")
                        .string("x-dead-letter-routing-key", "dead")
                        .build());
        for (String body : List.of("one", "two", "three")) {
            publish(GUEST, "", "q", bytes(body));
        }
        List<Fetched> first = fetch("q", 2, Fate.REQUEUED);
        assertThat(first).extracting(LiveMessagingTest::body).containsExactly("one", "two");
        assertThat(first).extracting(Fetched::redelivered).containsExactly(false, false);
        assertThat(first).extracting(Fetched::left).containsExactly(2L, 1L);
        assertThat(first.get(0).properties().messageId()).isEqualTo("m");
        assertThat(details("q").readyMessages()).isEqualTo(3);

        List<Fetched> again = fetch("q", 10, Fate.REJECTED_REQUEUED);
        assertThat(again).extracting(LiveMessagingTest::body).containsExactly("one", "two", "three");
        assertThat(again).extracting(Fetched::redelivered).containsExactly(true, true, false);
        assertThat(fetch("q", 1, Fate.ACKNOWLEDGED))
                .extracting(LiveMessagingTest::body)
                .containsExactly("one");
        assertThat(fetch("q", 1, Fate.REJECTED))
                .extracting(LiveMessagingTest::body)
                .containsExactly("two");
        assertThat(fetch("dead", 5, Fate.REQUEUED))
                .extracting(LiveMessagingTest::body)
                .containsExactly("two");
        assertThat(fetch("q", 5, Fate.ACKNOWLEDGED))
                .extracting(LiveMessagingTest::body)
                .containsExactly("three");
        assertThat(fetch("q", 5, Fate.ACKNOWLEDGED)).isEmpty();
    }

    @Test
    void bodiesOfManyFramesAreWholeOrCutAsAskedFor() throws Exception {
        queue("q", FieldTable.EMPTY);
        byte[] body = new byte[400_000];
        Arrays.fill(body, (byte) 'x');
        body[399_999] = 'y';
        for (int i = 0; i < 3; i++) {
            assertThat(publish(GUEST, "", "q", body)).isEqualTo(Publishing.ROUTED);
        }
        assertThat(fetch("q", 1, Fate.REQUEUED).get(0).body()).isEqualTo(body);
        List<Fetched> cut = messaging.fetch(GUEST, new Fetch("q", 3, ALL, 5, Fate.REQUEUED));
        assertThat(cut)
                .extracting(LiveMessagingTest::body)
                .containsOnly("xxxxx")
                .hasSize(3);
        assertThat(cut).extracting(Fetched::bodyBytes).containsOnly(400_000L);
        assertThat(messaging.fetch(GUEST, new Fetch("q", 3, 500_000, ALL, Fate.REQUEUED)))
                .hasSize(2);
        assertThat(details("q").readyMessages()).isEqualTo(3);
    }

    @Test
    void whatQueuesRefuseIsRejected() throws Exception {
        queue(
                "q",
                FieldTable.builder()
                        .integer("x-max-length", 1)
                        .string("x-overflow", "reject-publish")
                        .build());
        assertThat(publish(GUEST, "", "q", bytes("1"))).isEqualTo(Publishing.ROUTED);
        assertThat(publish(GUEST, "", "q", bytes("2"))).isEqualTo(Publishing.REJECTED);
        assertThatThrownBy(() -> publish(GUEST, "nope", "q", bytes("3")))
                .isInstanceOfSatisfying(
                        RefusedException.class, e -> assertThat(e.code()).isEqualTo(RefusedException.NOT_FOUND));
    }

    /** A body of nothing is whole when its header is there. */
    @ParameterizedTest
    @ValueSource(strings = {"", "1"})
    void anAlarmStopsPublishingAtOnceAndNothingIsHalfPublished(String body) throws Exception {
        queue("q", FieldTable.EMPTY);
        node.ports().alarms().raise(AlarmsAdmin.Resource.DISK);
        try {
            assertThatThrownBy(() -> publish(GUEST, "", "q", bytes(body)))
                    .isInstanceOfSatisfying(
                            AdminException.class, e -> assertThat(e.kind()).isEqualTo(AdminException.Kind.UNAVAILABLE))
                    .hasMessageContaining("alarm")
                    .hasMessageContaining("disk");
            assertThat(fetch("q", 1, Fate.REQUEUED)).isEmpty();
        } finally {
            node.ports().alarms().clear(AlarmsAdmin.Resource.DISK);
        }
        assertThat(publish(GUEST, "", "q", bytes("2"))).isEqualTo(Publishing.ROUTED);
        assertThat(fetch("q", 5, Fate.REQUEUED))
                .extracting(LiveMessagingTest::body)
                .containsExactly("2");
    }

    @Test
    void limitsOfConnectionsDoNotConcernIt() throws Exception {
        node.ports()
                .parameters()
                .set(new io.leveret.management.admin.ParametersAdmin.Parameter(
                        "/", "vhost-limits", "limits", "{\"max-connections\":0}"));
        queue("q", FieldTable.EMPTY);
        assertThat(publish(GUEST, "", "q", bytes("1"))).isEqualTo(Publishing.ROUTED);
    }
}
