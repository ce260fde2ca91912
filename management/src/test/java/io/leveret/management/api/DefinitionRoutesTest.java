package io.leveret.management.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.management.admin.FiguresAdmin;
import io.leveret.management.admin.ParametersAdmin;
import io.leveret.management.admin.ParametersAdmin.Parameter;
import io.leveret.management.admin.PermissionsAdmin.PermissionDetails;
import io.leveret.management.admin.Stat;
import io.leveret.management.api.RunningApi.Answer;
import io.leveret.management.ctl.FakeNode;
import io.leveret.management.http.FakeAccess;
import io.leveret.management.http.JsonShape;
import io.leveret.management.stats.FakeFigures;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Virtual hosts, policies, parameters, limits. Codes and texts are RabbitMQ 4.0.5's. */
class DefinitionRoutesTest {
    private static final String POLICY = "{\"pattern\":\"^a\",\"definition\":{\"max-length\":5}}";

    private final FakeNode node = new FakeNode();
    private RunningApi api;

    @BeforeEach
    void start() throws IOException {
        node.vhosts.put("v", false);
        FakeAccess access = new FakeAccess()
                .user("root", "administrator")
                .user("plain", "management")
                .user("maker", "policymaker")
                .user("watcher", "monitoring")
                .vhost("/")
                .enter("plain", "v")
                .enter("maker", "v");
        api = new RunningApi(node, access);
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

    private static List<Object> all(Answer answer, String field) {
        return ((List<?>) answer.json())
                .stream().<Object>map(each -> ((Map<?, ?>) each).get(field)).toList();
    }

    @Test
    void whoMakesAVirtualHostMayDoEverythingInIt() {
        node.passwords.put("root", "root");
        expect(api.put("/vhosts/made", "{}"), 201, "");
        PermissionDetails all = new PermissionDetails("root", "made", ".*", ".*", ".*");
        assertThat(node.permissions).containsExactly(all);
        node.permissions.clear();
        expect(api.put("/vhosts/made", "{}"), 204, "");
        assertThat(node.permissions).isEmpty();
    }

    @Test
    void aVirtualHostIsMadeChangedAndDeleted() {
        String body =
                "{\"description\":\"d\",\"tags\":\"a, b\",\"default_queue_type\":\"quorum\",\"tracing\":\"true\"}";
        expect(api.put("/vhosts/x%2Fy", body), 201, "");
        expect(
                api.get("/vhosts/x%2Fy?disable_stats=true"),
                200,
                "{\"name\":\"x/y\",\"description\":\"d\",\"tags\":[\"a\",\"b\"],\"default_queue_type\":\"quorum\","
                        + "\"metadata\":{\"description\":\"d\",\"tags\":[\"a\",\"b\"],"
                        + "\"default_queue_type\":\"quorum\"},"
                        + "\"tracing\":true,\"protected_from_deletion\":false,"
                        + "\"cluster_state\":{\"n@h\":\"running\"}}");
        expect(api.put("/vhosts/x%2Fy", "{\"tracing\":false,\"tags\":[\"c\"]}"), 204, "");
        assertThat(api.get("/vhosts/x%2Fy").text())
                .contains("\"description\":\"\"", "\"tags\":[\"c\"]", "\"quorum\"", "\"tracing\":false");
        expect(api.put("/vhosts/x%2Fy", "{\"tracing\":\"yes\"}"), 400, bad("[\"not_boolean\",\"yes\"]"));
        expect(api.delete("/vhosts/x%2Fy"), 204, "");
        assertThat(api.delete("/vhosts/x%2Fy").status()).isEqualTo(404);
        expect(api.put("/vhosts/empty", ""), 201, "");
    }

    @Test
    void aVirtualHostHasItsNumbers() {
        FakeFigures figures = (FakeFigures) node.figures;
        for (Stat stat : Stat.values()) {
            figures.vhosts.computeIfAbsent("v", any -> new FakeFigures.Counts()).add(stat, 3);
        }
        figures.queue("v", "q", FiguresAdmin.QueueKind.CLASSIC).ready = 7;
        Answer vhost = api.get("/vhosts/v");
        assertThat(JsonShape.named("vhost").lacksText(vhost.text())).isEmpty();
        assertThat(vhost.text()).contains("\"messages\":7", "\"publish\":3");
        assertThat(api.get("/vhosts/v?columns=name,messages").text()).isEqualTo("{\"name\":\"v\",\"messages\":7}");
    }

    @Test
    void aProtectedVirtualHostStays() {
        expect(api.send("POST", "/vhosts/v/deletion/protection", null), 204, "");
        assertThat(api.delete("/vhosts/v").status()).isEqualTo(412);
        assertThat(api.delete("/vhosts/v").text()).contains("\"error\":\"precondition_failed\"");
        expect(api.delete("/vhosts/v/deletion/protection"), 204, "");
        expect(api.delete("/vhosts/v"), 204, "");
        assertThat(api.send("POST", "/vhosts/v/deletion/protection", null).status())
                .isEqualTo(404);
    }

    @Test
    void aVirtualHostIsStartedWhereItIs() {
        expect(api.send("POST", "/vhosts/v/start/n@h", null), 204, "");
        expect(api.send("POST", "/vhosts/v/start/x@y", null), 400, bad("\"Request to node x@y failed with nodedown\""));
    }

    @Test
    void eachSeesItsVirtualHosts() {
        assertThat(all(api.get("/vhosts"), "name")).containsExactly("/", "v");
        assertThat(all(api.sendAs("plain", "GET", "/vhosts", null), "name")).containsExactly("v");
        assertThat(all(api.sendAs("watcher", "GET", "/vhosts", null), "name")).containsExactly("/", "v");
        assertThat(JsonShape.named("vhosts").lacksText(api.get("/vhosts").text()))
                .isEmpty();
    }

    @Test
    void policiesComeAndGo() {
        for (String path : List.of("/policies", "/operator-policies")) {
            String one = path + "/v/p";
            expect(api.put(one, POLICY), 201, "");
            expect(
                    api.get(one),
                    200,
                    "{\"vhost\":\"v\",\"name\":\"p\",\"pattern\":\"^a\",\"apply-to\":\"all\","
                            + "\"definition\":{\"max-length\":5},\"priority\":0}");
            String other = POLICY.replace("}}", "},\"priority\":3,\"apply-to\":\"queues\"}");
            expect(api.put(one, other), 204, "");
            assertThat(JsonShape.named("policies")
                            .lacksText(api.get(path + "/v").text()))
                    .isEmpty();
            assertThat(all(api.get(path), "priority")).containsExactly(3L);
            expect(api.put(one, "{}"), 400, bad("\"[{key_missing,pattern},{key_missing,definition}]\""));
            expect(api.put(path + "/none/p", POLICY), 404, "{\"error\":\"not_found\",\"reason\":\"vhost_not_found\"}");
            assertThat(api.get(path + "/none").status()).isEqualTo(404);
            expect(api.delete(one), 204, "");
            assertThat(api.delete(one).status()).isEqualTo(404);
        }
    }

    @Test
    void eachSeesThePoliciesOfItsVirtualHosts() {
        api.put("/policies/%2F/p", POLICY);
        api.put("/policies/v/q", POLICY);
        assertThat(all(api.get("/policies"), "name")).containsExactlyInAnyOrder("p", "q");
        assertThat(all(api.sendAs("plain", "GET", "/policies", null), "name")).containsExactly("q");
        expect(api.sendAs("maker", "PUT", "/policies/v/r", POLICY), 201, "");
        assertThat(api.sendAs("maker", "PUT", "/policies/%2F/r", POLICY).status())
                .isEqualTo(401);
    }

    @Test
    void theOperatorMayHaveTheFileAloneDecide() {
        node.settings.put("management.restrictions.operator_policy_changes.disabled", "true");
        expect(
                api.put("/operator-policies/v/p", POLICY),
                405,
                "{\"error\":\"method_not_allowed\","
                        + "\"reason\":\"Broker settings disallow editing of operator policies.\"}");
        expect(api.put("/policies/v/p", POLICY), 201, "");
    }

    @Test
    void parametersComeAndGo() {
        String one = "/parameters/vhost-limits/v/limits";
        expect(api.put(one, "{\"value\":{\"max-queues\":3}}"), 201, "");
        expect(api.put(one, "{\"value\":{\"max-queues\":4}}"), 204, "");
        expect(
                api.get(one),
                200,
                "{\"value\":{\"max-queues\":4},\"vhost\":\"v\",\"component\":\"vhost-limits\",\"name\":\"limits\"}");
        for (String path : List.of("/parameters", "/parameters/vhost-limits", "/parameters/vhost-limits/v")) {
            assertThat(JsonShape.named("parameters").lacksText(api.get(path).text()))
                    .isEmpty();
            assertThat(all(api.get(path), "name")).containsExactly("limits");
        }
        expect(api.get("/parameters/nosuch"), 200, "[]");
        assertThat(api.get("/parameters/nosuch/none").status()).isEqualTo(404);
        expect(api.delete(one), 204, "");
        assertThat(api.delete(one).status()).isEqualTo(404);
    }

    @Test
    void policiesAreNoParametersAndComponentsMustBeThere() {
        api.put("/policies/v/p", POLICY);
        expect(api.get("/parameters"), 200, "[]");
        assertThat(api.get("/parameters/policy/v/p").status()).isEqualTo(404);
        expect(
                api.put("/parameters/policy/v/p", "{\"value\":{}}"),
                400,
                bad("\"policies may not be set using this method\""));
        expect(
                api.put("/parameters/nosuch/v/p", "{\"value\":{}}"),
                400,
                bad("\"Validation failed\\n\\ncomponent nosuch not found\\n\""));
    }

    @Test
    void globalParametersComeAndGo() {
        expect(api.put("/global-parameters/g", "{\"value\":[1,\"x\",{\"b\":true}]}"), 201, "");
        expect(api.put("/global-parameters/g", "{\"value\":\"t\"}"), 204, "");
        expect(api.get("/global-parameters/g"), 200, "{\"name\":\"g\",\"value\":\"t\"}");
        expect(api.get("/global-parameters"), 200, "[{\"name\":\"g\",\"value\":\"t\"}]");
        expect(api.put("/global-parameters/g", "{}"), 400, bad("\"[{key_missing,value}]\""));
        expect(api.delete("/global-parameters/g"), 204, "");
        assertThat(api.delete("/global-parameters/g").status()).isEqualTo(404);
    }

    @Test
    void theClusterHasAName() {
        expect(api.get("/cluster-name"), 200, "{\"name\":\"n@h\"}");
        expect(api.put("/cluster-name", "{\"name\":\"prod\"}"), 204, "");
        expect(api.get("/cluster-name"), 200, "{\"name\":\"prod\"}");
        expect(api.get("/global-parameters/cluster_name"), 200, "{\"name\":\"cluster_name\",\"value\":\"prod\"}");
        expect(api.put("/cluster-name", "{}"), 400, bad("\"[{key_missing,name}]\""));
    }

    @Test
    void limitsOfVirtualHostsComeAndGo() {
        expect(api.put("/vhost-limits/v/max-connections", "{\"value\":5}"), 204, "");
        expect(api.put("/vhost-limits/v/max-queues", "{\"value\":-1}"), 204, "");
        String limits = "[{\"vhost\":\"v\",\"value\":{\"max-connections\":5,\"max-queues\":-1}}]";
        expect(api.get("/vhost-limits/v"), 200, limits);
        expect(api.get("/vhost-limits"), 200, limits);
        assertThat(JsonShape.named("vhost-limits").lacksText(limits)).isEmpty();
        expect(api.get("/vhost-limits/%2F"), 200, "[]");
        expect(api.sendAs("plain", "GET", "/vhost-limits", null), 200, limits);
        expect(api.delete("/vhost-limits/v/max-queues"), 204, "");
        expect(api.delete("/vhost-limits/v/nosuch"), 204, "");
        expect(api.get("/vhost-limits/v"), 200, "[{\"vhost\":\"v\",\"value\":{\"max-connections\":5}}]");
        expect(api.delete("/vhost-limits/v/max-connections"), 204, "");
        expect(api.get("/vhost-limits/v"), 200, "[]");
        expect(
                api.put("/vhost-limits/none/max-queues", "{\"value\":5}"),
                404,
                "{\"error\":\"not_found\",\"reason\":\"vhost_not_found\"}");
        expect(api.put("/vhost-limits/v/max-queues", "{}"), 400, bad("\"[{key_missing,value}]\""));
        assertThat(api.get("/vhost-limits/none").status()).isEqualTo(404);
    }

    @Test
    void limitsOfUsersComeAndGo() {
        expect(api.put("/user-limits/guest/max-channels", "{\"value\":7}"), 204, "");
        String limits = "[{\"user\":\"guest\",\"value\":{\"max-channels\":7}}]";
        expect(api.get("/user-limits/guest"), 200, limits);
        expect(api.get("/user-limits"), 200, limits);
        assertThat(JsonShape.named("user-limits").lacksText(limits)).isEmpty();
        expect(api.sendAs("plain", "GET", "/user-limits", null), 200, "[]");
        assertThat(api.sendAs("plain", "GET", "/user-limits/guest", null).status())
                .isEqualTo(401);
        expect(api.put("/user-limits/none/max-channels", "{\"value\":7}"), 400, bad("[\"no_such_user\",\"none\"]"));
        expect(api.delete("/user-limits/guest/max-channels"), 204, "");
        expect(api.get("/user-limits/guest"), 200, "[]");
        assertThat(api.delete("/user-limits/none/max-channels").status()).isEqualTo(404);
    }

    @Test
    void refusalsOfPoliciesAreWrittenForPages() {
        node.parametersFail = "<<\"5\">> & more";
        expect(api.put("/policies/v/p", POLICY), 400, bad("\"&lt;&lt;\\\"5\\\"&gt;&gt; &amp; more\""));
        node.parametersFail = "<<\"5\">> & more";
        expect(api.put("/operator-policies/v/p", POLICY), 400, bad("\"<<\\\"5\\\">> & more\""));
    }

    @Test
    void whatDefinitionsBroughtIsShown() {
        node.parameters.add(new Parameter("v", "shovel", "s", "{\"src-uri\":\"amqp://\"}"));
        node.parameters.add(new Parameter("", ParametersAdmin.USER_LIMITS, "guest", "{}"));
        assertThat(all(api.get("/parameters"), "component")).containsExactly("shovel");
        assertThat(all(api.sendAs("maker", "GET", "/parameters", null), "component"))
                .containsExactly("shovel");
    }
}
