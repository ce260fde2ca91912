package io.leveret.it.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.rabbitmq.client.ConnectionFactory;
import io.leveret.it.harness.BrokerUnderTest;
import io.leveret.it.harness.DebianPackages;
import io.leveret.it.harness.Eventually;
import io.leveret.it.harness.LeveretProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A Prometheus scrapes the broker while clients do a little of everything, and is asked what RabbitMQ's dashboards ask.
 * With {@code -Dtarget=host:port -Dtarget.metrics=host:port} it is a RabbitMQ that is scraped.
 */
class PrometheusIT {
    private static final Path QUERIES = Path.of("src", "test", "resources", "dashboard-queries.txt");
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final String NAMED = System.getProperty("target", "");
    private static final String NAMED_METRICS = System.getProperty("target.metrics", "");
    private static final Pattern CLUSTER = Pattern.compile("rabbitmq_cluster=\"([^\"]+)\"");
    private static final Pattern ADDRESS = Pattern.compile("metrics at (?:\\*|127\\.0\\.0\\.1):(\\d+)");

    /** There are no such large messages here, and all are confirmed. */
    private static final Pattern MAYBE_ZERO = Pattern.compile(
            "le=\"(1e\\+07|5e\\+07|1e\\+08|\\+Inf)\"|received_confirm_total|protocol=\"stream\"|stream_error");

    private Path programs;

    /** A query, and whether it must find more than zero. */
    private record Query(String dashboard, String text, boolean positive) {}

    @BeforeEach
    void prometheusIsThere() throws Exception {
        programs = DebianPackages.orSkipped(
                PrometheusProcess.programs(),
                "no Prometheus is installed, and Debian's package cannot be fetched (apt-get download prometheus)");
    }

    private static byte[] scrape(String address, String path) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://" + address + path)).build();
        return HttpClient.newHttpClient()
                .send(request, BodyHandlers.ofByteArray())
                .body();
    }

    private static String metricsAddress(String startLine) {
        Matcher address = ADDRESS.matcher(startLine);
        assertThat(address.find()).as(startLine).isTrue();
        return "127.0.0.1:" + address.group(1);
    }

    private static ConnectionFactory named() {
        ConnectionFactory factory = new ConnectionFactory();
        int colon = NAMED.lastIndexOf(':');
        factory.setHost(NAMED.substring(0, colon));
        factory.setPort(Integer.parseInt(NAMED.substring(colon + 1)));
        return factory;
    }

    /** The queries of the dashboards that a broker can answer, with their variables filled in. */
    private static List<Query> queries(String cluster) throws IOException {
        try (Stream<String> lines = Files.lines(QUERIES)) {
            return lines.filter(line -> line.startsWith("RabbitMQ-Overview\t") || line.startsWith("RabbitMQ-Stream\t"))
                    .map(line -> line.split("\t", 2))
                    .map(row -> new Query(
                            row[0],
                            filled(row[1], cluster),
                            !MAYBE_ZERO.matcher(row[1]).find()))
                    .filter(query -> NAMED.isEmpty() || isOf405(query))
                    .toList();
        }
    }

    private static String filled(String query, String cluster) {
        String filled = query.replace("$rabbitmq_cluster", cluster)
                .replace("$namespace", "")
                .replace("$endpoint", "aggregated")
                .replace("$__rate_interval", "10s")
                .replace("$__range", "60s");
        assertThat(filled).doesNotContain("$");
        return NAMED.isEmpty() ? filled : filled.replaceAll(", ?rabbitmq_endpoint=\"[^\"]*\"", "");
    }

    /** RabbitMQ 4.0.5 has no histogram of sizes, and without a plug-in nothing of streams. */
    private static boolean isOf405(Query query) {
        return query.dashboard().equals("RabbitMQ-Overview") && !query.text().contains("message_size");
    }

    @Test
    void everyDashboardFindsItsData() throws Exception {
        if (!NAMED.isEmpty()) {
            assumeThat(NAMED_METRICS).as("-Dtarget.metrics=host:port").isNotEmpty();
            check(named(), NAMED_METRICS);
            return;
        }
        try (LeveretProcess leveret = LeveretProcess.create("prometheus")) {
            String line = leveret.start("prometheus.tcp.ip=127.0.0.1", "prometheus.tcp.port=0");
            check(BrokerUnderTest.factory(leveret.target()), metricsAddress(line));
        }
    }

    private void check(ConnectionFactory factory, String address) throws Exception {
        Matcher cluster = CLUSTER.matcher(new String(scrape(address, "/metrics"), StandardCharsets.UTF_8));
        assertThat(cluster.find()).isTrue();
        List<Query> open = new ArrayList<>(queries(cluster.group(1)));
        try (PrometheusProcess prometheus = PrometheusProcess.scraping(programs, address);
                DashboardTraffic traffic = new DashboardTraffic(factory, "it-prometheus")) {
            Eventually.equal(
                    DEADLINE,
                    () -> {
                        traffic.check();
                        return unanswered(prometheus, open);
                    },
                    List.of());
        }
    }

    private static List<Query> unanswered(PrometheusProcess prometheus, List<Query> open) throws Exception {
        for (Query query : List.copyOf(open)) {
            List<Double> values = prometheus.values(query.text());
            boolean there = !values.isEmpty() && values.stream().noneMatch(value -> value.isNaN());
            if (there && (!query.positive() || values.stream().anyMatch(value -> value > 0))) {
                open.remove(query);
            }
        }
        return open;
    }

    @Test
    void prometheusReadsEveryEndpoint() throws Exception {
        assumeThat(NAMED).as("a broker of its own").isEmpty();
        try (LeveretProcess leveret = LeveretProcess.create("promtool")) {
            String address = metricsAddress(leveret.start("prometheus.tcp.ip=127.0.0.1", "prometheus.tcp.port=0"));
            try (DashboardTraffic traffic =
                    new DashboardTraffic(BrokerUnderTest.factory(leveret.target()), "tricky \"\\ é")) {
                traffic.check();
                for (String path : List.of(
                        "/metrics",
                        "/metrics/per-object",
                        "/metrics/detailed?family=queue_metrics&family=connection_metrics&family=exchange_names",
                        "/metrics/memory-breakdown")) {
                    byte[] text = scrape(address, path);
                    assertThat(text.length).isGreaterThan(500);
                    assertThat(PrometheusProcess.checked(programs, text))
                            .as(path)
                            .doesNotStartWith("1 ");
                }
                assertThat(new String(scrape(address, "/metrics/per-object"), StandardCharsets.UTF_8))
                        .contains("queue=\"tricky \\\"\\\\ é-backlog\"");
            }
            assertThat(PrometheusProcess.checked(programs, "no metrics\n".getBytes(StandardCharsets.US_ASCII)))
                    .as("promtool finds what is wrong")
                    .startsWith("1 ");
        }
    }
}
