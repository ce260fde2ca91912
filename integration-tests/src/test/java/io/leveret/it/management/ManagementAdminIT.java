package io.leveret.it.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.rabbitmq.client.AuthenticationFailureException;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.leveret.it.harness.HttpApi;
import io.leveret.it.harness.HttpApi.Answer;
import io.leveret.it.harness.ManagedBroker;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Users, permissions, virtual hosts, policies, parameters, limits and health over HTTP. */
@Timeout(120)
class ManagementAdminIT {
    private static final String NOT_FOUND = "404 Object Not Found: Not Found";
    private static final Map<String, String> EVERYTHING = Map.of("configure", ".*", "write", ".*", "read", ".*");

    @RegisterExtension
    static final ManagedBroker BROKER = new ManagedBroker();

    private final List<String> users = new ArrayList<>();
    private final List<String> vhosts = new ArrayList<>();
    private HttpApi api;
    private String vhost;
    private String user;

    @BeforeEach
    void nameThings() {
        api = BROKER.api();
        vhost = newVhost();
        user = newUser();
    }

    private String newVhost() {
        String name = BROKER.name("vhost");
        vhosts.add(name);
        return name;
    }

    private String newUser() {
        String name = BROKER.name("user");
        users.add(name);
        return name;
    }

    @AfterEach
    void cleanUp() {
        users.forEach(each -> api.delete("/users/" + each));
        vhosts.forEach(each -> api.delete("/vhosts/" + each));
    }

    private void done(int status, Answer answer) {
        assertThat(answer.body()).isEmpty();
        assertThat(answer.status()).isEqualTo(status);
    }

    private Connection connect(String password) throws Exception {
        ConnectionFactory factory = BROKER.factory();
        factory.setUsername(user);
        factory.setPassword(password);
        factory.setVirtualHost(vhost);
        return factory.newConnection();
    }

    @Test
    void aUserIsMadeLogsInAndIsDeleted() throws Exception {
        done(201, api.put("/vhosts/" + vhost, Map.of()));
        done(201, api.put("/users/" + user, Map.of("password", "one", "tags", "a, b,,c")));
        done(201, api.put("/permissions/" + vhost + "/" + user, EVERYTHING));
        connect("one").close();
        Answer shown = api.get("/users/" + user);
        assertThat(shown.at("tags")).isEqualTo(List.of("a", "b", "c"));
        assertThat(shown.at("hashing_algorithm")).isEqualTo("rabbit_password_hashing_sha256");
        assertThat(shown.at("limits")).isEqualTo(Map.of());
        Map<String, Object> hashed = Map.of("password_hash", shown.at("password_hash"), "tags", List.of("x"));
        done(204, api.put("/users/" + user, Map.of("password", "two", "tags", "")));
        assertThatThrownBy(() -> connect("one")).isInstanceOf(AuthenticationFailureException.class);
        done(204, api.put("/users/" + user, hashed));
        connect("one").close();
        assertThat(api.get("/users/" + user).at("tags")).isEqualTo(List.of("x"));
        done(204, api.put("/users/" + user, Map.of("password_hash", "", "tags", "")));
        assertThatThrownBy(() -> connect("one")).isInstanceOf(AuthenticationFailureException.class);
        done(204, api.delete("/users/" + user));
        assertThat(api.delete("/users/" + user).error()).isEqualTo(NOT_FOUND);
        assertThat(api.get("/permissions/" + vhost + "/" + user).error()).isEqualTo(NOT_FOUND);
    }

    @Test
    void aHashOfAPasswordIsAsTheClientWouldMakeIt() throws Exception {
        done(201, api.put("/vhosts/" + vhost, Map.of()));
        Object hash = api.get("/auth/hash_password/p%2Fw%C3%A9").at("ok");
        done(201, api.put("/users/" + user, Map.of("password_hash", hash, "tags", "")));
        done(201, api.put("/permissions/" + vhost + "/" + user, EVERYTHING));
        connect("p/w\u00e9").close();
    }

    @Test
    void whatIsNoUserIsRefused() {
        String path = "/users/" + user;
        assertThat(api.put(path, Map.of("password", "x")).error()).isEqualTo("400 bad_request: tags_not_present");
        assertThat(api.put(path, Map.of("password", "x", "password_hash", "YWJj", "tags", ""))
                        .error())
                .isEqualTo("400 bad_request: both_password_and_password_hash_are_provided");
        assertThat(api.put(path, Map.of("password_hash", "!!!", "tags", "")).error())
                .isEqualTo("400 bad_request: [not_base64, !!!]");
        assertThat(api.put(path, "[]").error()).isEqualTo("400 bad_request: not_json");
        assertThat(api.put(path, "{bad").error()).isEqualTo("400 bad_request: not_json");
        assertThat(api.get(path).error()).isEqualTo(NOT_FOUND);
        assertThat(api.post("/users/bulk-delete", Map.of()).error())
                .isEqualTo("400 bad_request: [{key_missing,users}]");
    }

    @Test
    void usersAreListedAndDeletedTogether() {
        String other = newUser();
        done(201, api.put("/vhosts/" + vhost, Map.of()));
        done(201, api.put("/users/" + user, Map.of("password", "x", "tags", "")));
        done(201, api.put("/users/" + other, Map.of("password", "x", "tags", "")));
        done(201, api.put("/permissions/" + vhost + "/" + user, EVERYTHING));
        assertThat(api.get("/users").all("name")).contains(user, other, "guest");
        assertThat(api.get("/users/without-permissions").all("name"))
                .contains(other)
                .doesNotContain(user);
        assertThat(api.get("/users?page=1&page_size=1").at("item_count")).isEqualTo(1);
        done(204, api.post("/users/bulk-delete", Map.of("users", List.of(user, other, "nobody"))));
        assertThat(api.get("/users").all("name")).doesNotContain(user, other);
    }

    @Test
    void permissionsComeAndGo() {
        done(201, api.put("/vhosts/" + vhost, Map.of()));
        done(201, api.put("/users/" + user, Map.of("password", "x", "tags", "")));
        String path = "/permissions/" + vhost + "/" + user;
        done(201, api.put(path, EVERYTHING));
        done(204, api.put(path, EVERYTHING));
        assertThat(api.get(path).at("configure")).isEqualTo(".*");
        assertThat(api.get("/users/" + user + "/permissions").all("vhost")).containsExactly(vhost);
        assertThat(api.get("/vhosts/" + vhost + "/permissions").all("user")).contains(user);
        assertThat(api.put(path, Map.of()).error())
                .isEqualTo("400 bad_request: [{key_missing,configure},{key_missing,write},{key_missing,read}]");
        assertThat(api.put("/permissions/nosuch/" + user, EVERYTHING).error())
                .isEqualTo("400 bad_request: vhost_or_user_not_found");
        Answer bad = api.put(path, Map.of("configure", "(", "write", "", "read", ""));
        assertThat(bad.status()).isEqualTo(400);
        assertThat(bad.at("error")).isEqualTo("bad_request");
        done(204, api.delete(path));
        assertThat(api.delete(path).error()).isEqualTo(NOT_FOUND);
        Map<String, String> topic = Map.of("exchange", "amq.topic", "write", "^a", "read", ".*");
        done(201, api.put("/topic-permissions/" + vhost + "/" + user, topic));
        done(204, api.put("/topic-permissions/" + vhost + "/" + user, topic));
        assertThat(api.get("/users/" + user + "/topic-permissions").all("exchange"))
                .containsExactly("amq.topic");
        done(204, api.delete("/topic-permissions/" + vhost + "/" + user + "/amq.topic"));
        assertThat(api.get("/topic-permissions/" + vhost + "/" + user).error()).isEqualTo(NOT_FOUND);
    }

    @Test
    void aVirtualHostIsMadeChangedAndDeleted() {
        String path = "/vhosts/" + vhost;
        done(201, api.put(path, Map.of("description", "d", "tags", "a, b", "tracing", "true")));
        Answer shown = api.get(path);
        assertThat(shown.at("description")).isEqualTo("d");
        assertThat(shown.at("tags")).isEqualTo(List.of("a", "b"));
        assertThat(shown.at("tracing")).isEqualTo(true);
        assertThat(shown.at("default_queue_type")).isEqualTo("classic");
        done(204, api.put(path, Map.of("default_queue_type", "quorum", "tracing", false)));
        assertThat(api.get(path).at("metadata"))
                .isEqualTo(Map.of("description", "", "tags", List.of(), "default_queue_type", "quorum"));
        assertThat(api.put(path, Map.of("tracing", "yes")).error()).isEqualTo("400 bad_request: [not_boolean, yes]");
        assertThat(api.get("/vhosts").all("name")).contains("/", vhost);
        done(204, api.delete(path));
        assertThat(api.delete(path).error()).isEqualTo(NOT_FOUND);
        assertThat(api.post("/vhosts/" + vhost + "/start/x@nowhere", null).error())
                .isEqualTo("400 bad_request: Request to node x@nowhere failed with nodedown");
    }

    @Test
    void aProtectedVirtualHostStays() {
        assumeTrue(BROKER.target().leveret(), "since RabbitMQ 4.1");
        done(201, api.put("/vhosts/" + vhost, Map.of()));
        done(204, api.post("/vhosts/" + vhost + "/deletion/protection", null));
        assertThat(api.delete("/vhosts/" + vhost).error())
                .isEqualTo("412 precondition_failed: Refusing to delete virtual host '" + vhost
                        + "' because it is protected from deletion");
        done(204, api.delete("/vhosts/" + vhost + "/deletion/protection"));
        done(204, api.delete("/vhosts/" + vhost));
    }

    @Test
    void policiesComeAndGo() {
        done(201, api.put("/vhosts/" + vhost, Map.of()));
        for (String kind : List.of("/policies/", "/operator-policies/")) {
            String path = kind + vhost + "/p";
            Map<String, Object> policy = Map.of("pattern", "^a", "definition", Map.of("max-length", 5));
            done(201, api.put(path, policy));
            done(204, api.put(path, policy));
            assertThat(api.get(path).json())
                    .isEqualTo(Map.of(
                            "vhost",
                            vhost,
                            "name",
                            "p",
                            "pattern",
                            "^a",
                            "apply-to",
                            "all",
                            "definition",
                            Map.of("max-length", 5),
                            "priority",
                            0));
            assertThat(api.get(kind + vhost).all("name")).containsExactly("p");
            assertThat(api.put(path, Map.of("pattern", "^a")).error())
                    .isEqualTo("400 bad_request: [{key_missing,definition}]");
            boolean escaped = kind.equals("/policies/");
            assertThat(api.put(path, Map.of("pattern", "^a", "definition", Map.of("max-length", "5")))
                            .error())
                    .isEqualTo("400 bad_request: Validation failed\n\n"
                            + (escaped ? "&lt;&lt;\"5\"&gt;&gt;" : "<<\"5\">>") + " is not a valid maximum length\n");
            done(204, api.delete(path));
            assertThat(api.delete(path).error()).isEqualTo(NOT_FOUND);
        }
        assertThat(api.put("/policies/nosuch/p", Map.of("pattern", "", "definition", Map.of("max-length", 5)))
                        .error())
                .isEqualTo("404 not_found: vhost_not_found");
    }

    @Test
    void parametersComeAndGo() {
        done(201, api.put("/vhosts/" + vhost, Map.of()));
        String operators = "/parameters/operator_policy/" + vhost + "/p";
        Map<String, Object> value = Map.of("pattern", "x", "definition", Map.of("max-length", 1), "priority", 0);
        done(201, api.put(operators, Map.of("value", value)));
        assertThat(api.get(operators).at("value")).isEqualTo(value);
        assertThat(api.get("/operator-policies/" + vhost).all("name")).containsExactly("p");
        done(204, api.delete(operators));
        assertThat(api.put("/parameters/nosuch/" + vhost + "/p", Map.of("value", 1))
                        .error())
                .isEqualTo("400 bad_request: Validation failed\n\ncomponent nosuch not found\n");
        assertThat(api.put("/parameters/policy/" + vhost + "/p", Map.of("value", Map.of()))
                        .error())
                .isEqualTo("400 bad_request: policies may not be set using this method");
        String global = "/global-parameters/" + BROKER.name("parameter");
        done(201, api.put(global, Map.of("value", List.of(1, "x", Map.of("b", true)))));
        assertThat(api.get(global).at("value")).isEqualTo(List.of(1, "x", Map.of("b", true)));
        done(204, api.delete(global));
        assertThat(api.delete(global).error()).isEqualTo(NOT_FOUND);
    }

    @Test
    void limitsComeAndGo() {
        done(201, api.put("/vhosts/" + vhost, Map.of()));
        done(201, api.put("/users/" + user, Map.of("password", "x", "tags", "")));
        String ofVhost = "/vhost-limits/" + vhost;
        done(204, api.put(ofVhost + "/max-connections", Map.of("value", 5)));
        done(204, api.put(ofVhost + "/max-queues", Map.of("value", -1)));
        assertThat(api.get(ofVhost).json())
                .isEqualTo(List.of(Map.of("vhost", vhost, "value", Map.of("max-connections", 5, "max-queues", -1))));
        assertThat(api.put(ofVhost + "/max-queues", Map.of("value", "5")).error())
                .isEqualTo("400 bad_request: Validation failed\n\n"
                        + "max-queues should be a number, actually was <<\"5\">>\n");
        assertThat(api.put(ofVhost + "/nosuch", Map.of("value", 5)).error())
                .isEqualTo("400 bad_request: Validation failed\n\n"
                        + "Unrecognised terms [{<<\"nosuch\">>,5}] in limits\n");
        done(204, api.delete(ofVhost + "/max-connections"));
        done(204, api.delete(ofVhost + "/max-queues"));
        assertThat(api.get(ofVhost).json()).isEqualTo(List.of());
        String ofUser = "/user-limits/" + user;
        done(204, api.put(ofUser + "/max-channels", Map.of("value", 7)));
        assertThat(api.get(ofUser).json()).isEqualTo(List.of(Map.of("user", user, "value", Map.of("max-channels", 7))));
        assertThat(api.get("/users/" + user).at("limits")).isEqualTo(Map.of("max-channels", 7));
        assertThat(api.put(ofUser + "/max-channels", Map.of("value", "x")).error())
                .isEqualTo("400 bad_request: max-channels should be a number, actually was <<\"x\">>");
        done(204, api.delete(ofUser + "/max-channels"));
        assertThat(api.get("/users/" + user).at("limits")).isEqualTo(Map.of());
        assertThat(api.put("/user-limits/nobody/max-channels", Map.of("value", 1))
                        .error())
                .isEqualTo("400 bad_request: [no_such_user, nobody]");
    }

    @Test
    void aPolicymakerChangesWhatItMayEnter() {
        String closed = newVhost();
        done(201, api.put("/vhosts/" + vhost, Map.of()));
        done(201, api.put("/vhosts/" + closed, Map.of()));
        done(201, api.put("/users/" + user, Map.of("password", "x", "tags", "policymaker")));
        done(201, api.put("/permissions/" + vhost + "/" + user, EVERYTHING));
        HttpApi maker = api.as(user, "x");
        Map<String, Object> policy = Map.of("pattern", "^a", "definition", Map.of("max-length", 5));
        done(201, maker.put("/policies/" + vhost + "/p", policy));
        assertThat(maker.put("/policies/" + closed + "/p", policy).error())
                .isEqualTo("401 not_authorised: User not authorised to access object");
        assertThat(maker.put("/operator-policies/" + vhost + "/p", policy).error())
                .isEqualTo("401 not_authorised: Not administrator user");
        assertThat(maker.get("/policies").all("vhost")).containsExactly(vhost);
        assertThat(maker.get("/queues/nosuch").error()).isEqualTo(NOT_FOUND);
        assertThat(maker.get("/nodes").error()).isEqualTo("401 not_authorised: Not monitor user");
        done(204, api.put("/users/" + user, Map.of("password", "x", "tags", "")));
        assertThat(maker.get("/whoami").error()).isEqualTo("401 not_authorised: Not management user");
        assertThat(api.as(user, "wrong").get("/whoami").error()).isEqualTo("401 not_authorized: Not_Authorized");
        assertThat(api.as("nobody", "x").get("/whoami").error()).isEqualTo("401 not_authorized: Not_Authorized");
    }

    @Test
    void theNodeIsWell() {
        for (String check : List.of("alarms", "local-alarms", "virtual-hosts", "certificate-expiration/1/months")) {
            Answer answer = api.get("/health/checks/" + check);
            assertThat(answer.json()).as(check).isEqualTo(Map.of("status", "ok"));
        }
        assertThat(api.get("/healthchecks/node").json()).isEqualTo(Map.of("status", "ok"));
        assertThat(api.get("/health/checks/node-is-quorum-critical").at("reason"))
                .isEqualTo("single node cluster");
        int port = BROKER.target().port();
        assertThat(api.get("/health/checks/port-listener/" + port).json())
                .isEqualTo(Map.of("status", "ok", "port", port));
        assertThat(api.get("/health/checks/port-listener/1").status()).isEqualTo(503);
        assertThat(api.get("/health/checks/protocol-listener/AMQP091").at("protocol"))
                .isEqualTo("amqp");
        assertThat(api.get("/health/checks/protocol-listener/http").at("protocol"))
                .isEqualTo("http");
        Answer missing = api.get("/health/checks/protocol-listener/amqps");
        assertThat(missing.status()).isEqualTo(503);
        assertThat(missing.at("missing")).isEqualTo("amqp/ssl");
    }

    @Test
    void theAlivenessTestSendsAMessageThroughAQueueOfItsName() {
        done(201, api.put("/vhosts/" + vhost, Map.of()));
        done(201, api.put("/users/" + user, Map.of("password", "x", "tags", "management")));
        Map<String, Object> itsQueue =
                Map.of("configure", "^aliveness-test$", "write", "^amq\\.default$", "read", "^aliveness-test$");
        done(201, api.put("/permissions/" + vhost + "/" + user, itsQueue));
        HttpApi asUser = api.as(user, "x");
        assertThat(asUser.get("/aliveness-test/" + vhost).json()).isEqualTo(Map.of("status", "ok"));
        assertThat(asUser.get("/aliveness-test/" + vhost).json()).isEqualTo(Map.of("status", "ok"));
        assertThat(asUser.get("/aliveness-test/nosuch").error()).isEqualTo(NOT_FOUND);
    }

    @Test
    void attemptsToLogInAreCounted() {
        String node = (String) api.get("/overview").at("node");
        api.as("nobody", "x").get("/whoami");
        Map<String, Object> http = api.get("/auth/attempts/" + node).rows().stream()
                .filter(row -> row.get("protocol").equals("http"))
                .findFirst()
                .orElseThrow();
        assertThat((Integer) http.get("auth_attempts_failed")).isPositive();
        assertThat((Integer) http.get("auth_attempts_succeeded")).isPositive();
        assertThat(api.get("/auth/attempts/x@nowhere").error()).isEqualTo(NOT_FOUND);
    }

    @Test
    void featuresAreListed() {
        assertThat(api.put("/cluster-name", Map.of()).error()).isEqualTo("400 bad_request: [{key_missing,name}]");
        assertThat(api.get("/feature-flags").all("name")).contains("quorum_queue", "user_limits");
        assertThat(api.put("/feature-flags/nosuch/enable", Map.of()).error()).isEqualTo("400 bad_request: unsupported");
        done(204, api.put("/feature-flags/quorum_queue/enable", Map.of()));
        assertThat(api.get("/extensions").json()).isEqualTo(List.of(Map.of("javascript", "dispatcher.js")));
        assertThat(api.get("/version").json()).isEqualTo("4.0.5");
    }

    @Test
    void theDocumentDescribesTheApi() {
        assumeTrue(BROKER.target().leveret(), "RabbitMQ has none");
        Answer document = api.get("/openapi.json");
        assertThat(document.at("openapi")).isEqualTo("3.0.3");
        assertThat((Map<?, ?>) document.at("paths")).hasSizeGreaterThan(80);
    }
}
