package io.leveret.management.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.management.remote.FakeCarrier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What command lines ask of a node, print, and end with. */
class ClientProgramTest {
    private static final String REFUSED = "{\"error\":\"e\",\"reason\":\"%s\"}";

    private final FakeTerminal terminal = new FakeTerminal();
    private final FakeCarrier node = new FakeCarrier();
    private final ClientProgram program = new ClientProgram(terminal, call -> node, "1.2.3");

    private int run(String... words) {
        return program.run(words);
    }

    private String ok(String... words) {
        int code = run(words);
        assertThat(terminal.takeErr()).isEmpty();
        assertThat(code).isZero();
        return terminal.takeOut();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            nosuch                        | leveret: what is nosuch
            queues nosuch                 | leveret: what is nosuch; see: leveret queues --help
            queus list                    | leveret: what is queus; perhaps queues; see
            queues list --nosuch          | leveret: what is --nosuch
            queues list extra             | leveret: what is extra
            queues declare                | leveret: Missing required parameter: 'NAME'
            queues declare q --type       | leveret: Missing required parameter for option '--type'
            queues list --limit many      | leveret: --limit takes a whole number, not many
            queues list -o xml            | leveret: --output takes table, json or csv, not xml
            queues list --sort a --sort b | leveret: option '--sort' (COLUMN) should be specified only once
            queues declare q -a x         | leveret: --argument takes NAME=VALUE, not x
            queues declare q --arguments 5 | leveret: --arguments takes a JSON object
            policies set a b {            | leveret: DEFINITION is no JSON
            status --watch=x              | leveret: --watch takes a whole number, not x
            connections close             | leveret: name connections, or a user with --user
            completion fish               | leveret: SHELL is bash
            """)
    void whatIsNotUnderstoodIsOneLineAnd64(String line, String said) {
        assertThat(run(line.split(" "))).isEqualTo(64);
        assertThat(terminal.takeErr()).startsWith(said).hasLineCount(1);
        assertThat(terminal.takeOut()).isEmpty();
        assertThat(node.asked).isEmpty();
    }

    @Test
    void helpIsACommandToo() {
        assertThat(ok("help")).startsWith("A message broker").isEqualTo(ok("--help"));
        assertThat(ok("help", "queues", "list")).isEqualTo(ok("queues", "list", "--help"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "queues"})
    void withoutACommandTheHelpGoesToStandardErrorAnd64(String line) {
        assertThat(run(line.isEmpty() ? new String[0] : line.split(" "))).isEqualTo(64);
        assertThat(terminal.takeErr()).contains("Usage: leveret");
        assertThat(terminal.takeOut()).isEmpty();
    }

    @Test
    void helpAndVersionGoToStandardOutput() {
        assertThat(ok("--help")).contains("Usage: leveret start", "queues", "list | show | declare");
        assertThat(ok("queues", "--help")).contains("Usage: leveret queues", "declare");
        assertThat(ok("queues", "list", "--help")).contains("Usage: leveret queues list", "For example:");
        assertThat(ok("--version")).startsWith("leveret 1.2.3 (Java ");
    }

    @ParameterizedTest
    @CsvSource({
        "400, no good, 65, no good",
        "401, Not_Authorized, 77, wrong user or password",
        "401, Not administrator user, 77, Not administrator user",
        "404, Not Found, 65, this node does not know that",
        "405, , 69, this node does not offer that",
        "503, timeout, 69, timeout",
        "500, the log says more, 70, the node answers 500: the log says more",
    })
    void refusalsAreOneLineAndACode(int status, String reason, int code, String said) {
        node.answer("GET /vhosts?columns=name", status, reason == null ? "" : String.format(REFUSED, reason));
        assertThat(run("vhosts", "list", "--columns", "name")).isEqualTo(code);
        assertThat(terminal.takeErr()).isEqualTo("leveret: " + said + "\n");
    }

    @Test
    void aReasonOfManyLinesOrOfAListIsOneLine() {
        node.answer("DELETE /queues/%2F/q", 400, "{\"reason\":[\"not_boolean\",\"yes\"]}");
        run("queues", "delete", "q");
        assertThat(terminal.takeErr()).isEqualTo("leveret: not_boolean, yes\n");
        node.answer("DELETE /queues/%2F/r", 400, "{\"reason\":\"one\\n  two\\u001b[31m\"}");
        run("queues", "delete", "r");
        assertThat(terminal.takeErr()).isEqualTo("leveret: one, two\\u001b[31m\n");
        node.answer("DELETE /queues/%2F/s", 502, "<html>");
        run("queues", "delete", "s");
        assertThat(terminal.takeErr()).isEqualTo("leveret: the node answers 502\n");
    }

    @Test
    void whatIsNotThereIsNamed() {
        node.answer("DELETE /queues/v/q", 404, String.format(REFUSED, "Not Found"));
        assertThat(run("queues", "delete", "-p", "v", "q")).isEqualTo(65);
        assertThat(terminal.takeErr()).isEqualTo("leveret: there is no queue 'q' in vhost 'v'\n");
        node.answer("DELETE /users/u", 404, String.format(REFUSED, "Not Found"));
        assertThat(run("users", "delete", "u")).isEqualTo(67);
    }

    @Test
    void anUnreachableNodeIs69() {
        assertThat(run("status")).isEqualTo(69);
        assertThat(terminal.takeErr()).startsWith("leveret: nothing prepared").hasLineCount(1);
    }

    @Test
    void commonOptionsMayStandAnywhere() {
        node.answer("DELETE /queues/v/q", 204, "");
        for (String line : new String[] {"-p v queues delete q", "queues -p v delete q", "queues delete q --vhost=v"}) {
            assertThat(ok(line.split(" "))).isEqualTo("deleted queue 'q' in vhost 'v'\n");
        }
        assertThat(ok("-q", "queues", "delete", "-p", "v", "q")).isEmpty();
    }

    @Test
    void aQueueIsDeclared() {
        node.answer("PUT /queues/%2F/a%2Fb", 201, "");
        assertThat(ok(
                        "queues",
                        "declare",
                        "a/b",
                        "--type",
                        "quorum",
                        "--arguments",
                        "{\"x-a\":[1]}",
                        "-a",
                        "x-max-length=5",
                        "-a",
                        "x-dead-letter-exchange=dlx",
                        "--auto-delete"))
                .isEqualTo("declared queue 'a/b' in vhost '/'\n");
        assertThat(node.asked)
                .containsExactly("PUT /queues/%2F/a%2Fb {\"durable\":true,\"auto_delete\":true,\"arguments\":"
                        + "{\"x-a\":[1],\"x-max-length\":5,\"x-dead-letter-exchange\":\"dlx\","
                        + "\"x-queue-type\":\"quorum\"}}");
        node.answer("PUT /queues/%2F/old", 204, "");
        assertThat(ok("queues", "declare", "old")).startsWith("there already: ");
    }

    @Test
    void conditionsOfADeletionGoAlong() {
        node.answer("DELETE /queues/%2F/q?if-empty=true&if-unused=true", 400, String.format(REFUSED, "not empty"));
        assertThat(run("queues", "delete", "q", "--if-empty", "--if-unused")).isEqualTo(65);
        assertThat(terminal.takeErr()).isEqualTo("leveret: not empty\n");
        node.answer("DELETE /exchanges/%2F/%2E%2E?if-unused=true", 204, "");
        assertThat(ok("exchanges", "delete", "..", "--if-unused")).isEqualTo("deleted exchange '..' in vhost '/'\n");
    }

    @Test
    void aBindingIsFoundByItsKeyAndArguments() {
        node.answer("GET /bindings/%2F/e/amq.default/q/q", 200, """
                [{"routing_key":"k","arguments":{},"properties_key":"k"},
                 {"routing_key":"k","arguments":{"n":1},"properties_key":"k~abc"}]""");
        node.answer("DELETE /bindings/%2F/e/amq.default/q/q/k~abc".replace("~", "%7E"), 204, "");
        assertThat(ok("bindings", "remove", "", "q", "-k", "k", "-a", "n=1")).isEqualTo("unbound 'q' from ''\n");
        assertThat(run("bindings", "remove", "", "q", "-k", "k", "-a", "n=2")).isEqualTo(65);
        assertThat(terminal.takeErr()).contains("there is no binding of 'q' to '' with key 'k'");
        node.answer("POST /bindings/%2F/e/x/e/y", 201, "");
        ok("bindings", "add", "x", "y", "--to-exchange", "-k", "#");
        assertThat(node.asked).last().isEqualTo("POST /bindings/%2F/e/x/e/y {\"routing_key\":\"#\",\"arguments\":{}}");
    }

    @Test
    void connectionsAreClosedWithAReasonByNameOrByUser() {
        node.answer("DELETE /connections/a%20-%3E%20b", 204, "");
        assertThat(ok("connections", "close", "a -> b", "--reason", "noon")).isEqualTo("closed a -> b\n");
        assertThat(node.calls.get(0).headers()).containsEntry("X-Reason", "noon");
        node.answer("GET /connections/username/u", 200, "[{\"name\":\"c\"},{\"name\":\"gone\"}]");
        node.answer("DELETE /connections/c", 204, "");
        node.answer("DELETE /connections/gone", 404, "");
        assertThat(ok("connections", "close", "--user", "u")).isEqualTo("closed 2 connections\n");
        assertThat(run("connections", "close", "gone")).isEqualTo(65);
    }

    @Test
    void policiesAndLimitsAreSet() {
        node.answer("PUT /policies/v/p", 201, "").answer("PUT /operator-policies/%2F/o", 201, "");
        ok("policies", "set", "p", "^a", "{\"max-length\":5}", "--priority", "-1", "-p", "v");
        ok("policies", "set", "o", "^a", "{}", "--operator");
        node.answer("PUT /vhost-limits/v/max-queues", 204, "").answer("PUT /user-limits/u/max-channels", 204, "");
        ok("limits", "set", "max-queues", "5", "-p", "v");
        assertThat(ok("limits", "set", "max-channels", "7", "--user", "u")).isEqualTo("set max-channels of user 'u'\n");
        assertThat(node.asked)
                .containsExactly(
                        "PUT /policies/v/p {\"pattern\":\"^a\",\"definition\":{\"max-length\":5},\"priority\":-1,"
                                + "\"apply-to\":\"all\"}",
                        "PUT /operator-policies/%2F/o {\"pattern\":\"^a\",\"definition\":{},\"priority\":0,"
                                + "\"apply-to\":\"queues\"}",
                        "PUT /vhost-limits/v/max-queues {\"value\":5}",
                        "PUT /user-limits/u/max-channels {\"value\":7}");
    }

    @Test
    void alarmsAndHealthEndWith69() {
        node.answer("GET /health/checks/alarms", 200, "{\"status\":\"ok\"}");
        assertThat(ok("alarms")).isEqualTo("no alarms\n");
        assertThat(ok("node", "health", "alarms")).contains("alarms  ok");
        FakeCarrier ill = new FakeCarrier()
                .answer("GET /health/checks/alarms", 503, """
                        {"status":"failed","reason":"There are alarms in effect in the cluster",
                         "alarms":[{"node":"n@h","resource":"disk"}]}""")
                .answer("GET /health/checks/port-listener/1", 503, "{\"reason\":\"No active listener\"}");
        ClientProgram other = new ClientProgram(terminal, call -> ill, "1");
        assertThat(other.run("alarms")).isEqualTo(69);
        assertThat(terminal.takeOut()).isEqualTo("node  resource\nn@h   disk\n");
        assertThat(other.run("node", "health", "port-listener/1")).isEqualTo(69);
        assertThat(terminal.takeOut()).contains("port-listener/1  failed  No active listener");
    }

    @Test
    void anyRequestCanBeMade() {
        node.answer("GET /whoami", 200, "{\"name\":\"u\"}").answer("POST /x/y", 204, "");
        assertThat(ok("api", "get", "/api/whoami")).isEqualTo("{\"name\":\"u\"}\n");
        terminal.input = "{\"a\":1}";
        ok("api", "POST", "x/y", "--body-file", "-");
        assertThat(node.asked).last().isEqualTo("POST /x/y {\"a\":1}");
    }

    @Test
    void theShellLearnsTheCommands() {
        assertThat(ok("completion", "bash")).contains("_complete_leveret", "queues", "purge", "--all-vhosts");
    }
}
