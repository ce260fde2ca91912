package io.leveret.management.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leveret.management.admin.AdminException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The server over real sockets, with routes of the test's own; requests are written by hand, so paths stay as they are.
 */
class ApiServerTest {
    private static final int MAX_BODY = 1_000;

    private final FakeAccess access = new FakeAccess()
            .user("root", "administrator")
            .user("maker", "policymaker")
            .enter("maker", "/")
            .user("plain", "management")
            .enter("plain", "/")
            .user("watcher", "monitoring")
            .user("nobody")
            .user("local", "administrator")
            .keepLocal("local")
            .vhost("other");
    private ApiServer server;

    @BeforeEach
    void start() throws IOException {
        RouteTable.Family family = () -> List.of(
                new Route(Verb.GET, "/open", Audience.ANYONE, "Open", request -> Response.json("open")),
                new Route(Verb.GET, "/fail", Audience.ANYONE, "Fails", request -> {
                    throw new IllegalStateException("secret");
                }),
                new Route(Verb.GET, "/short", Audience.ANYONE, "Refused by a port", request -> {
                    throw new AdminException(AdminException.Kind.INVALID, "no good");
                }),
                echo(Verb.GET, "/m", Audience.MANAGEMENT),
                echo(Verb.GET, "/monitor", Audience.MONITORING),
                echo(Verb.GET, "/admin", Audience.ADMINISTRATOR),
                echo(Verb.GET, "/things/{vhost}/{name}", Audience.VHOST),
                echo(Verb.PUT, "/things/{vhost}/{name}", Audience.POLICYMAKER),
                echo(Verb.GET, "/things/fixed/{name}", Audience.ADMINISTRATOR),
                new Route(Verb.GET, "/from/{vhost}/e/{source}/q/{name}", Audience.VHOST, "Binding", request -> {
                    return Response.json("source=" + request.exchange("source") + ";" + request.path("name"));
                }),
                new Route(Verb.POST, "/body", Audience.ANYONE, "Echo", request -> {
                    return Response.json(request.fields().all());
                }));
        server = new ApiServer(
                new HttpOptions(List.of(new HttpOptions.Bind("127.0.0.1", 0, true)), "", MAX_BODY, 8),
                new RouteTable(List.of(family)),
                () -> access);
        server.start();
    }

    private static Route echo(Verb verb, String path, Audience audience) {
        return new Route(verb, path, audience, "Echo", request -> {
            String name = path.contains("{name}") ? request.path("name") : "";
            return Response.json(path + " " + name);
        });
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void whoLogsInIsLetIn() throws IOException {
        assertThat(send("GET /api/m", "plain")).startsWith("HTTP/1.1 200").endsWith("\"/m \"");
        assertThat(send("GET /api/m/", "plain")).startsWith("HTTP/1.1 200");
    }

    @Test
    void whoDoesNotLogInIsAskedForAPassword() throws IOException {
        String answer = send("GET /api/m", null);
        assertThat(answer).startsWith("HTTP/1.1 401").containsIgnoringCase("www-authenticate: Basic realm=");
        assertThat(body(answer)).isEmpty();
    }

    @Test
    void wrongPasswordsAreRefused() throws IOException {
        String header = Base64.getEncoder().encodeToString("plain:wrong".getBytes(StandardCharsets.UTF_8));
        assertThat(exchange("GET /api/m HTTP/1.1", "authorization: Basic " + header, ""))
                .startsWith("HTTP/1.1 401")
                .endsWith("{\"error\":\"not_authorized\",\"reason\":\"Not_Authorized\"}");
    }

    @Test
    void tagsDecideWhoMayUseARoute() throws IOException {
        assertThat(body(send("GET /api/m", "nobody"))).contains("Not management user");
        assertThat(body(send("GET /api/monitor", "plain"))).contains("Not monitor user");
        assertThat(send("GET /api/monitor", "watcher")).startsWith("HTTP/1.1 200");
        assertThat(body(send("GET /api/admin", "maker"))).contains("Not administrator user");
        assertThat(send("GET /api/admin", "root")).startsWith("HTTP/1.1 200");
        assertThat(body(send("PUT /api/things/%2F/x", "plain"))).contains("\"not_authorised\"");
        assertThat(send("PUT /api/things/%2F/x", "maker")).startsWith("HTTP/1.1 200");
    }

    @Test
    void aVirtualHostIsSeenByThoseWithAPermission() throws IOException {
        assertThat(send("GET /api/things/%2f/x", "plain")).startsWith("HTTP/1.1 200");
        assertThat(body(send("GET /api/things/other/x", "plain")))
                .contains("User not authorised to access virtual host");
        assertThat(send("GET /api/things/other/x", "root")).startsWith("HTTP/1.1 200");
        assertThat(body(send("GET /api/things/missing/x", "plain"))).contains("Object Not Found");
        assertThat(body(send("PUT /api/things/missing/x", "plain"))).contains("User not authorised to access object");
    }

    @Test
    void whoMayLogInFromThisMachineOnlyIsToldSo() throws IOException {
        assertThat(send("GET /api/m", "local"))
                .startsWith("HTTP/1.1 401")
                .endsWith("{\"error\":\"not_authorised\",\"reason\":\"User can only log in via localhost\"}");
    }

    @Test
    void namesInPathsAreWhatTheyAre() throws IOException {
        assertThat(body(send("GET /api/things/%2F/a%2Fb", "root"))).contains(" a/b");
        assertThat(body(send("GET /api/things/%2F/a+b", "root"))).contains(" a+b");
        assertThat(body(send("GET /api/things/%2F/%C3%A9%20;x", "root"))).contains(" é ;x");
        assertThat(body(send("GET /api/things/%2F/%2E%2E", "root"))).contains(" ..");
        assertThat(body(send("GET /api/things/%2F/DOM%5Cuser", "root"))).contains(" DOM\\\\user");
        assertThat(body(send("GET /api/things/%2F/a%09%01%7Fz", "root"))).contains(" a\\t\\u0001\u007fz");
        assertThat(body(send("GET /api/things/fixed/y", "root"))).contains("/things/fixed/{name} y");
    }

    @Test
    void anEmptySegmentIsTheDefaultExchange() throws IOException {
        assertThat(body(send("GET /api/from/%2F/e//q/x", "root"))).contains("source=;x");
        assertThat(body(send("GET /api/from/%2F/e/amq.default/q/x", "root"))).contains("source=;x");
    }

    @Test
    void whatIsNotThereIsNotFound() throws IOException {
        for (String path : List.of("/api/nothing", "/api//m", "/api/things/%2F", "/nothing", "/api/m/x")) {
            assertThat(send("GET " + path, "root"))
                    .as(path)
                    .matches("(?s)HTTP/1.1 40[04].*")
                    .doesNotContain("Exception");
        }
        assertThat(body(send("GET /api/nothing", "root")))
                .isEqualTo("{\"error\":\"Object Not Found\",\"reason\":\"Not Found\"}");
    }

    @Test
    void otherMethodsAreNotAllowed() throws IOException {
        assertThat(send("DELETE /api/m", "root"))
                .startsWith("HTTP/1.1 405")
                .containsIgnoringCase("allow: ")
                .contains("GET");
        assertThat(send("OPTIONS /api/m", null))
                .startsWith("HTTP/1.1 200")
                .containsIgnoringCase("allow: HEAD, GET, OPTIONS");
        assertThat(send("OPTIONS /api/things/%2F/x", null)).containsIgnoringCase("allow: HEAD, GET, PUT, OPTIONS");
    }

    /** Load balancers ask for heads: they must be told what the route says, and only if they may use it. */
    @Test
    void theHeadIsThatOfTheWholeAnswer() throws IOException {
        assertThat(send("HEAD /api/m", null)).startsWith("HTTP/1.1 401");
        assertThat(send("HEAD /api/admin", "plain")).startsWith("HTTP/1.1 401");
        assertThat(send("HEAD /api/short", null)).startsWith("HTTP/1.1 400");
        String answer = send("HEAD /api/m", "plain");
        assertThat(answer).startsWith("HTTP/1.1 200").containsIgnoringCase("content-length: 5");
        assertThat(body(answer)).isEmpty();
        assertThat(send("HEAD /api/body", "plain")).startsWith("HTTP/1.1 405");
    }

    @Test
    void badPathsAreRefusedWithoutAWordOfWhatIsInside() throws IOException {
        for (String path : List.of("/api/m%00", "/api/%", "/api/%zz", "/api/../m", "/api/m/..%2f..", "/api/%2e%2e/m")) {
            assertThat(send("GET " + path, "root"))
                    .as(path)
                    .matches("(?s)HTTP/1.1 [24]0.*")
                    .doesNotContain("etty")
                    .doesNotContain("Exception")
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void whatFailsInsideStaysInside() throws IOException {
        assertThat(send("GET /api/fail", null)).startsWith("HTTP/1.1 500").doesNotContain("secret");
        assertThat(send("GET /api/short", null))
                .startsWith("HTTP/1.1 400")
                .endsWith("{\"error\":\"bad_request\",\"reason\":\"no good\"}");
    }

    @Test
    void bodiesAreObjectsOfALimitedSize() throws IOException {
        assertThat(post("{\"a\":1}")).startsWith("HTTP/1.1 200").endsWith("{\"a\":1}");
        assertThat(post("")).startsWith("HTTP/1.1 200").endsWith("{}");
        assertThat(post("{bad")).startsWith("HTTP/1.1 400").endsWith("\"reason\":\"not_json\"}");
        assertThat(post("[1]")).startsWith("HTTP/1.1 400");
        assertThat(post("null")).startsWith("HTTP/1.1 200").endsWith("{}");
        assertThat(post("\"{}\"")).startsWith("HTTP/1.1 400").contains("JSON-decoded to a string");
        assertThat(post("{\"a\":\"" + "x".repeat(MAX_BODY) + "\"}"))
                .startsWith("HTTP/1.1 400")
                .contains("Exceeded HTTP request body size limit");
    }

    /** Who has not logged in may send a name and a password, and no more. */
    @Test
    void bodiesWithoutALoginAreSmallWhateverTheLimit() throws IOException {
        HttpOptions large = new HttpOptions(List.of(new HttpOptions.Bind("127.0.0.1", 0, true)), "", 1 << 20, 8);
        RouteTable.Family family = () -> List.of(new Route(
                Verb.POST, "/open", Audience.ANYONE, "Open", request -> Response.json(request.body().length)));
        server.close();
        server = new ApiServer(large, new RouteTable(List.of(family)), () -> access);
        server.start();
        for (int size : new int[] {8_192, 8_193, 500_000, 20_000_000}) {
            String answer = exchange("POST /api/open HTTP/1.1", "content-length: " + size, "x".repeat(size));
            assertThat(answer).startsWith(size == 8_192 ? "HTTP/1.1 200" : "HTTP/1.1 400");
        }
    }

    @Test
    void whoSendsSlowlyTakesNoThreadFromOthers() throws IOException {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 30; i++) {
                Socket socket = new Socket("127.0.0.1", server.ports().get(0));
                slow.add(socket);
                String head = "POST /api/body HTTP/1.1\r\nhost: localhost\r\ncontent-length: 500\r\n\r\n{";
                socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
                socket.getOutputStream().flush();
            }
            for (int i = 0; i < 10; i++) {
                assertThat(send("GET /api/m", "plain")).startsWith("HTTP/1.1 200");
            }
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    void aPortThatIsTakenIsAnErrorOrLeftOut() throws IOException {
        int taken = server.ports().get(0);
        RouteTable table = new RouteTable(List.of());
        HttpOptions must = new HttpOptions(List.of(new HttpOptions.Bind("127.0.0.1", taken, true)), "", MAX_BODY, 8);
        try (ApiServer second = new ApiServer(must, table, () -> access)) {
            assertThatThrownBy(second::start)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(Integer.toString(taken));
        }
        HttpOptions may = new HttpOptions(List.of(new HttpOptions.Bind("127.0.0.1", taken, false)), "", MAX_BODY, 8);
        try (ApiServer second = new ApiServer(may, table, () -> access);
                ApiServer third = new ApiServer(may, table, () -> access)) {
            second.start();
            assertThat(second.ports()).isEmpty();
            third.start(); // what the library listens on if it is told nothing would be taken now
        }
    }

    private String post(String json) throws IOException {
        int length = json.getBytes(StandardCharsets.UTF_8).length;
        return exchange("POST /api/body HTTP/1.1", "content-length: " + length, json);
    }

    private String send(String request, String user) throws IOException {
        String header = user == null
                ? "x-test: 1"
                : "authorization: Basic "
                        + Base64.getEncoder().encodeToString((user + ":" + user).getBytes(StandardCharsets.UTF_8));
        return exchange(request + " HTTP/1.1", header, "");
    }

    private String exchange(String line, String header, String body) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.ports().get(0))) {
            socket.setSoTimeout(10_000);
            String request = line + "\r\nhost: localhost\r\nconnection: close\r\n" + header + "\r\n\r\n" + body;
            try {
                socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            } catch (SocketException cut) {
                return answer(socket); // what is too large is not read to its end
            }
            return answer(socket);
        }
    }

    /** Until the server ends it, or cuts it, since there was more to read than it wanted. */
    private static String answer(Socket socket) throws IOException {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        byte[] part = new byte[8_192];
        try {
            for (int count = socket.getInputStream().read(part);
                    count >= 0;
                    count = socket.getInputStream().read(part)) {
                answer.write(part, 0, count);
            }
        } catch (SocketException cut) {
            assertThat(answer.size())
                    .as("bytes of an answer before the connection was cut")
                    .isPositive();
        }
        return answer.toString(StandardCharsets.UTF_8);
    }

    private static String body(String answer) {
        return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }
}
