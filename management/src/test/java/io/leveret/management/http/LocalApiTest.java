package io.leveret.management.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.management.admin.AdminException;
import io.leveret.management.http.Response.Body;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which route a request without a socket finds, and with what. */
class LocalApiTest {
    private final LocalApi api = new LocalApi(() -> new RouteTable(List.of(() -> List.of(
            echo(Verb.GET, "/things/{vhost}/{name}"),
            echo(Verb.PUT, "/things/{vhost}/{name}"),
            echo(Verb.GET, "/things/fixed/{name}"),
            echo(Verb.GET, "/from/{vhost}/e/{source}/q/{name}"),
            new Route(Verb.GET, "/query", Audience.MONITORING, "Query", request -> {
                return Response.json(request.query("a").orElse("none") + request.queries("b"));
            }),
            new Route(Verb.POST, "/body", Audience.ADMINISTRATOR, "Body", request -> {
                return Response.json(List.of(
                        request.fields().all(), request.header("x-reason").orElse("")));
            }),
            new Route(Verb.GET, "/fails", Audience.ANYONE, "Fails", request -> {
                throw new IllegalStateException("secret");
            }),
            new Route(Verb.GET, "/refused", Audience.ANYONE, "Refused", request -> {
                throw new AdminException(AdminException.Kind.INVALID, "no good");
            })))));

    private static Route echo(Verb verb, String path) {
        return new Route(verb, path, Audience.VHOST, "Echo", request -> {
            String source = path.contains("{source}") ? request.exchange("source") + ";" : "";
            return Response.json(verb + " " + path + " " + request.caller().name() + " " + source
                    + (path.contains("{vhost}") ? request.path("vhost") + ";" : "") + request.path("name"));
        });
    }

    private Object get(String target) {
        return answer(Verb.GET, target, "");
    }

    private Object answer(Verb verb, String target, String body) {
        Response response = api.answer(verb, target, Map.of("x-reason", "why"), body.getBytes(StandardCharsets.UTF_8));
        Object value = response.body() instanceof Body.JsonValue json ? json.value() : response.headers();
        return response.status() == 200 ? value : response.status() + " " + value;
    }

    @Test
    void namesAreDecodedSegmentBySegment() {
        assertThat(get("/things/%2F/a%2Fb")).isEqualTo("GET /things/{vhost}/{name} rmq-cli /;a/b");
        assertThat(get("/things/%2f/a+b/")).isEqualTo("GET /things/{vhost}/{name} rmq-cli /;a+b");
        assertThat(get("/things/v/%C3%A9%25")).isEqualTo("GET /things/{vhost}/{name} rmq-cli v;é%");
        assertThat(get("/things/fixed/y")).isEqualTo("GET /things/fixed/{name} rmq-cli y");
    }

    @Test
    void anEmptySegmentIsTheDefaultExchangeAndNothingElse() {
        assertThat(get("/from/v/e//q/x")).isEqualTo("GET /from/{vhost}/e/{source}/q/{name} rmq-cli ;v;x");
        assertThat(get("/from/v/e/amq.default/q/x")).isEqualTo(get("/from/v/e//q/x"));
        assertThat(get("/things//x").toString()).startsWith("404 ");
    }

    @Test
    void queriesAndBodiesArrive() {
        assertThat(get("/query?a=x+y%26z&b=1&b=2")).isEqualTo("x y&z[1, 2]");
        assertThat(get("/query?")).isEqualTo("none[]");
        assertThat(answer(Verb.POST, "/body", "{\"k\":1}")).isEqualTo(List.of(Map.of("k", 1L), "why"));
    }

    @Test
    void whatIsRefusedIsAnAnswer() {
        assertThat(get("/nothing").toString()).isEqualTo("404 {error=Object Not Found, reason=Not Found}");
        assertThat(get("nothing").toString()).startsWith("404 ");
        assertThat(get("").toString()).startsWith("404 ");
        assertThat(get("/things/%zz/x").toString()).startsWith("400 ");
        assertThat(answer(Verb.DELETE, "/things/v/x", "").toString()).isEqualTo("405 {allow=GET, PUT}");
        assertThat(get("/refused").toString()).isEqualTo("400 {error=bad_request, reason=no good}");
        assertThat(get("/fails").toString()).startsWith("500 ").doesNotContain("secret");
    }

    @Test
    void theOperatorIsNoUserOfThatName() {
        Caller operator = Caller.operator();
        assertThat(operator.isOperator()).isTrue();
        assertThat(operator.isAdministrator()).isTrue();
        assertThat(operator.mayEnter("anywhere")).isTrue();
        Caller user = new Caller(
                new FakeAccess(),
                new io.leveret.management.admin.AccessControl.Identity("rmq-cli", List.of("administrator"), true),
                "127.0.0.1:1");
        assertThat(user.isOperator()).isFalse();
        assertThat(user.mayEnter("anywhere")).isFalse();
    }
}
