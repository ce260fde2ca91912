package io.leveret.management.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.management.api.RunningApi.Answer;
import io.leveret.management.ctl.FakeNode;
import io.leveret.management.http.FakeAccess;
import io.leveret.management.http.Route;
import io.leveret.management.http.Verb;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Each route by each role: {@code rights.tsv} says what is to come of it, and each route must stand there. */
class RightsTest {
    private static final List<String> ROLES = Arrays.asList(
            null,
            "notag",
            "management",
            "management+vhost",
            "policymaker",
            "policymaker+vhost",
            "monitoring",
            "monitoring+vhost",
            "administrator");

    /** How refusals by permissions begin; what they name differs. */
    private static final String PERMISSIONS = "ACCESS_REFUSED";

    private static final Map<String, String> REASONS = Map.of(
            "tag", "Not management user",
            "monitor", "Not monitor user",
            "admin", "Not administrator user",
            "vhost", "User not authorised to access virtual host",
            "object", "User not authorised to access object",
            "Access refused.", "Access refused.",
            "Not_Authorized", "Not_Authorized");

    private static Map<String, List<String>> table() throws IOException {
        Map<String, List<String>> rows = new LinkedHashMap<>();
        try (InputStream stream = RightsTest.class.getResourceAsStream("/rights.tsv")) {
            for (String line : new String(stream.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                if (!line.startsWith("#")) {
                    List<String> cells = List.of(line.split("\t"));
                    assertThat(cells).as(line).hasSize(ROLES.size() + 2);
                    List<String> before = rows.put(key(cells.get(0), cells.get(1)), cells.subList(2, cells.size()));
                    assertThat(before).as("twice: " + line).isNull();
                }
            }
        }
        return rows;
    }

    /** Names of parameters do not matter. */
    private static String key(String verb, String path) {
        return verb + " " + path.replaceAll("\\{[^}]*}", "{}");
    }

    private static FakeAccess access() {
        FakeAccess access = new FakeAccess().vhost("v");
        for (String role : ROLES) {
            if (role != null) {
                access.user(role, role.equals("notag") ? new String[0] : new String[] {role.replace("+vhost", "")});
                if (role.endsWith("+vhost")) {
                    access.enter(role, "v");
                }
            }
        }
        return access;
    }

    @Test
    void eachRouteIsForWhomRabbitMqSays() throws IOException {
        Map<String, List<String>> table = table();
        FakeNode node = new FakeNode();
        FakeMessages messages = new FakeMessages();
        node.vhosts.put("v", false);
        node.messages = messages;
        node.jobs = messages;
        List<String> wrong = new ArrayList<>();
        try (RunningApi api = new RunningApi(node, access())) {
            for (Route route : Api.routes(node).routes()) {
                List<String> row = table.get(key(route.verb().name(), route.path()));
                if (row == null) {
                    wrong.add("no row in rights.tsv: " + route.verb() + " " + route.path());
                    continue;
                }
                for (int i = 0; i < ROLES.size(); i++) {
                    String seen = seen(api, ROLES.get(i), route);
                    String expected = REASONS.getOrDefault(row.get(i), row.get(i));
                    if (!seen.equals(expected)) {
                        wrong.add(route.verb() + " " + route.path() + " as " + ROLES.get(i) + ": " + seen
                                + " instead of " + expected);
                    }
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    /** "ok", "login", or the reason of a refusal. */
    private static String seen(RunningApi api, String role, Route route) {
        String path = route.path().replace("{vhost}", "v").replaceAll("\\{[^}]*}", "nobody");
        boolean hasBody = route.verb() == Verb.PUT || route.verb() == Verb.POST;
        Answer answer = api.refusal(role, route.verb().name(), path, hasBody ? "{bad" : null);
        if (answer.status() != 401) {
            return "ok";
        }
        String reason =
                answer.json() instanceof Map<?, ?> error ? error.get("reason").toString() : "login";
        return reason.startsWith(PERMISSIONS + " - ") ? PERMISSIONS : reason;
    }
}
