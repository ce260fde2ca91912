package io.leveret.management.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.management.admin.LoginAttemptsAdmin.Attempts;
import io.leveret.management.admin.LoginAttemptsAdmin.SourceAttempts;
import io.leveret.management.api.RunningApi.Answer;
import io.leveret.management.ctl.FakeNode;
import io.leveret.management.http.FakeAccess;
import io.leveret.management.http.JsonShape;
import io.leveret.management.json.Json;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Users, permissions, logins. Codes and texts are RabbitMQ 4.0.5's but where a test says that they are better. */
class AccessRoutesTest {
    private static final String ALL = "{\"configure\":\".*\",\"write\":\".*\",\"read\":\".*\"}";

    private final FakeNode node = new FakeNode();
    private RunningApi api;

    @BeforeEach
    void start() throws IOException {
        api = new RunningApi(
                node,
                new FakeAccess()
                        .user("root", "administrator")
                        .user("plain", "management")
                        .user("bare"));
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private void expect(Answer answer, int status, String body) {
        assertThat(answer.text()).isEqualTo(body);
        assertThat(answer.status()).isEqualTo(status);
    }

    private static String bad(String reason) {
        return "{\"error\":\"bad_request\",\"reason\":" + reason + "}";
    }

    /** Nothing is half done when a permission cannot be given. */
    @Test
    void aUserWhosePermissionsAreWrongIsNotMade() {
        String body = "{\"password\":\"x\",\"tags\":\"\",\"permissions\":{\"nosuchvhost\":"
                + "{\"configure\":\"\",\"write\":\"\",\"read\":\"\"}}}";
        assertThat(api.put("/users/half", body).status()).isEqualTo(404);
        assertThat(api.put("/users/half", body.replace("nosuchvhost", "/").replace("\"read\":\"\"", "\"r\":1"))
                        .status())
                .isEqualTo(400);
        assertThat(api.get("/users/half").status()).isEqualTo(404);
    }

    @Test
    void whatIsShownHasTheColumnsAndTheOrderThatWereAskedFor() {
        api.put("/permissions/%2F/guest", ALL);
        api.put("/users/z", "{\"password\":\"x\",\"tags\":\"\"}");
        api.put("/permissions/%2F/z", ALL.replace(".*", "^z"));
        assertThat(api.get("/permissions?columns=user,read&sort=user&sort_reverse=true")
                        .text())
                .isEqualTo("[{\"user\":\"z\",\"read\":\"^z\"},{\"user\":\"guest\",\"read\":\".*\"}]");
        assertThat(api.get("/permissions/%2F/z?columns=write").text()).isEqualTo("{\"write\":\"^z\"}");
        assertThat(api.get("/users/z?columns=name").text()).isEqualTo("{\"name\":\"z\"}");
        assertThat(api.get("/whoami?columns=name").text()).isEqualTo("{\"name\":\"root\"}");
        assertThat(api.get("/permissions/%2F/nosuch?columns=write").status()).isEqualTo(404);
    }

    @Test
    void aUserIsMadeChangedAndDeleted() {
        expect(api.put("/users/a", "{\"password\":\"x\",\"tags\":\"one, two,,three\"}"), 201, "");
        assertThat(node.passwords).containsEntry("a", "x");
        assertThat(node.tags).containsEntry("a", List.of("one", "two", "three"));
        expect(api.put("/users/a", "{\"tags\":[\"b\"],\"password_hash\":\"YWJj\"}"), 204, "");
        assertThat(node.passwords).containsEntry("a", "null:YWJj");
        expect(api.put("/users/a", "{\"administrator\":\"true\"}"), 204, "");
        assertThat(node.passwords).as("no password is taken away").containsEntry("a", "");
        assertThat(node.tags).containsEntry("a", List.of("administrator"));
        expect(api.delete("/users/a"), 204, "");
        expect(api.delete("/users/a"), 404, "{\"error\":\"Object Not Found\",\"reason\":\"Not Found\"}");
    }

    @Test
    void aUserComesWithLimitsAndPermissions() {
        String body = "{\"password\":\"x\",\"tags\":\"\",\"limits\":{\"max-connections\":5},\"permissions\":{\"/\":"
                + ALL + "}}";
        expect(api.put("/users/a", body), 201, "");
        Answer user = api.get("/users/a");
        assertThat(JsonShape.named("user").lacksText(user.text())).isEmpty();
        assertThat(user.text()).contains("\"limits\":{\"max-connections\":5}").doesNotContain("\"x\"");
        assertThat(api.get("/users/a/permissions").text()).contains("\"vhost\":\"/\"");
        expect(
                api.put("/users/b", "{\"tags\":\"\",\"limits\":{\"nosuch\":5}}"),
                400,
                bad("\"limits of users are max-connections and max-channels, both numbers\""));
        assertThat(node.passwords).doesNotContainKey("b");
    }

    /** As with RabbitMQ 4.0.5: what is named is set, the rest stays. */
    @Test
    void limitsThatComeWithAUserAreAddedToItsOwn() {
        expect(api.put("/users/a", "{\"tags\":\"\",\"limits\":{\"max-channels\":7}}"), 201, "");
        expect(api.put("/users/a", "{\"tags\":\"\",\"limits\":{\"max-connections\":5}}"), 204, "");
        assertThat(api.get("/users/a").text()).contains("\"limits\":{\"max-channels\":7,\"max-connections\":5}");
        expect(api.put("/users/a", "{\"tags\":\"\",\"limits\":{}}"), 204, "");
        expect(api.put("/users/a", "{\"tags\":\"\",\"limits\":{\"max-channels\":-1}}"), 204, "");
        assertThat(api.get("/users/a").text()).contains("\"limits\":{\"max-channels\":-1,\"max-connections\":5}");
    }

    @Test
    void whatIsNoUserIsRefused() {
        expect(api.put("/users/a", "{}"), 400, bad("\"tags_not_present\""));
        expect(api.put("/users/a", ""), 400, bad("\"tags_not_present\""));
        expect(
                api.put("/users/a", "{\"password\":\"x\",\"password_hash\":\"YWJj\",\"tags\":\"\"}"),
                400,
                bad("\"both_password_and_password_hash_are_provided\""));
        expect(api.put("/users/a", "{\"password_hash\":\"!!\",\"tags\":\"\"}"), 400, bad("[\"not_base64\",\"!!\"]"));
        // RabbitMQ answers 500 to these.
        expect(api.put("/users/a", "{\"password\":5,\"tags\":\"\"}"), 400, bad("[\"not_a_string\",\"password\"]"));
        expect(api.put("/users/a", "{\"password\":\"x\",\"tags\":5}"), 400, bad("[\"not_a_string\",\"tags\"]"));
        assertThat(node.passwords).doesNotContainKey("a");
    }

    @Test
    void usersAreListed() {
        api.put("/users/a", "{\"password\":\"x\",\"tags\":\"\"}");
        api.put("/permissions/%2F/guest", ALL);
        assertThat(JsonShape.named("users").lacksText(api.get("/users").text())).isEmpty();
        assertThat(names(api.get("/users"))).containsExactly("guest", "a");
        assertThat(names(api.get("/users/without-permissions"))).containsExactly("a");
        assertThat(api.get("/users?page=1&page_size=1&sort=name").text())
                .contains("\"total_count\":2", "\"name\":\"a\"");
        assertThat(api.get("/users?columns=name").text()).isEqualTo("[{\"name\":\"guest\"},{\"name\":\"a\"}]");
        expect(api.get("/users/nobody"), 404, "{\"error\":\"Object Not Found\",\"reason\":\"Not Found\"}");
        assertThat(api.get("/users/nobody/permissions").status()).isEqualTo(404);
    }

    private static List<Object> names(Answer answer) {
        return ((List<?>) answer.json())
                .stream().<Object>map(each -> ((Map<?, ?>) each).get("name")).toList();
    }

    @Test
    void manyUsersAreDeletedAtOnce() {
        api.put("/users/a", "{\"password\":\"x\",\"tags\":\"\"}");
        expect(api.send("POST", "/users/bulk-delete", "{\"users\":[\"a\",\"nobody\"]}"), 204, "");
        assertThat(node.passwords).containsOnlyKeys("guest");
        expect(api.send("POST", "/users/bulk-delete", "{}"), 400, bad("\"[{key_missing,users}]\""));
        // RabbitMQ answers 500 to this.
        expect(api.send("POST", "/users/bulk-delete", "{\"users\":\"a\"}"), 400, bad("[\"not_a_list\",\"users\"]"));
    }

    @Test
    void permissionsComeAndGo() {
        expect(api.put("/permissions/%2F/guest", ALL), 201, "");
        expect(api.put("/permissions/%2F/guest", ALL.replaceFirst("\\.\\*", "^a")), 204, "");
        expect(
                api.get("/permissions/%2F/guest"),
                200,
                "{\"user\":\"guest\",\"vhost\":\"/\",\"configure\":\"^a\",\"write\":\".*\",\"read\":\".*\"}");
        for (String path : List.of("/permissions", "/users/guest/permissions", "/vhosts/%2F/permissions")) {
            assertThat(JsonShape.named("permissions").lacksText(api.get(path).text()))
                    .isEmpty();
            assertThat((List<?>) api.get(path).json()).hasSize(1);
        }
        assertThat(api.get("/vhosts/none/permissions").status()).isEqualTo(404);
        expect(api.delete("/permissions/%2F/guest"), 204, "");
        assertThat(api.delete("/permissions/%2F/guest").status()).isEqualTo(404);
        assertThat(api.get("/permissions/%2F/guest").status()).isEqualTo(404);
    }

    @Test
    void whatIsNoPermissionIsRefused() {
        expect(
                api.put("/permissions/%2F/guest", "{\"write\":\"\"}"),
                400,
                bad("\"[{key_missing,configure},{key_missing,read}]\""));
        expect(api.put("/permissions/none/guest", ALL), 400, bad("\"vhost_or_user_not_found\""));
        expect(api.put("/permissions/%2F/nobody", ALL), 400, bad("\"vhost_or_user_not_found\""));
        assertThat(node.permissions).isEmpty();
    }

    @Test
    void topicPermissionsComeAndGo() {
        String one = "{\"exchange\":\"amq.topic\",\"write\":\"^a\",\"read\":\".*\"}";
        expect(api.put("/topic-permissions/%2F/guest", one), 201, "");
        expect(api.put("/topic-permissions/%2F/guest", one.replace("amq.topic", "t")), 204, "");
        assertThat(JsonShape.named("topic-permissions")
                        .lacksText(api.get("/topic-permissions").text()))
                .isEmpty();
        for (String path : List.of(
                "/topic-permissions/%2F/guest",
                "/topic-permissions/%2F/guest/amq.topic",
                "/users/guest/topic-permissions",
                "/vhosts/%2F/topic-permissions")) {
            assertThat((List<?>) api.get(path).json()).as(path).hasSize(2);
        }
        expect(api.delete("/topic-permissions/%2F/guest/t"), 204, "");
        assertThat(node.topics).hasSize(1);
        expect(api.delete("/topic-permissions/%2F/guest"), 204, "");
        assertThat(api.delete("/topic-permissions/%2F/guest").status()).isEqualTo(404);
        expect(
                api.put("/topic-permissions/%2F/guest", "{\"write\":\"\",\"read\":\"\"}"),
                400,
                bad("\"[{key_missing,exchange}]\""));
    }

    /** Lists that have no pages are sorted and projected all the same, and so are single objects. */
    @Test
    void shortListsAreSortedAndProjected() {
        for (int priority : List.of(2, 3, 1)) {
            String policy = "{\"pattern\":\"x\",\"definition\":{\"max-length\":1},\"priority\":" + priority + "}";
            api.put("/policies/%2F/p" + priority, policy);
            api.put("/global-parameters/g" + priority, "{\"value\":" + priority + "}");
        }
        expect(
                api.get("/policies?sort=priority&sort_reverse=true&columns=priority"),
                200,
                "[{\"priority\":3},{\"priority\":2},{\"priority\":1}]");
        expect(
                api.get("/policies/%2F?sort=name&columns=name"),
                200,
                "[{\"name\":\"p1\"},{\"name\":\"p2\"},{\"name\":\"p3\"}]");
        assertThat(api.get("/global-parameters?sort=value&columns=value").text())
                .contains("1},{\"value\":2},{\"value\":3");
        assertThat(api.get("/policies?name=nothing").text())
                .as("there is no filter")
                .contains("p1");
        expect(api.get("/policies/%2F/p2?columns=name"), 200, "{\"name\":\"p2\"}");
        expect(api.get("/whoami?columns=name"), 200, "{\"name\":\"root\"}");
    }

    /** Whoever may set parameters does not stop the overview of others. */
    @Test
    void theClustersNameIsAName() {
        String usual = api.get("/cluster-name").text();
        for (String value : List.of("null", "5", "{\"a\":1}")) {
            api.put("/global-parameters/cluster_name", "{\"value\":" + value + "}");
            assertThat(api.get("/overview").status()).as(value).isEqualTo(200);
            assertThat("{\"name\":\"" + ((Map<?, ?>) api.get("/overview").json()).get("cluster_name") + "\"}")
                    .isEqualTo(api.get("/cluster-name").text())
                    .isEqualTo(usual);
        }
    }

    @Test
    void whoAsksIsTold() {
        expect(api.get("/whoami"), 200, "{\"name\":\"root\",\"tags\":[\"administrator\"],\"is_internal_user\":true}");
        assertThat(JsonShape.named("hash-password")
                        .lacksText(api.get("/auth/hash_password/x").text()))
                .isEmpty();
    }

    @Test
    void aFormLogsIn() {
        Answer answer = api.sendAs(null, "POST", "/login", "username=plain&password=plain");
        expect(answer, 200, "\"ok\"");
        assertThat(answer.header("set-cookie")).startsWith("auth=cGxhaW46cGxhaW4=");
        expect(
                api.sendAs(null, "POST", "/login", "username=plain&password=x"),
                401,
                "{\"error\":\"not_authorized\",\"reason\":\"Not_Authorized\"}");
        expect(
                api.sendAs(null, "POST", "/login", "username=bare&password=bare"),
                401,
                "{\"error\":\"not_authorised\",\"reason\":\"Not management user\"}");
        assertThat(api.sendAs(null, "POST", "/login", "%zz=%zz&username").status())
                .isEqualTo(401);
        assertThat(api.sendAs(null, "DELETE", "/login", null).header("set-cookie"))
                .contains("Max-Age=0");
    }

    @Test
    void attemptsToLogInAreCounted() {
        node.attempts.add(new SourceAttempts("::1", "u", new Attempts("http", 3, 2)));
        Answer attempts = api.get("/auth/attempts/n@h");
        assertThat(JsonShape.named("auth-attempts").lacksText(attempts.text())).isEmpty();
        assertThat(Json.write(attempts.json()))
                .isEqualTo("[{\"protocol\":\"http\",\"auth_attempts\":5,\"auth_attempts_failed\":2,"
                        + "\"auth_attempts_succeeded\":3}]");
        assertThat(api.get("/auth/attempts/n@h/source").text())
                .startsWith("[{\"remote_address\":\"::1\",\"username\":\"u\",\"protocol\":\"http\"");
        assertThat(api.get("/auth/attempts/other@h").status()).isEqualTo(404);
        expect(api.delete("/auth/attempts/n@h"), 204, "");
        expect(api.get("/auth/attempts/n@h"), 200, "[]");
    }
}
