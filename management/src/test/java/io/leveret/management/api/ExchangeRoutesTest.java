package io.leveret.management.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.codec.FieldTable;
import io.leveret.management.admin.ExchangesAdmin.BindingDetails;
import io.leveret.management.admin.ExchangesAdmin.ExchangeDetails;
import io.leveret.management.admin.MessagingAdmin.BindingWish;
import io.leveret.management.admin.MessagingAdmin.ExchangeWish;
import io.leveret.management.admin.RefusedException;
import io.leveret.management.api.ServedRoutes.Answer;
import io.leveret.management.http.JsonShape;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Exchanges and bindings over HTTP; codes and texts are RabbitMQ 4.0.5's. */
class ExchangeRoutesTest {
    private static final FieldTable ARGUMENTS =
            FieldTable.builder().string("x-match", "all").string("kind", "a").build();

    private ServedRoutes routes;

    @BeforeEach
    void serve() throws Exception {
        routes = new ServedRoutes(ports -> List.of(
                new ExchangeRoutes(ports, "n@h", (broker, request) -> new FakeMeasures()), new BindingRoutes(ports)));
        routes.node.exchanges.add(exchange("/", "", "direct", ""));
        routes.node.exchanges.add(exchange("/", "y", "fanout", ""));
        routes.node.exchanges.add(exchange("/", "x", "topic", "pol"));
        routes.node.exchanges.add(exchange("v", "hidden", "topic", ""));
        routes.node.bindings.add(new BindingDetails("/", "", "q", true, "q", FieldTable.EMPTY));
        routes.node.bindings.add(new BindingDetails("/", "x", "q", true, "a b/c~d#.é", FieldTable.EMPTY));
        routes.node.bindings.add(new BindingDetails("/", "x", "q", true, "", ARGUMENTS));
        routes.node.bindings.add(new BindingDetails("/", "x", "q", true, "", FieldTable.EMPTY));
        routes.node.bindings.add(new BindingDetails("/", "x", "y", false, "k", FieldTable.EMPTY));
        routes.node.bindings.add(new BindingDetails("v", "hidden", "q", true, "k", FieldTable.EMPTY));
    }

    private static ExchangeDetails exchange(String vhost, String name, String type, String policy) {
        FieldTable arguments =
                FieldTable.builder().string("alternate-exchange", "ae").build();
        return new ExchangeDetails(vhost, name, type, true, false, false, policy, "maker", arguments);
    }

    @AfterEach
    void stop() {
        routes.close();
    }

    @Test
    void exchangesAreShownInVirtualHostsThatMayBeEntered() throws Exception {
        assertThat(routes.get("root", "/exchanges").all("name")).containsExactly("", "x", "y");
        assertThat(routes.get("watcher", "/exchanges").json()).isEqualTo(List.of());
        assertThat(routes.get("root", "/exchanges/v").all("name")).containsExactly("hidden");
        assertThat(routes.get("app", "/exchanges/v").reason()).isEqualTo("User not authorised to access virtual host");
        assertThat(routes.get("root", "/exchanges/%2F").json())
                .satisfies(json ->
                        assertThat(JsonShape.named("exchanges").lacks(json)).isEmpty());
    }

    @Test
    void anExchangeHasAllThatRabbitMqTells() throws Exception {
        Answer answer = routes.get("app", "/exchanges/%2F/x");
        assertThat(JsonShape.named("exchange").lacks(answer.json())).isEmpty();
        assertThat(answer.at("policy")).isEqualTo("pol");
        assertThat(answer.at("user_who_performed_action")).isEqualTo("maker");
        assertThat(answer.at("arguments")).isEqualTo(Map.of("alternate-exchange", "ae"));
        Answer byDefault = routes.get("app", "/exchanges/%2F/amq.default");
        assertThat(JsonShape.named("exchange-default").lacks(byDefault.json())).isEmpty();
        assertThat(byDefault.at("name")).isEqualTo("");
        assertThat(((Map<?, ?>) byDefault.json()).containsKey("policy")).isFalse();
        assertThat(routes.get("app", "/exchanges/%2F/nope").status()).isEqualTo(404);
    }

    @Test
    void declaringTakesWhatRabbitMqTakes() throws Exception {
        Answer made = routes.send("app", "PUT", "/exchanges/%2F/new", Map.of("durable", "true", "name", "other"));
        assertThat(made.status()).isEqualTo(201);
        assertThat(routes.messaging.asked)
                .containsExactly("app", new ExchangeWish("new", "direct", true, false, false, FieldTable.EMPTY));
        assertThat(routes.send("app", "PUT", "/exchanges/%2F/x", "{\"type\":\"topic\"}")
                        .status())
                .isEqualTo(204);
        assertThat(routes.send("app", "PUT", "/exchanges/%2F/x", "").status()).isEqualTo(204);
        assertThat(reason("{\"durable\":\"yes\"}")).isEqualTo(List.of("not_boolean", "yes"));
        assertThat(reason("{bad")).isEqualTo("not_json");
        assertThat(reason("{\"arguments\":{\"n\":null}}")).isEqualTo("null_not_allowed");
        assertThat(reason("{\"node\":\"m@h\"}")).isEqualTo("Node m@h could not be contacted");
        assertThat(routes.send("root", "PUT", "/exchanges/nov/x", "{}").reason())
                .isEqualTo("vhost_not_found");
        assertThat(routes.send("app", "PUT", "/exchanges/%2F/" + "x".repeat(256), "{}")
                        .reason())
                .isEqualTo("exchange should be less than 255 bytes, actually was 256");
    }

    private Object reason(String body) throws Exception {
        Answer answer = routes.send("app", "PUT", "/exchanges/%2F/x", body);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.at("error")).isEqualTo("bad_request");
        return answer.reason();
    }

    @Test
    void refusalsOfTheBrokerHaveRabbitMqsCodes() throws Exception {
        routes.messaging.refusal = new RefusedException(406, "PRECONDITION_FAILED - inequivalent arg 'x' - or so");
        assertThat(reason("{}")).isEqualTo("inequivalent arg 'x' - or so");
        routes.messaging.refusal = new RefusedException(403, "ACCESS_REFUSED - no");
        Answer refused = routes.send("app", "PUT", "/exchanges/%2F/x", "{}");
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.json()).isEqualTo(Map.of("error", "not_authorised", "reason", "Access refused."));
        routes.messaging.refusal = new RefusedException(404, "NOT_FOUND - no exchange 'z' in vhost '/'");
        Answer missing = routes.send("app", "POST", "/bindings/%2F/e/z/q/q", "{}");
        assertThat(missing.status()).isEqualTo(404);
        assertThat(missing.json()).isEqualTo(Map.of("error", "not_found", "reason", "no exchange 'z' in vhost '/'"));
    }

    @Test
    void anAdministratorWithoutPermissionDeclaresNothing() throws Exception {
        Answer refused = routes.send("root", "PUT", "/exchanges/v/x", "{}");
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.reason()).isEqualTo("Access refused.");
        assertThat(routes.messaging.asked).isEmpty();
    }

    @Test
    void deletingAsksTheBroker() throws Exception {
        assertThat(routes.send("app", "DELETE", "/exchanges/%2F/x?if-unused=true", null)
                        .status())
                .isEqualTo(204);
        assertThat(routes.send("app", "DELETE", "/exchanges/%2F/nope", null).status())
                .isEqualTo(404);
        assertThat(routes.messaging.asked).containsExactly("app", "delete exchange x true");
    }

    @Test
    void bindingsAreListedByTheirEnds() throws Exception {
        assertThat(routes.get("app", "/bindings").all("properties_key"))
                .hasSize(5)
                .startsWith("q", "a+b%2Fc%7Ed%23.%C3%A9")
                .endsWith("~", "k");
        assertThat(JsonShape.named("bindings")
                        .lacks(routes.get("app", "/bindings/%2F").json()))
                .isEmpty();
        assertThat(routes.get("app", "/exchanges/%2F/x/bindings/source").all("destination"))
                .containsExactly("q", "q", "q", "y");
        assertThat(routes.get("app", "/exchanges/%2F/y/bindings/destination").all("source"))
                .containsExactly("x");
        assertThat(routes.get("app", "/exchanges/%2F/amq.default/bindings/source")
                        .all("routing_key"))
                .containsExactly("q");
        assertThat(routes.get("app", "/queues/%2F/q/bindings").json())
                .satisfies(json -> assertThat(JsonShape.named("queue-bindings").lacks(json))
                        .isEmpty());
        assertThat(routes.get("app", "/queues/%2F/q/bindings").all("source")).containsExactly("", "x", "x", "x");
        assertThat(routes.get("app", "/bindings/%2F/e//q/q").all("source")).containsExactly("");
        assertThat(routes.get("app", "/bindings/%2F/e/x/e/y").all("destination_type"))
                .containsExactly("exchange");
        assertThat(routes.get("app", "/bindings/%2F/e/nope/q/q").json()).isEqualTo(List.of());
        assertThat(routes.get("app", "/bindings/%2F/e/x/z/y").status()).isEqualTo(404);
        assertThat(routes.get("root", "/bindings/v").all("source")).containsExactly("hidden");
    }

    @Test
    void aBindingIsFoundByItsKey() throws Exception {
        List<Object> keys = routes.get("app", "/bindings/%2F/e/x/q/q").all("properties_key");
        assertThat(keys.get(1).toString()).matches("~[A-Za-z0-9_-]{12}");
        assertThat(routes.get("app", "/bindings/%2F/e/x/q/q/" + keys.get(1)).at("arguments"))
                .isEqualTo(Map.of("kind", "a", "x-match", "all"));
        assertThat(routes.get("app", "/bindings/%2F/e/x/q/q/~").at("arguments")).isEqualTo(Map.of());
        assertThat(routes.get("app", "/bindings/%2F/e/x/q/q/a%2Bb%252Fc%257Ed%2523.%25C3%25A9")
                        .at("routing_key"))
                .isEqualTo("a b/c~d#.é");
        assertThat(routes.get("app", "/bindings/%2F/e/x/q/q/nope").status()).isEqualTo(404);
        assertThat(routes.send("app", "DELETE", "/bindings/%2F/e/x/q/q/" + keys.get(1), null)
                        .status())
                .isEqualTo(204);
        assertThat(routes.messaging.asked)
                .containsExactly("app", List.of("unbind", new BindingWish("x", "q", true, "", ARGUMENTS)));
        assertThat(routes.send("app", "DELETE", "/bindings/%2F/e/x/q/q", null).status())
                .isEqualTo(405);
    }

    @Test
    void bindingTellsWhereTheBindingIs() throws Exception {
        assertThat(location("q", Map.of("routing_key", "a b/c~d#.é"))).isEqualTo("q/a%2Bb%252Fc%257Ed%2523.%25C3%25A9");
        assertThat(location("q", Map.of())).isEqualTo("q/~");
        assertThat(location("q%20a%2Fb~c", Map.of("routing_key", "k~"))).isEqualTo("q+a%2Fb~c/k%257E");
        assertThat(location("q", Map.of("routing_key", 5))).isEqualTo("q/5");
        assertThat(location("q", Map.of("arguments", Map.of("b", 1, "a", 2))))
                .isEqualTo(location("q", Map.of("arguments", Map.of("a", 2, "b", 1))))
                .matches("q/~[A-Za-z0-9_-]{12}");
        assertThat(routes.messaging.asked.get(1))
                .isEqualTo(new BindingWish("x", "q", true, "a b/c~d#.é", FieldTable.EMPTY));
    }

    private String location(String destination, Map<String, Object> body) throws Exception {
        Answer answer = routes.send("app", "POST", "/bindings/%2F/e/x/q/" + destination, body);
        assertThat(answer.status()).isEqualTo(201);
        return answer.response().headers().firstValue("location").orElseThrow();
    }
}
