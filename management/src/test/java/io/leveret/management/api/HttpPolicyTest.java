package io.leveret.management.api;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.leveret.management.admin.Doer;
import io.leveret.management.api.RunningApi.Answer;
import io.leveret.management.audit.AuditLog;
import io.leveret.management.ctl.FakeNode;
import io.leveret.management.http.FakeAccess;
import io.leveret.management.http.HttpPolicy;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What all answers have in common: headers, pages of other origins, the audit log, who is said to have done it. */
class HttpPolicyTest {
    private final FakeNode node = new FakeNode();
    private final FakeAccess access =
            new FakeAccess().user("root", "administrator").user("plain", "management");
    private final Logger logger = (Logger) LoggerFactory.getLogger(AuditLog.LOGGER);
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    private RunningApi api(HttpPolicy policy) throws IOException {
        lines.start();
        logger.setLevel(Level.INFO);
        logger.addAppender(lines);
        logger.setAdditive(false);
        return new RunningApi(node, access, policy);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(lines);
    }

    private List<String> audited() {
        synchronized (lines) {
            return lines.list.stream()
                    .map(each -> each.getFormattedMessage().replaceAll("from=127\\.0\\.0\\.1:\\d+", "from=HERE"))
                    .toList();
        }
    }

    @Test
    void scriptsOfOtherServersDoNotRun() throws IOException {
        try (RunningApi api = api(HttpPolicy.USUAL)) {
            assertThat(api.get("/whoami").header("content-security-policy"))
                    .isEqualTo("script-src 'self'; object-src 'self'");
            assertThat(api.get("/nothing").header("content-security-policy")).isNotEmpty();
            assertThat(api.get("/whoami").header("strict-transport-security")).isEmpty();
        }
        Map<String, String> headers = Map.of("content-security-policy", "x", "strict-transport-security", "max-age=5");
        try (RunningApi api = api(new HttpPolicy(headers, List.of(), 1, false))) {
            assertThat(api.get("/whoami").header("content-security-policy")).isEqualTo("x");
            assertThat(api.get("/whoami").header("strict-transport-security")).isEqualTo("max-age=5");
        }
    }

    @Test
    void pagesOfNamedOriginsMayUseTheApi() throws IOException {
        try (RunningApi api = api(new HttpPolicy(Map.of(), List.of("https://a.example"), 77, false))) {
            Answer named = api.sendAs("root", "GET", "/whoami", null, "origin", "https://a.example");
            assertThat(named.header("access-control-allow-origin")).isEqualTo("https://a.example");
            assertThat(named.header("access-control-allow-credentials")).isEqualTo("true");
            Answer refused = api.sendAs("nobody", "GET", "/whoami", null, "origin", "https://a.example");
            assertThat(refused.header("access-control-allow-origin")).isEqualTo("https://a.example");
            for (String origin : List.of("https://b.example", "null", "*")) {
                assertThat(api.sendAs("root", "GET", "/whoami", null, "origin", origin)
                                .header("access-control-allow-origin"))
                        .isEmpty();
            }
            Answer before = api.sendAs(
                    null,
                    "OPTIONS",
                    "/users/x",
                    null,
                    "origin",
                    "https://a.example",
                    "access-control-request-headers",
                    "authorization");
            assertThat(before.status()).isEqualTo(200);
            assertThat(before.header("access-control-allow-methods")).isEqualTo("HEAD, GET, PUT, DELETE, OPTIONS");
            assertThat(before.header("access-control-allow-headers")).isEqualTo("authorization");
            assertThat(before.header("access-control-max-age")).isEqualTo("77");
            assertThat(api.sendAs(null, "OPTIONS", "/users/x", null).header("access-control-allow-methods"))
                    .isEmpty();
        }
    }

    @Test
    void aStarLetsAllOriginsInWithoutCredentials() throws IOException {
        try (RunningApi api = api(new HttpPolicy(Map.of(), List.of("*"), 77, false))) {
            Answer answer = api.sendAs("root", "GET", "/whoami", null, "origin", "https://b.example");
            assertThat(answer.header("access-control-allow-origin")).isEqualTo("*");
            assertThat(answer.header("access-control-allow-credentials")).isEmpty();
        }
    }

    @Test
    void passwordsCanBeSwitchedOff() throws IOException {
        try (RunningApi api = api(new HttpPolicy(Map.of(), List.of(), 1, true))) {
            assertThat(api.get("/whoami").text())
                    .isEqualTo("{\"error\":\"not_authorised\",\"reason\":\"HTTP access denied: basic auth disabled\"}");
            assertThat(api.sendAs(null, "GET", "/version", null).status()).isEqualTo(200);
        }
    }

    @Test
    void whatIsToChangeSomethingIsWrittenDownWithoutSecrets() throws IOException {
        try (RunningApi api = api(HttpPolicy.USUAL)) {
            api.put("/users/a%22b%E2%80%A8", "{\"password\":\"hush\",\"tags\":\"\"}");
            api.put("/users/c", "{\"password_hash\":\"!hush!\",\"tags\":\"\"}");
            api.sendAs("plain", "DELETE", "/users/c?x=hush", null);
            api.sendAs("nobody", "PUT", "/vhosts/v", "{}");
            api.sendAs(null, "PUT", "/vhosts/v", "{}");
            api.get("/users");
            api.sendAs(null, "POST", "/login", "username=root&password=hush");
        }
        assertThat(audited())
                .containsExactly(
                        "user=\"root\" from=HERE action=\"HTTP PUT /api/users/a%22b%E2%80%A8\" result=201",
                        "user=\"root\" from=HERE action=\"HTTP PUT /api/users/c\" result=400",
                        "user=\"plain\" from=HERE action=\"HTTP DELETE /api/users/c\" result=401",
                        "user=\"nobody\" from=HERE action=\"HTTP PUT /api/vhosts/v\" result=401",
                        "user=\"\" from=HERE action=\"HTTP PUT /api/vhosts/v\" result=401");
        assertThat(String.join("", audited())).doesNotContain("hush");
    }

    @Test
    void theUserIsTheDoer() throws IOException {
        try (RunningApi api = api(HttpPolicy.USUAL)) {
            api.delete("/auth/attempts/n@h");
        }
        assertThat(node.done).containsExactly("attempts reset by root");
        assertThat(Doer.name()).isEqualTo(Doer.INTERNAL);
    }
}
