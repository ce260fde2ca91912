package io.leveret.it.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.leveret.it.harness.BrokerUnderTest;
import io.leveret.it.harness.Certificates;
import io.leveret.it.harness.Eventually;
import io.leveret.it.harness.LeveretOnly;
import io.leveret.it.harness.LeveretProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Base64;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where metrics are served, and that they tell what clients did. */
@LeveretOnly("it starts brokers with settings of its own")
class MetricsIT {
    private static final Pattern HTTP = Pattern.compile("HTTP at 127\\.0\\.0\\.1:(\\d+)");
    private static final Pattern METRICS = Pattern.compile("metrics at 127\\.0\\.0\\.1:(\\d+)");

    private final HttpClient client = HttpClient.newHttpClient();

    private HttpResponse<String> get(int port, String path, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private static int port(Pattern pattern, String line) {
        Matcher port = pattern.matcher(line);
        assertThat(port.find()).as(line).isTrue();
        return Integer.parseInt(port.group(1));
    }

    /** The value of a sample, as its line begins. */
    private OptionalDouble value(int port, String path, String sample) throws IOException, InterruptedException {
        return get(port, path)
                .body()
                .lines()
                .filter(line -> line.startsWith(sample + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(sample.length() + 1)))
                .findFirst();
    }

    @Test
    void bothPortsTellWhatClientsDid() throws Exception {
        try (LeveretProcess leveret = LeveretProcess.create("metrics")) {
            String line = leveret.start(
                    "management.tcp.ip=127.0.0.1",
                    "management.tcp.port=0",
                    "prometheus.tcp.ip=127.0.0.1",
                    "prometheus.tcp.port=0");
            int own = port(METRICS, line);
            int beside = port(HTTP, line);
            try (Connection connection =
                    BrokerUnderTest.factory(leveret.target()).newConnection()) {
                Channel channel = connection.createChannel();
                channel.confirmSelect();
                channel.queueDeclare("q", true, false, false, null);
                for (int i = 0; i < 7; i++) {
                    channel.basicPublish("", "q", null, new byte[150]);
                }
                channel.waitForConfirmsOrDie(10_000);
                channel.basicGet("q", false);
                for (int port : new int[] {own, beside}) {
                    Eventually.equal(
                            () -> value(
                                    port, "/metrics", "rabbitmq_global_messages_received_total{protocol=\"amqp091\"}"),
                            OptionalDouble.of(7));
                    Eventually.equal(
                            () -> value(port, "/metrics", "rabbitmq_queue_messages_ready"), OptionalDouble.of(6));
                    Eventually.equal(
                            () -> value(port, "/metrics", "rabbitmq_queue_messages_unacked"), OptionalDouble.of(1));
                    Eventually.equal(
                            () -> value(
                                    port,
                                    "/metrics/per-object",
                                    "rabbitmq_queue_messages_bytes{vhost=\"/\",queue=\"q\"}"),
                            OptionalDouble.of(1_050));
                    Eventually.equal(
                            () -> value(
                                    port,
                                    "/metrics",
                                    "rabbitmq_message_size_bytes_bucket{protocol=\"amqp091\",le=\"1000.0\"}"),
                            OptionalDouble.of(7));
                    Eventually.equal(() -> value(port, "/metrics", "rabbitmq_connections"), OptionalDouble.of(1));
                }
            }
            assertThat(get(own, "/api/whoami").statusCode()).isEqualTo(404);
            assertThat(get(own, "/metrics/nosuch").body()).isEqualTo("Unknown Registry");
            assertThat(leveret.control().ok("status")).contains(Integer.toString(own));
        }
    }

    @Test
    void loginsAndPathsAreSet() throws Exception {
        try (LeveretProcess leveret = LeveretProcess.create("metrics-login")) {
            String line = leveret.start(
                    "prometheus.tcp.listener=127.0.0.1:0",
                    "prometheus.path=/m",
                    "prometheus.return_per_object_metrics=true",
                    "prometheus.authentication.enabled=true");
            int port = port(METRICS, line);
            assertThat(get(port, "/m").statusCode()).isEqualTo(401);
            assertThat(get(port, "/metrics").statusCode()).isEqualTo(404);
            String guest = "Basic " + Base64.getEncoder().encodeToString("guest:guest".getBytes());
            assertThat(get(port, "/m", "Authorization", guest).body()).contains("rabbitmq_endpoint=\"per-object\"");
        }
    }

    @Test
    void aPortThatWasSetAndIsTakenIsRefused() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                LeveretProcess leveret = LeveretProcess.create("metrics-port")) {
            LeveretProcess.Refused refused = leveret.startRefused(
                    LeveretProcess.freePort(),
                    "prometheus.tcp.ip=127.0.0.1",
                    "prometheus.tcp.port=" + taken.getLocalPort());
            assertThat(refused.exitCode()).isNotZero();
            assertThat(refused.output()).contains(Integer.toString(taken.getLocalPort()));
        }
    }

    @Test
    void tlsStandsInPlaceOfThePortInTheClear(@TempDir Path directory) throws Exception {
        Certificates own = Certificates.create(directory, "own");
        own.issue("server", "CN=localhost", "san=dns:localhost,ip:127.0.0.1");
        try (LeveretProcess leveret = LeveretProcess.create("metrics-tls")) {
            String line = leveret.start(
                    "prometheus.ssl.ip=127.0.0.1",
                    "prometheus.ssl.port=0",
                    "prometheus.ssl.certfile=" + own.writeCertificate("server", "server.pem"),
                    "prometheus.ssl.keyfile=" + own.writeKey("server", "key.pem"));
            assertThat(line).contains(" (TLS)").containsOnlyOnce("metrics at");
            URI uri = URI.create("https://127.0.0.1:" + port(METRICS, line) + "/metrics");
            HttpResponse<String> answer = HttpClient.newBuilder()
                    .sslContext(own.client(null))
                    .build()
                    .send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
            assertThat(answer.body()).contains("rabbitmq_identity_info{");
            assertThat(leveret.control().ok("status")).contains("https/prometheus");
        }
    }
}
