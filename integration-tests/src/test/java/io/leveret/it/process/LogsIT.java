package io.leveret.it.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.AuthenticationFailureException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import io.leveret.it.harness.ControlTool;
import io.leveret.it.harness.Eventually;
import io.leveret.it.harness.LeveretOnly;
import io.leveret.it.harness.LeveretProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What a node logs, and what it never does. */
@LeveretOnly("it reads the broker's log")
class LogsIT {
    private static final Pattern HTTP = Pattern.compile("HTTP at \\*:(\\d+)");
    private static final String LINE = "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{6}[+-]\\d\\d:\\d\\d"
            + " \\[(debug|info|warning|error)] <[^>]+> .+";

    @Test
    void secretsAreInNoLineOfAnyLevel() throws Exception {
        try (LeveretProcess leveret = LeveretProcess.create("secrets")) {
            String line = leveret.start(
                    "management.tcp.port=0",
                    "log.default.level=debug",
                    "log.console=true",
                    "log.file=node.log",
                    "log.file.formatter=json");
            ControlTool ctl = leveret.control();
            ctl.ok("add_user", "u", "s3cret-added");
            ctl.ok("change_password", "u", "s3cret-changed");
            ctl.ok("set_permissions", "u", ".*", ".*", ".*");
            ctl.run("authenticate_user", "u", "s3cret-wrong");
            ctl.ok("set_global_parameter", "g", "{\"uri\":\"amqp://u:s3cret-uri@h\"}");
            logIn(leveret, "s3cret-changed");
            assertThatThrownBy(() -> logIn(leveret, "s3cret-tried")).isInstanceOf(AuthenticationFailureException.class);
            Matcher port = HTTP.matcher(line);
            assertThat(port.find()).isTrue();
            assertThat(request(port.group(1), "GET", "/api/whoami", "guest", ""))
                    .isEqualTo(200);
            assertThat(request(port.group(1), "GET", "/api/whoami", "s3cret-http", ""))
                    .isEqualTo(401);
            request(port.group(1), "PUT", "/api/users/w", "guest", "{\"password\":\"s3cret-put\",\"tags\":\"\"}");
            request(
                    port.group(1),
                    "POST",
                    "/api/definitions",
                    "guest",
                    "{\"users\":[{\"name\":\"d\",\"password\":\"s3cret-def\"}]}");
            request(port.group(1), "PUT", "/api/users/x", "guest", "{\"password\":\"s3cret-broken");
            leveret.stop();
            List<String> json = Files.readAllLines(leveret.data().resolve("logs/node.log"));
            assertThat(leveret.log()).contains("[debug]").contains("user.created", "user.authentication.failure");
            assertThat(leveret.log().lines()).allMatch(each -> each.matches(LINE));
            assertThat(json)
                    .hasSizeGreaterThan(10)
                    .allMatch(each -> each.startsWith("{\"time\":") && each.endsWith("}"));
            assertThat(leveret.log() + json)
                    .doesNotContain("s3cret")
                    .doesNotContain(Base64.getEncoder().encodeToString("guest:guest".getBytes(StandardCharsets.UTF_8)));
        }
    }

    @Test
    void theLogIsShownAndItsLevelSetByCommand() throws Exception {
        try (LeveretProcess leveret = LeveretProcess.create("log-commands")) {
            leveret.start("log.file=node.log", "log.connection.file=connections.log");
            ControlTool ctl = leveret.control();
            ControlTool diagnostics = ctl.program("rabbitmq-diagnostics");
            Path logs = leveret.data().toRealPath().resolve("logs");
            assertThat(diagnostics.ok("log_location", "--all", "-s"))
                    .isEqualTo(logs.resolve("node.log") + "\n" + logs.resolve("connections.log") + "\n");
            ctl.ok("add_vhost", "seen");
            ctl.ok("set_log_level", "error");
            ctl.ok("add_vhost", "unseen");
            ctl.ok("set_log_level", "debug");
            logIn(leveret, null);
            assertThat(diagnostics.ok("log_tail", "-s"))
                    .contains("name='seen'", "channel.created")
                    .doesNotContain("'unseen'");
            leveret.stop();
            assertThat(logs.resolve("node.log"))
                    .content()
                    .contains("name='seen'")
                    .doesNotContain("'unseen'");
            assertThat(logs.resolve("connections.log"))
                    .content()
                    .contains("connection.created")
                    .doesNotContain("vhost.created");
            assertThat(logs.resolve("node.log")).content().doesNotContain("connection.created");
        }
    }

    @Test
    void theLogIsPublishedAndWhoIsBoundToItSurvivesThatItIsNoMore() throws Exception {
        try (LeveretProcess leveret = LeveretProcess.create("log-exchange")) {
            leveret.start("log.exchange=true", "log.exchange.level=info");
            try (Connection connection = factory(leveret, null).newConnection();
                    Channel channel = connection.createChannel()) {
                channel.queueDeclare("lines", true, false, false, null);
                channel.queueBind("lines", "amq.rabbitmq.log", "info");
                leveret.control().ok("add_vhost", "told");
                Eventually.equal(() -> isTold(channel.basicGet("lines", true)), true);
            }
            leveret.stop();
            leveret.start();
            assertThat(leveret.control().ok("list_bindings", "-s")).contains("amq.rabbitmq.log\texchange\tlines");
        }
    }

    private static boolean isTold(GetResponse line) {
        return line != null
                && new String(line.getBody(), StandardCharsets.UTF_8).contains("vhost.created name='told'")
                && line.getEnvelope().getRoutingKey().equals("info")
                && line.getProps().getContentType().equals("text/plain");
    }

    private static ConnectionFactory factory(LeveretProcess leveret, String password) {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost("127.0.0.1");
        factory.setPort(leveret.target().port());
        factory.setUsername(password == null ? "guest" : "u");
        factory.setPassword(password == null ? "guest" : password);
        return factory;
    }

    private static void logIn(LeveretProcess leveret, String password) throws Exception {
        try (Connection connection = factory(leveret, password).newConnection();
                Channel channel = connection.createChannel()) {
            channel.queueDeclare();
        }
    }

    private static int request(String port, String method, String path, String password, String body)
            throws IOException, InterruptedException {
        String credentials = Base64.getEncoder().encodeToString(("guest:" + password).getBytes(StandardCharsets.UTF_8));
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("authorization", "Basic " + credentials)
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient()
                .send(request, BodyHandlers.discarding())
                .statusCode();
    }
}
