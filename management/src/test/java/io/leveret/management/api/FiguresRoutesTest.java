package io.leveret.management.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leveret.codec.FieldTable;
import io.leveret.management.admin.ConnectionsAdmin.Peer;
import io.leveret.management.admin.FiguresAdmin.QueueKind;
import io.leveret.management.admin.NodeAdmin.Listener;
import io.leveret.management.admin.QueuesAdmin.ConsumerChannel;
import io.leveret.management.admin.QueuesAdmin.ConsumerDetails;
import io.leveret.management.admin.QueuesAdmin.HeldTimes;
import io.leveret.management.admin.QueuesAdmin.PolicyDetails;
import io.leveret.management.admin.QueuesAdmin.QueueDetails;
import io.leveret.management.admin.QueuesAdmin.QueueName;
import io.leveret.management.admin.Stat;
import io.leveret.management.ctl.FakeNode;
import io.leveret.management.http.ApiException;
import io.leveret.management.http.Caller;
import io.leveret.management.http.Callers;
import io.leveret.management.http.FakeAccess;
import io.leveret.management.http.JsonShape;
import io.leveret.management.http.RouteTable;
import io.leveret.management.json.Json;
import io.leveret.management.stats.FakeFigures;
import io.leveret.management.stats.FakeFigures.Queue;
import io.leveret.management.stats.Stats;
import io.leveret.management.stats.StatsOptions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Queues, overview and node over figures that are set, in the shapes of RabbitMQ's answers. */
class FiguresRoutesTest {
    private static final String HISTORY =
            "lengths_age=60&lengths_incr=5&msg_rates_age=60&msg_rates_incr=5&data_rates_age=60&data_rates_incr=5";

    private final FakeAccess access = new FakeAccess()
            .user("root", "administrator")
            .user("watcher", "monitoring")
            .user("app", "management")
            .enter("app", "mgmt")
            .user("nobody", "management");
    private final FakeNode node = new FakeNode();
    private final FakeFigures figures = new FakeFigures();
    private long nowMs = 1_800_000_000_000L;
    private final Stats stats = new Stats(StatsOptions.byDefault(), node, () -> nowMs);
    private final RouteTable table = Api.routes(node, stats);

    @BeforeEach
    void fill() {
        node.figures = figures;
        node.vhosts.put("mgmt", false);
        node.listeners.add(new Listener("::", 15_672, "http"));
        figures.vhosts.put("mgmt", figures.all);
        figures.connections.add(
                new FakeFigures.Connection("<c>", "127.0.0.1:54282 -> 127.0.0.1:5672", "app", "mgmt", new long[4]));
        add("orders.classic", QueueKind.CLASSIC);
        add("orders.quorum", QueueKind.QUORUM);
        add("backlog", QueueKind.CLASSIC);
        add("temp.excl", QueueKind.CLASSIC).ownerId = "<c>";
        stats.sampleNow();
        for (String name : List.of("orders.classic", "orders.quorum")) {
            Queue queue = queue(name);
            for (Stat stat : Stat.values()) {
                queue.add(stat, 10);
                figures.all.add(stat, 10);
            }
            queue.consumers = 1;
            consumer(name);
        }
        queue("backlog").add(Stat.PUBLISH, 600);
        queue("backlog").ready = 600;
        nowMs += 5_000;
        stats.sampleNow();
    }

    private Queue queue(String name) {
        return figures.queues.get("mgmt/" + name);
    }

    private Queue add(String name, QueueKind kind) {
        TreeMap<String, Object> policy = new TreeMap<>(Map.of("max-length", 100_000));
        Queue queue = figures.queue("mgmt", name, kind);
        node.queues.add(new QueueDetails(
                "mgmt",
                name,
                true,
                false,
                false,
                new PolicyDetails("dlx-pol", "op-max", policy),
                FieldTable.builder()
                        .string("x-queue-type", kind.type())
                        .integer("x-delivery-limit", 3)
                        .build(),
                "<q>",
                "",
                0,
                0,
                0,
                0,
                0,
                false));
        return queue;
    }

    private void consumer(String queue) {
        ConsumerChannel channel = new ConsumerChannel(
                "<c.1>", "127.0.0.1:54282 -> 127.0.0.1:5672", 1, "guest", new Peer("127.0.0.1", 54_282));
        String activity = queue.equals("orders.quorum") ? "single_active" : "up";
        node.consumers.add(new ConsumerDetails(
                "mgmt", queue, channel, "ctag", true, false, 20, true, activity, 1_800_000, FieldTable.EMPTY, queue));
    }

    private Object get(String user, String target) throws Exception {
        Caller caller = Callers.of(access, user);
        return Json.read(Json.write(Callers.json(Callers.get(table, caller, target))));
    }

    private Map<?, ?> object(String target) throws Exception {
        return (Map<?, ?>) get("root", target);
    }

    private List<?> list(String user, String target) throws Exception {
        return (List<?>) get(user, target);
    }

    private static List<Object> names(Object list) {
        return ((List<?>) list)
                .stream().<Object>map(each -> ((Map<?, ?>) each).get("name")).toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "overview root /overview",
                "overview-history root /overview?" + HISTORY,
                "overview-as-management-user app /overview",
                "nodes watcher /nodes",
                "node watcher /nodes/n@h",
                "node-memory watcher /nodes/n@h/memory",
                "node-memory-relative watcher /nodes/n@h/memory/relative",
                "queues root /queues/mgmt",
                "queues root /queues/detailed",
                "queues root /queues",
                "queues-cross-vhost-basic root /queues?disable_stats=true&enable_queue_totals=true",
                "queues-paged root"
                        + " /queues?page=1&page_size=3&name=orders&use_regex=false&sort=messages&sort_reverse=true",
                "queues-columns root /queues/mgmt?columns=name,messages,message_stats.publish_details.rate",
                "queue-orders-classic app /queues/mgmt/orders.classic",
                "queue-orders-classic-history app /queues/mgmt/orders.classic?" + HISTORY,
                "queue-orders-quorum app /queues/mgmt/orders.quorum",
                "queue-backlog root /queues/mgmt/backlog",
                "queue-temp-excl root /queues/mgmt/temp.excl",
                "queues-as-app app /queues?disable_stats=true"
            })
    void answersHaveTheShapesOfRabbitmqs(String shape, String user, String target) throws Exception {
        assertThat(JsonShape.named(shape).lacks(get(user, target))).isEmpty();
    }

    @Test
    void figuresStandWhereTheyBelong() throws Exception {
        Map<?, ?> backlog = object("/queues/mgmt/backlog");
        assertThat(backlog.get("messages")).isEqualTo(600L);
        assertThat(backlog.get("message_bytes")).isEqualTo(6_000L);
        assertThat(backlog.get("memory")).isEqualTo(60_000L);
        assertThat(backlog.get("messages_details")).isEqualTo(Map.of("rate", 120.0));
        assertThat(backlog.get("policy")).isEqualTo("dlx-pol");
        assertThat(backlog.get("effective_policy_definition")).isEqualTo(Map.of("max-length", 100_000L));
        assertThat(object("/queues/mgmt/orders.quorum").get("delivery_limit")).isEqualTo(3L);
        assertThat(object("/queues/mgmt/orders.quorum").get("single_active_consumer_tag"))
                .isEqualTo("ctag");
        assertThat((Map<?, ?>) object("/queues/mgmt/temp.excl").get("owner_pid_details"))
                .isEqualTo(Map.of(
                        "name", "127.0.0.1:54282 -> 127.0.0.1:5672", "peer_host", "127.0.0.1", "peer_port", 54_282L));
        Map<?, ?> overview = object("/overview");
        assertThat(overview.get("queue_totals")).asString().contains("messages=600");
        assertThat(overview.get("message_stats")).asString().contains("publish=20", "deliver_get=80", "disk_reads=20");
        assertThat(overview.get("rabbitmq_version")).isEqualTo("4.0.5");
        assertThat(overview.get("product_version")).isEqualTo("1.2.3");
    }

    @Test
    void aQueueSaysThatMessagesOfItWereLost() throws Exception {
        assertThat(object("/queues/mgmt/orders.classic").get("x_damaged")).isEqualTo(false);
        node.queues.replaceAll(queue -> queue.name().equals("orders.classic") ? damaged(queue) : queue);
        assertThat(object("/queues/mgmt/orders.classic").get("x_damaged")).isEqualTo(true);
    }

    private static QueueDetails damaged(QueueDetails queue) {
        return new QueueDetails(
                queue.vhost(),
                queue.name(),
                queue.durable(),
                queue.autoDelete(),
                queue.exclusive(),
                queue.policy(),
                queue.arguments(),
                queue.id(),
                queue.ownerId(),
                queue.readyMessages(),
                queue.unackedMessages(),
                queue.readyBytes(),
                queue.unackedBytes(),
                queue.consumers(),
                true);
    }

    @Test
    void aQueueSaysHowLongWhatItDeliveredIsHeld() throws Exception {
        assertThat(object("/queues/mgmt/orders.classic").get("x_oldest_unacked_ms"))
                .isNull();
        queue("orders.classic").unacked = 2;
        node.held.put(new QueueName("mgmt", "orders.classic"), new HeldTimes(9_000, Map.of("orders.classic", 7_000L)));
        Map<?, ?> whole = object("/queues/mgmt/orders.classic");
        assertThat(whole.get("x_oldest_unacked_ms")).isEqualTo(9_000L);
        assertThat(((Map<?, ?>) ((List<?>) whole.get("consumer_details")).get(0)).get("x_oldest_unacked_ms"))
                .isEqualTo(7_000L);
    }

    @Test
    void pairsStandBesideTheirObjects() throws Exception {
        assertThat(object("/queues/mgmt/backlog").get("incoming")).isEqualTo(List.of());
        FakeFigures.Channel channel = new FakeFigures.Channel("<n.1.1.1>", "mgmt");
        figures.pairs.add(null, "mgmt", "y", "backlog").add(Stat.PUBLISH, 7);
        figures.pairs.add(null, "mgmt", "", "backlog").add(Stat.PUBLISH, 5);
        figures.pairs.add(channel, "mgmt", null, "backlog").add(Stat.DELIVER, 3);
        nowMs += 5_000;
        stats.sampleNow();
        Map<?, ?> queue = object("/queues/mgmt/backlog");
        Map<?, ?> rate = Map.of("rate", 1.0);
        assertThat(queue.get("incoming"))
                .isEqualTo(List.of(
                        Map.of(
                                "exchange",
                                Map.of("name", "", "vhost", "mgmt"),
                                "stats",
                                Map.of("publish", 5L, "publish_details", rate)),
                        Map.of(
                                "exchange",
                                Map.of("name", "y", "vhost", "mgmt"),
                                "stats",
                                Map.of("publish", 7L, "publish_details", Map.of("rate", 1.4)))));
        Map<?, ?> delivery = (Map<?, ?>) ((List<?>) queue.get("deliveries")).get(0);
        assertThat(delivery.get("channel_details"))
                .isEqualTo(Map.of(
                        "connection_name", "127.0.0.1:1 -> 127.0.0.1:5672",
                        "name", "127.0.0.1:1 -> 127.0.0.1:5672 (1)",
                        "node", "n@h",
                        "number", 1L,
                        "peer_host", "127.0.0.1",
                        "peer_port", 1L,
                        "user", "guest"));
        assertThat(((Map<?, ?>) delivery.get("stats")).keySet())
                .asString()
                .isEqualTo("[deliver, deliver_details, deliver_no_ack, deliver_no_ack_details, get, get_details,"
                        + " get_no_ack, get_no_ack_details, get_empty, get_empty_details, redeliver,"
                        + " redeliver_details, ack, ack_details, deliver_get, deliver_get_details]");
    }

    @Test
    void listsAreSortedByWhateverCounts() throws Exception {
        assertThat(names(get("root", "/queues/mgmt")))
                .containsExactly("backlog", "orders.classic", "orders.quorum", "temp.excl");
        assertThat(names(get("root", "/queues?sort=messages&sort_reverse=true")))
                .startsWith("backlog");
        assertThat(names(get("root", "/queues?sort=message_stats.publish_details.rate&sort_reverse=true")))
                .startsWith("backlog");
        assertThat(names(get("root", "/queues?sort=messages_details.rate"))).endsWith("backlog");
        assertThat(names(get("root", "/queues?sort=message_stats.deliver_get&sort_reverse=true")))
                .endsWith("backlog", "temp.excl");
        assertThat(names(get("root", "/queues?sort=arguments.x-queue-type&sort_reverse=true")))
                .as("not a figure: told of all")
                .startsWith("orders.quorum");
    }

    @Test
    void aPageIsWhatWasAskedFor() throws Exception {
        Map<?, ?> page = object("/queues?page=2&page_size=3");
        assertThat(names(page.get("items"))).containsExactly("temp.excl");
        assertThat(page.get("total_count")).isEqualTo(4L);
        assertThat(page.get("page_count")).isEqualTo(2L);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/queues?page=0|invalid_pagination_parameters"
                        + "|Invalid pagination parameters: page number 0, page size undefined",
                "/queues?page=1&page_size=501|invalid_pagination_parameters"
                        + "|Invalid pagination parameters: page number 1, page size 501",
                "/queues?page=7|page_out_of_range|Page out of range, page: 7 page size: 100, len: 4",
                "/queues?page=x|bad_request|Pagination parameters are invalid",
                "/queues?page=1&name=(&use_regex=true|bad_request|Pagination parameters are invalid",
                "/overview?lengths_age=60&lengths_incr=0|bad_request|Invalid range parameters: age 60, incr 0",
                "/queues/nosuch|Object Not Found|Not Found",
                "/queues/mgmt/nope|Object Not Found|Not Found",
                "/queues/nosuch/x|Object Not Found|Not Found",
                "/nodes/other@h|Object Not Found|Not Found",
                "/nodes/other@h/memory|Object Not Found|Not Found"
            })
    void refusalsAreRabbitmqs(String target, String error, String reason) {
        assertThatThrownBy(() -> get("root", target)).isInstanceOfSatisfying(ApiException.class, refusal -> {
            assertThat(refusal.error()).isEqualTo(error);
            assertThat(refusal.reason()).isEqualTo(reason);
        });
    }

    @Test
    void usersSeeWhatTheyMayEnter() throws Exception {
        assertThat(list("nobody", "/queues")).isEmpty();
        assertThat(list("watcher", "/queues"))
                .as("a tag alone does not open a virtual host")
                .isEmpty();
        assertThat(list("app", "/queues")).hasSize(4);
        Map<?, ?> overview = (Map<?, ?>) get("app", "/overview");
        assertThat(overview.containsKey("listeners")).isFalse();
        assertThat(overview.containsKey("node")).isFalse();
        assertThat(overview.get("object_totals")).asString().contains("queues=4", "connections=1", "channels=2");
        assertThat(((Map<?, ?>) get("nobody", "/overview")).get("object_totals"))
                .asString()
                .contains("queues=0", "connections=0");
        assertThat(((Map<?, ?>) get("nobody", "/overview")).get("queue_totals"))
                .asString()
                .contains("messages=0");
        assertThatThrownBy(() -> get("app", "/nodes")).isInstanceOf(ApiException.class);
    }

    @Test
    void historyHasThirteenSamplesOfAMinute() throws Exception {
        Map<?, ?> stats = (Map<?, ?>) object("/queues/mgmt/backlog?" + HISTORY).get("message_stats");
        Map<?, ?> details = (Map<?, ?>) stats.get("publish_details");
        List<?> samples = (List<?>) details.get("samples");
        assertThat(samples).hasSize(13);
        assertThat(samples.get(0)).isEqualTo(Map.of("sample", 600L, "timestamp", nowMs));
        assertThat(samples.get(1)).isEqualTo(Map.of("sample", 0L, "timestamp", nowMs - 5_000));
    }

    @Test
    void aBrokerThatIsStoppedHasANodeAllTheSame() throws Exception {
        node.running = false;
        assertThat(object("/nodes/n@h").get("running")).isEqualTo(false);
        assertThat(object("/nodes/n@h/memory").get("memory")).isNotNull();
    }
}
