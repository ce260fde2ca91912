package io.leveret.management.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.management.admin.AlarmsAdmin.Resource;
import io.leveret.management.admin.ExchangesAdmin.BindingDetails;
import io.leveret.management.admin.LoginAttemptsAdmin.Attempts;
import io.leveret.management.admin.LoginAttemptsAdmin.SourceAttempts;
import io.leveret.management.admin.ParametersAdmin;
import io.leveret.management.admin.ParametersAdmin.Parameter;
import io.leveret.management.ctl.FakeNode;
import io.leveret.management.http.ApiServer;
import io.leveret.management.http.FakeAccess;
import io.leveret.management.http.HttpOptions;
import io.leveret.management.http.RouteTable;
import io.leveret.management.metrics.TextFormat.Family;
import io.leveret.management.metrics.TextFormat.Sample;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The endpoints over HTTP, read by a strict reader, over figures that are set. */
class MetricsTest {
    private final FakeNode node = new FakeNode();
    private final HttpClient client = HttpClient.newHttpClient();
    private Metrics metrics;
    private ApiServer server;

    private void serve(boolean perObject, boolean login) throws IOException {
        node.figures = SomeFigures.some();
        node.access = new FakeAccess().user("watcher", "monitoring").user("plain", "management");
        metrics = new Metrics(node, new MetricsOptions("/metrics", perObject, login, "9.9"));
        server = new ApiServer(
                new HttpOptions(List.of(new HttpOptions.Bind("127.0.0.1", 0, true)), "", 1_000, 8),
                List.of(new ApiServer.Mount("", new RouteTable(List.of(metrics)))),
                () -> node.access);
        server.start();
    }

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
            metrics.close();
        }
    }

    private HttpResponse<byte[]> get(String path, String... headers) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + server.ports().get(0) + path);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofByteArray());
    }

    private Map<String, Family> families(String path) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = get(path);
        assertThat(response.statusCode()).isEqualTo(200);
        return TextFormat.read(new String(response.body(), StandardCharsets.UTF_8));
    }

    /** The value of the sample with these labels; none may be another's. */
    private static double value(Map<String, Family> families, String name, Map<String, String> labels) {
        List<Sample> found = families.values().stream()
                .flatMap(family -> family.samples().stream())
                .filter(sample -> sample.name().equals(name) && sample.labels().equals(labels))
                .toList();
        assertThat(found).as(name + labels).hasSize(1);
        return found.get(0).value();
    }

    private static double value(Map<String, Family> families, String name) {
        return value(families, name, Map.of());
    }

    @Test
    void figuresOfObjectsAreAddedUp() throws Exception {
        serve(false, false);
        Map<String, Family> families = families("/metrics");
        assertThat(value(families, "rabbitmq_queue_messages_ready")).isEqualTo(0 + 1 + 2 + 0 + 1);
        assertThat(value(families, "rabbitmq_queue_messages_unacked")).isEqualTo(5);
        assertThat(value(families, "rabbitmq_queue_messages")).isEqualTo(9);
        assertThat(value(families, "rabbitmq_queue_messages_bytes")).isEqualTo(90);
        assertThat(value(families, "rabbitmq_queue_messages_paged_out")).isEqualTo(4);
        assertThat(value(families, "rabbitmq_connections")).isEqualTo(2);
        assertThat(value(families, "rabbitmq_queues")).isEqualTo(5);
        assertThat(value(families, "rabbitmq_connection_incoming_bytes_total")).isEqualTo(300);
        assertThat(value(families, "rabbitmq_channel_consumers")).isEqualTo(6);
        assertThat(value(families, "rabbitmq_channels_opened_total")).isEqualTo(42);
        assertThat(value(families, "rabbitmq_exchange_messages_published_total"))
                .isEqualTo(501);
        assertThat(families).doesNotContainKey("rabbitmq_queue_info");
    }

    @Test
    void theNodeIsMeasured() throws Exception {
        serve(false, false);
        Map<String, Family> families = families("/metrics");
        assertThat(value(families, "rabbitmq_process_resident_memory_bytes")).isEqualTo(100);
        assertThat(value(families, "rabbitmq_resident_memory_limit_bytes")).isEqualTo(200);
        assertThat(value(families, "rabbitmq_disk_space_available_bytes")).isEqualTo(300);
        assertThat(value(families, "rabbitmq_disk_space_available_limit_bytes")).isEqualTo(400);
        assertThat(value(families, "rabbitmq_process_open_fds")).isPositive();
        assertThat(value(families, "rabbitmq_process_max_fds"))
                .isGreaterThan(value(families, "rabbitmq_process_open_fds"));
        assertThat(value(families, "rabbitmq_erlang_uptime_seconds")).isPositive();
        assertThat(families.keySet()).contains("jvm_memory_used_bytes", "process_cpu_usage");
    }

    @Test
    void whatClientsDoIsToldByProtocolAndTypeOfQueue() throws Exception {
        serve(false, false);
        Map<String, Family> families = families("/metrics");
        Map<String, String> amqp = Map.of("protocol", "amqp091");
        assertThat(value(families, "rabbitmq_global_messages_received_total", amqp))
                .isEqualTo(500);
        assertThat(value(families, "rabbitmq_global_messages_received_confirm_total", amqp))
                .isEqualTo(77);
        assertThat(value(families, "rabbitmq_global_messages_routed_total", amqp))
                .isEqualTo(502);
        assertThat(value(families, "rabbitmq_global_messages_received_total", Map.of("protocol", "stream")))
                .isZero();
        Map<String, String> classic = Map.of("protocol", "amqp091", "queue_type", "rabbit_classic_queue");
        Map<String, String> quorum = Map.of("protocol", "amqp091", "queue_type", "rabbit_quorum_queue");
        assertThat(value(families, "rabbitmq_global_messages_delivered_consume_manual_ack_total", classic))
                .isEqualTo(1_004);
        assertThat(value(families, "rabbitmq_global_messages_delivered_total", quorum))
                .isEqualTo(4 * 2_000 + 4 + 5 + 6 + 7);
        assertThat(value(
                        families,
                        "rabbitmq_global_messages_dead_lettered_expired_total",
                        Map.of("queue_type", "rabbit_quorum_queue", "dead_letter_strategy", "at_most_once")))
                .isEqualTo(101);
    }

    @Test
    void sizesOfMessagesAreAHistogramWithTheLimitsThatDashboardsAskFor() throws Exception {
        serve(false, false);
        List<Sample> samples =
                families("/metrics").get("rabbitmq_message_size_bytes").samples();
        assertThat(samples.stream().map(sample -> sample.labels().get("le")).limit(9))
                .containsExactly("100.0", "1000.0", "10000.0", "100000.0", "1e+06", "1e+07", "5e+07", "1e+08", "+Inf");
        assertThat(samples)
                .extracting(Sample::value)
                .containsExactly(1.0, 3.0, 6.0, 10.0, 15.0, 21.0, 28.0, 36.0, 45.0, 45.0, 123_456.0);
        for (int i = 0; i < MessageSizes.LIMITS.size(); i++) {
            assertThat(Double.parseDouble(MessageSizes.LIMITS.get(i)))
                    .isEqualTo(SomeFigures.MESSAGE_SIZE_BOUNDS.get(i).doubleValue());
        }
    }

    @Test
    void theDiskIsTold() throws Exception {
        serve(false, false);
        Map<String, Family> families = families("/metrics");
        assertThat(value(families, "rabbitmq_io_read_ops_total")).isEqualTo(11);
        assertThat(value(families, "rabbitmq_io_write_bytes_total")).isEqualTo(1_200);
        assertThat(value(families, "rabbitmq_io_sync_ops_total")).isEqualTo(15);
        assertThat(value(families, "rabbitmq_io_sync_time_seconds_total")).isEqualTo(3.5);
        assertThat(value(families, "leveret_disk_sync_seconds_bucket", Map.of("le", "0.01")))
                .isEqualTo(7);
        assertThat(value(families, "leveret_disk_sync_seconds_bucket", Map.of("le", "+Inf")))
                .isEqualTo(15);
        assertThat(value(families, "leveret_disk_sync_seconds_sum")).isEqualTo(3.5);
    }

    @Test
    void eachObjectHasItsLabels() throws Exception {
        serve(false, false);
        Map<String, Family> families = families("/metrics/per-object");
        assertThat(value(families, "rabbitmq_queue_messages_ready", Map.of("vhost", "/", "queue", "q2")))
                .isEqualTo(2);
        assertThat(value(families, "rabbitmq_queue_messages_ready", Map.of("vhost", "v\"1", "queue", "q1")))
                .isEqualTo(1);
        assertThat(value(families, "rabbitmq_exchange_messages_published_total", Map.of("vhost", "/", "exchange", "")))
                .isEqualTo(11);
        assertThat(value(families, "rabbitmq_channel_messages_unacked", Map.of("channel", "<n@h.1.1.1>")))
                .isEqualTo(4);
        assertThat(value(families, "rabbitmq_connection_incoming_packets_total", Map.of("channel", "<n@h.1.2.0>")))
                .isEqualTo(201);
        assertThat(families.get("rabbitmq_queue_info").samples()).hasSize(5);
        assertThat(families).containsKeys("rabbitmq_queues", "rabbitmq_global_publishers", "jvm_memory_used_bytes");
    }

    @Test
    void pairsAreToldWhereTheyAreCounted() throws Exception {
        serve(false, false);
        node.figures = SomeFigures.inPairs();
        Map<String, Family> families = families("/metrics/per-object");
        Map<String, String> published = Map.of("channel", "<n@h.1.1.1>", "vhost", "/", "exchange", "amq.topic");
        assertThat(value(families, "rabbitmq_channel_messages_published_total", published))
                .isEqualTo(10_000);
        assertThat(value(families, "rabbitmq_channel_messages_confirmed_total", published))
                .isEqualTo(10_003);
        Map<String, String> delivered = Map.of("channel", "<n@h.1.1.1>", "vhost", "/", "queue", "q1");
        assertThat(value(families, "rabbitmq_channel_messages_acked_total", delivered))
                .isEqualTo(20_010);
        assertThat(families.get("rabbitmq_channel_get_total").samples()).hasSize(1);
        Map<String, String> routed = Map.of("vhost", "/", "exchange", "amq.topic", "queue", "q1");
        assertThat(value(families, "rabbitmq_queue_exchange_messages_published_total", routed))
                .isEqualTo(30_000);
        Family ofVhost = families("/metrics/detailed?family=queue_exchange_metrics&vhost=v%221")
                .get("rabbitmq_detailed_queue_exchange_messages_published_total");
        assertThat(ofVhost.samples()).extracting(Sample::value).containsExactly(40_000.0);
        assertThat(value(families("/metrics"), "rabbitmq_channel_messages_published_total"))
                .as("the sum is that of channels")
                .isEqualTo(3_000);
    }

    @Test
    void theMainEndpointCanTellOfEachObject() throws Exception {
        serve(true, false);
        Map<String, Family> families = families("/metrics");
        assertThat(families.get("rabbitmq_queue_messages_ready").samples()).hasSize(5);
        assertThat(families.get("rabbitmq_identity_info").samples().get(0).labels())
                .containsEntry("rabbitmq_endpoint", "per-object");
    }

    @Test
    void groupsOfSomeVirtualHostsCanBeAskedFor() throws Exception {
        serve(false, false);
        Map<String, Family> families = families(
                "/metrics/detailed?family=queue_coarse_metrics&family=queue_consumer_count&family=nosuch&vhost=%2F");
        assertThat(families.keySet())
                .containsExactly(
                        "rabbitmq_detailed_queue_messages_ready",
                        "rabbitmq_detailed_queue_messages_unacked",
                        "rabbitmq_detailed_queue_messages",
                        "rabbitmq_detailed_queue_consumers",
                        "rabbitmq_detailed_queue_info",
                        "rabbitmq_build_info",
                        "rabbitmq_identity_info",
                        "telemetry_scrape_duration_seconds",
                        "telemetry_scrape_size_bytes");
        assertThat(families.get("rabbitmq_detailed_queue_messages").samples())
                .extracting(sample -> sample.labels().get("vhost"))
                .containsExactly("/", "/", "/");
        assertThat(families("/metrics/detailed?family=queue_consumer_count&family=queue_metrics")
                        .get("rabbitmq_detailed_queue_consumers")
                        .samples())
                .hasSize(5);
        assertThat(families("/metrics/detailed?family=queue_metrics&vhost=nosuch")
                        .get("rabbitmq_detailed_queue_consumers")
                        .samples())
                .isEmpty();
    }

    @Test
    void whatIsToldOfTheClusterHasAPrefixOfItsOwn() throws Exception {
        serve(false, false);
        node.vhosts.put("v\"1", false);
        node.bindings.add(new BindingDetails("/", "amq.topic", "q1", true, "k", null));
        node.bindings.add(new BindingDetails("/", "amq.topic", "q2", true, "k", null));
        Map<String, Family> families = families(
                "/metrics/detailed?family=vhost_status&family=exchange_bindings&family=exchange_names&vhost=%2F");
        assertThat(value(families, "rabbitmq_cluster_vhost_status", Map.of("vhost", "/")))
                .isEqualTo(1);
        Map<String, String> topic = Map.of("vhost", "/", "exchange", "amq.topic", "type", "topic");
        assertThat(value(families, "rabbitmq_cluster_exchange_bindings", topic)).isEqualTo(2);
        assertThat(families.get("rabbitmq_cluster_exchange_name").samples()).hasSize(1);
    }

    @Test
    void loginsAreToldByProtocolAndOnDemandBySource() throws Exception {
        serve(false, false);
        node.attempts.add(new SourceAttempts("10.0.0.1", "app", new Attempts("amqp091", 3, 2)));
        Map<String, Family> families = families("/metrics/detailed?family=auth_attempt_detailed_metrics");
        Map<String, String> source = Map.of("remote_address", "10.0.0.1", "username", "app", "protocol", "amqp091");
        assertThat(value(families, "rabbitmq_detailed_auth_attempts_detailed_total", source))
                .isEqualTo(5);
        assertThat(families("/metrics")).containsKey("rabbitmq_auth_attempts_total");
        assertThat(families("/metrics")).doesNotContainKey("rabbitmq_auth_attempts_detailed_total");
    }

    @Test
    void alarmsAreOneWhileTheyAreRaised() throws Exception {
        serve(false, false);
        assertThat(value(families("/metrics"), "rabbitmq_alarms_memory_used_watermark"))
                .isZero();
        node.alarms.add(Resource.MEMORY);
        assertThat(value(families("/metrics"), "rabbitmq_alarms_memory_used_watermark"))
                .isEqualTo(1);
        assertThat(value(families("/metrics"), "rabbitmq_alarms_free_disk_space_watermark"))
                .isZero();
    }

    @Test
    void whoIsScrapedIsSaidOnce() throws Exception {
        serve(false, false);
        Map<String, String> labels = families("/metrics")
                .get("rabbitmq_identity_info")
                .samples()
                .get(0)
                .labels();
        assertThat(labels)
                .containsEntry("rabbitmq_node", "n@h")
                .containsEntry("rabbitmq_cluster", node.defaultClusterName())
                .containsEntry("rabbitmq_endpoint", "aggregated");
        assertThat(labels.get("rabbitmq_cluster_permanent_id")).matches("rabbitmq-cluster-id-[\\w-]{22}");
        node.parameters.add(new Parameter("", ParametersAdmin.GLOBAL, ParametersAdmin.CLUSTER_NAME, "\"rabbits\""));
        node.parameters.add(
                new Parameter("", ParametersAdmin.GLOBAL, "internal_cluster_id", "\"rabbitmq-cluster-id-x\""));
        assertThat(families("/metrics").get("rabbitmq_identity_info").samples())
                .singleElement()
                .extracting(Sample::labels)
                .satisfies(now -> assertThat(now)
                        .containsEntry("rabbitmq_cluster", "rabbits")
                        .containsEntry("rabbitmq_cluster_permanent_id", "rabbitmq-cluster-id-x"));
        assertThat(families("/metrics").get("rabbitmq_build_info").samples())
                .singleElement()
                .extracting(Sample::labels)
                .satisfies(now -> assertThat(now)
                        .containsEntry("rabbitmq_version", "4.0.5")
                        .containsEntry("product_version", "9.9"));
    }

    @Test
    void partsOfTheMemoryAddUp() throws Exception {
        serve(false, false);
        Map<String, Family> families = families("/metrics/memory-breakdown");
        assertThat(value(families, "rabbitmq_memory_client_connection_writer_bytes"))
                .isEqualTo(1_000);
        assertThat(value(families, "rabbitmq_memory_classic_queue_erlang_process_bytes"))
                .isEqualTo(2_000);
        assertThat(value(families, "rabbitmq_memory_code_module_bytes")).isPositive();
        assertThat(families.keySet().stream().filter(name -> name.startsWith("rabbitmq_memory_")))
                .hasSize(26);
    }

    @Test
    void scrapesAreCounted() throws Exception {
        serve(false, false);
        long size = get("/metrics").body().length;
        Map<String, String> labels = Map.of("registry", "default", "content_type", "text/plain; version=0.0.4");
        Map<String, Family> families = families("/metrics");
        assertThat(value(families, "telemetry_scrape_size_bytes_count", labels)).isEqualTo(1);
        assertThat(value(families, "telemetry_scrape_size_bytes_sum", labels)).isEqualTo(size);
        assertThat(value(families, "telemetry_scrape_duration_seconds_sum", labels))
                .isPositive();
    }

    @Test
    void theTypeIsThatOfTheTextFormatWhateverIsAccepted() throws Exception {
        serve(false, false);
        String prometheus =
                "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,"
                        + "text/plain;version=0.0.4;q=0.5,*/*;q=0.1";
        for (String accepted : List.of(prometheus, "text/html")) {
            assertThat(get("/metrics", "Accept", accepted).headers().firstValue("content-type"))
                    .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain; version=0.0.4"));
        }
    }

    @Test
    void answersAreCompressedForWhoWants() throws Exception {
        serve(false, false);
        HttpResponse<byte[]> plain = get("/metrics");
        HttpResponse<byte[]> packed = get("/metrics", "Accept-Encoding", "gzip");
        assertThat(plain.headers().firstValue("content-encoding")).isEmpty();
        assertThat(packed.headers().firstValue("content-encoding")).contains("gzip");
        assertThat(packed.body().length).isLessThan(plain.body().length / 4);
        byte[] unpacked = new GZIPInputStream(new ByteArrayInputStream(packed.body())).readAllBytes();
        assertThat(TextFormat.read(new String(unpacked, StandardCharsets.UTF_8)))
                .containsKey("rabbitmq_queues");
    }

    @Test
    void whatIsNotThereIsNotFound() throws Exception {
        serve(false, false);
        HttpResponse<byte[]> answer = get("/metrics/nosuch");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(new String(answer.body(), StandardCharsets.UTF_8)).isEqualTo("Unknown Registry");
        assertThat(get("/").statusCode()).isEqualTo(404);
        node.running = false;
        assertThat(get("/metrics").statusCode()).isEqualTo(503);
    }

    @Test
    void aLoginIsWantedWhereItIsSaidSo() throws Exception {
        serve(false, true);
        assertThat(get("/metrics").statusCode()).isEqualTo(401);
        assertThat(get("/metrics", "Authorization", basic("plain")).statusCode())
                .isEqualTo(401);
        assertThat(get("/metrics/per-object", "Authorization", basic("watcher")).statusCode())
                .isEqualTo(200);
    }

    private static String basic(String user) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + user).getBytes(StandardCharsets.UTF_8));
    }
}
