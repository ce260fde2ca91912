package io.leveret.management.remote;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.management.control.ControlServer;
import io.leveret.management.ctl.ControlCommands;
import io.leveret.management.ctl.RunningNode;
import io.leveret.management.http.ApiException;
import io.leveret.management.http.ApiServer;
import io.leveret.management.http.Audience;
import io.leveret.management.http.FakeAccess;
import io.leveret.management.http.HttpOptions;
import io.leveret.management.http.Response;
import io.leveret.management.http.Route;
import io.leveret.management.http.RouteTable;
import io.leveret.management.http.Verb;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Both ways to a node: the same routes are asked the same, and answer the same. */
class CarriersTest {
    private static final byte[] LARGE = new byte[700_000];

    @TempDir
    private Path directory;

    private final List<AutoCloseable> open = new ArrayList<>();
    private final LinkedBlockingQueue<String> complaints = new LinkedBlockingQueue<>();
    private RouteTable table;

    @BeforeEach
    void routes() {
        new Random(7).nextBytes(LARGE);
        table = new RouteTable(List.of(() -> List.of(
                new Route(Verb.GET, "/things/{vhost}/{name}", Audience.VHOST, "Thing", request -> {
                    return Response.json(request.path("vhost") + ";" + request.path("name") + ";"
                            + request.query("q").orElse("") + ";"
                            + request.header("x-reason").orElse(""));
                }),
                new Route(Verb.PUT, "/things/{vhost}/{name}", Audience.VHOST, "Put", request -> {
                    return Response.json(201, request.fields().all()).with("location", "here");
                }),
                new Route(Verb.DELETE, "/things/{vhost}/{name}", Audience.VHOST, "Delete", request -> {
                    return Response.empty(204);
                }),
                new Route(Verb.POST, "/large", Audience.ADMINISTRATOR, "Large", request -> {
                    byte[] body = request.body();
                    return Response.stream("application/octet-stream", out -> out.write(body));
                }),
                new Route(Verb.GET, "/refused", Audience.ADMINISTRATOR, "Refused", request -> {
                    throw ApiException.badRequest("no good");
                }),
                new Route(Verb.GET, "/events", Audience.ADMINISTRATOR, "Events", request -> {
                    return Response.events(client -> () -> {
                        client.send("one", "{}");
                        client.close();
                    });
                }))));
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
        assertThat(complaints).isEmpty();
    }

    private Carrier carrier(String way) throws IOException {
        if (way.equals("http")) {
            ApiServer server = new ApiServer(
                    new HttpOptions(List.of(new HttpOptions.Bind("127.0.0.1", 0, true)), "", 1_000_000, 8),
                    table,
                    () -> new FakeAccess().user("root", "administrator"));
            server.start();
            open.add(server);
            URI url = URI.create("http://127.0.0.1:" + server.ports().get(0));
            return new HttpCarrier(url, "root", "root", null);
        }
        RunningNode node = new RunningNode();
        ControlServer server = ControlServer.open(
                directory,
                directory.toString(),
                "n@h",
                new ControlCommands(node.node(), node.runtime(), "1", () -> table),
                complaints::add);
        open.add(server);
        return new ControlCarrier(server.socket());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "control"})
    void requestsAndAnswersAreTheSame(String way) throws Exception {
        Carrier carrier = carrier(way);
        String thing = Target.of("things", "/", "a b%+é").toString();
        Call get = new Call(
                Verb.GET,
                Target.of("things", "/", "a b%+é").with("q", (Object) "x&y").toString(),
                Map.of("X-Reason", "tired: very"),
                new byte[0]);
        try (Answer answer = carrier.send(get)) {
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).isEqualTo("\"/;a b%+é;x&y;tired: very\"");
        }
        try (Answer answer = carrier.send(new Call(Verb.PUT, thing, Map.of(), bytes("{\"é\":1}")))) {
            assertThat(answer.status()).isEqualTo(201);
            assertThat(answer.header("Location")).isEqualTo("here");
            assertThat(answer.text()).isEqualTo("{\"é\":1}");
        }
        try (Answer answer = carrier.send(Call.of(Verb.DELETE, thing))) {
            assertThat(answer.status()).isEqualTo(204);
            assertThat(answer.text()).isEmpty();
        }
    }

    /** The platform's client of HTTP takes no other characters, and refuses some with an exception. */
    @ParameterizedTest
    @CsvSource({"http, cafe ? x?", "control, café → x🐇"})
    void headersAreAsciiOverHttp(String way, String arrived) throws Exception {
        Call get = new Call(
                Verb.GET, Target.of("things", "/", "a").toString(), Map.of("X-Reason", "café → x🐇"), new byte[0]);
        try (Answer answer = carrier(way).send(get)) {
            assertThat(answer.text()).isEqualTo("\"/;a;;" + arrived + "\"");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "control"})
    void largeBodiesGoBothWays(String way) throws Exception {
        try (Answer answer = carrier(way).send(new Call(Verb.POST, "/large", Map.of(), LARGE))) {
            assertThat(answer.isOk()).isTrue();
            assertThat(answer.body().readAllBytes()).isEqualTo(LARGE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "control"})
    void refusalsAreAnswers(String way) throws Exception {
        Carrier carrier = carrier(way);
        try (Answer answer = carrier.send(Call.of(Verb.GET, "/refused"))) {
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text()).isEqualTo("{\"error\":\"bad_request\",\"reason\":\"no good\"}");
        }
        try (Answer answer = carrier.send(Call.of(Verb.GET, "/nothing"))) {
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.text()).isEqualTo("{\"error\":\"Object Not Found\",\"reason\":\"Not Found\"}");
        }
        try (Answer answer = carrier.send(Call.of(Verb.PUT, "/refused"))) {
            assertThat(answer.status()).isEqualTo(405);
            assertThat(answer.header("allow")).startsWith("GET");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "control"})
    void eventsArriveUntilTheyEnd(String way) throws Exception {
        Call events = new Call(Verb.GET, "/events", Map.of("accept", "text/event-stream"), new byte[0]);
        try (Answer answer = carrier(way).send(events)) {
            assertThat(answer.text()).contains("event: one").contains("data: {}");
        }
    }
}
