package io.leveret.it.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.it.harness.ControlTool;
import io.leveret.it.harness.ControlTool.Outcome;
import io.leveret.it.harness.Eventually;
import io.leveret.it.harness.LeveretOnly;
import io.leveret.it.harness.LeveretProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The program {@code leveret} as an administrator uses it, over both ways to a node. */
@LeveretOnly("RabbitMQ has no such program")
class LeveretCliIT {
    private static final Pattern HTTP = Pattern.compile("HTTP at [^ ]*:(\\d+)");

    private static LeveretProcess leveret;
    private static String url;

    @TempDir
    private Path directory;

    /** A way to the node. */
    enum Way {
        LOCAL,
        REMOTE;

        private ControlTool program() {
            ControlTool local = leveret.program();
            return this == LOCAL
                    ? local
                    : new ControlTool(List.of(local.command().get(0), "--url", url), local.home(), local.directory());
        }
    }

    @BeforeAll
    static void start() {
        leveret = LeveretProcess.create("cli");
        String line = leveret.start("management.tcp.ip=127.0.0.1", "management.tcp.port=0");
        Matcher port = HTTP.matcher(line);
        assertThat(port.find()).as(line).isTrue();
        url = "http://guest:guest@127.0.0.1:" + port.group(1);
    }

    @AfterAll
    static void stop() {
        leveret.close();
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void aQueueFromItsDeclarationToItsEnd(Way way) throws Exception {
        ControlTool program = way.program();
        String queue = "orders é " + way;
        assertThat(program.ok("queues", "declare", queue, "-a", "x-max-length=10", "-q"))
                .isEmpty();
        program.ok("exchanges", "declare", "x" + way, "--type", "topic");
        program.ok("bindings", "add", "x" + way, queue, "-k", "eu.#");
        assertThat(program.ok("messages", "publish", "x" + way, "eu.new", "--payload", "hello"))
                .isEqualTo("published\n");
        assertThat(program.run("messages", "publish", "x" + way, "us", "--payload", "hello"))
                .isEqualTo(new Outcome(65, "", "leveret: no queue took the message\n"));
        Eventually.equal(
                () -> program.ok("queues", "list", "-o", "csv", "--columns", "name,messages_ready", "--filter", queue),
                "name,messages_ready\n" + queue + ",1\n");
        assertThat(program.ok("messages", "get", queue, "--ack")).contains("x" + way, "eu.new", "hello");
        program.ok("bindings", "remove", "x" + way, queue, "-k", "eu.#");
        assertThat(program.ok("bindings", "list", "--no-headings")).doesNotContain("eu.#");
        assertThat(program.ok("queues", "delete", queue, "--if-empty"))
                .isEqualTo("deleted queue '" + queue + "' in vhost '/'\n");
        assertThat(program.run("queues", "delete", queue))
                .isEqualTo(new Outcome(65, "", "leveret: there is no queue '" + queue + "' in vhost '/'\n"));
        assertThat(program.run("queues", "declare", "amq.mine")).matches(each -> each.exitCode() != 0);
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void usersVirtualHostsAndWhatTheyMay(Way way) throws Exception {
        ControlTool program = way.program();
        String user = "user-" + way;
        String vhost = "vhost/" + way;
        program.ok("vhosts", "add", vhost, "--description", "for tests");
        assertThat(program.run("vhosts", "add", vhost).exitCode()).isEqualTo(65);
        program.ok("users", "add", user, "--no-password", "--tags", "monitoring");
        program.ok("users", "set-tags", user, "policymaker", "management");
        assertThat(program.ok("users", "list", "-o", "csv", "--columns", "name,tags"))
                .contains(user + ",\"[\"\"policymaker\"\",\"\"management\"\"]\"\n");
        program.ok("permissions", "set", user, "^a", "^b", ".*", "-p", vhost);
        assertThat(program.ok("permissions", "list", "--user", user, "--no-headings"))
                .containsPattern(Pattern.quote(vhost) + " +" + user + " +\\^a +\\^b +\\.\\*");
        program.ok("policies", "set", "ttl", "^tmp", "{\"message-ttl\":1000}", "-p", vhost);
        program.ok("limits", "set", "max-queues", "1", "-p", vhost);
        assertThat(program.ok("limits", "list")).contains(vhost, "{\"max-queues\":1}");
        program.ok("queues", "declare", "one", "-p", vhost);
        assertThat(program.run("queues", "declare", "two", "-p", vhost).exitCode())
                .isNotZero();
        program.ok("vhosts", "delete", vhost);
        program.ok("users", "delete", user);
        assertThat(program.run("users", "delete", user).exitCode()).isEqualTo(67);
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void theNodeTellsHowItIs(Way way) throws Exception {
        ControlTool program = way.program();
        assertThat(program.ok("status")).contains("product", "Leveret", "alarms", "none", "listeners");
        assertThat(program.ok("node", "health")).contains("local-alarms").doesNotContain("failed");
        assertThat(program.run("node", "health", "port-listener/1").exitCode()).isEqualTo(69);
        assertThat(program.ok("listeners", "-o", "csv")).contains("amqp,127.0.0.1,");
        assertThat(program.ok("alarms")).isEqualTo("no alarms\n");
        assertThat(program.ok("api", "GET", "/whoami")).contains("\"administrator\"");
        assertThat(program.run("queues", "list", "--bogus").exitCode()).isEqualTo(64);
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void aPoisonedMessageIsFoundAndReplayedWhereItLies(Way way) throws Exception {
        ControlTool program = way.program();
        String work = "work-" + way;
        String dead = "dead-" + way;
        program.ok("queues", "declare", dead);
        program.ok(
                "queues", "declare", work, "-a", "x-dead-letter-exchange=", "-a", "x-dead-letter-routing-key=" + dead);
        for (String body : List.of("good", "poison", "other")) {
            program.ok("messages", "publish", "amq.default", work, "--payload", body);
        }
        program.ok("messages", "get", work, "--count", "3", "--reject");
        Eventually.equal(() -> program.ok("messages", "peek", dead).lines().count(), 4L);
        String found = program.ok("messages", "search", dead, "--body", "poison", "-o", "csv");
        assertThat(found.lines()).hasSize(2);
        String id = found.lines().skip(1).findFirst().orElseThrow().split(",")[0];
        assertThat(program.ok("messages", "show", dead, id)).contains("poison", "x-first-death-queue", work);
        assertThat(program.ok("messages", "replay", dead, "--id", id, "--dry-run"))
                .contains("would move 1 of 1");
        assertThat(program.ok("messages", "replay", dead, "--id", id)).startsWith("moved 1 of 1");
        Eventually.equal(
                () -> program.ok("messages", "search", work, "--body", "poison")
                        .lines()
                        .count(),
                2L);
        assertThat(program.ok("messages", "peek", dead)).doesNotContain("poison");
        assertThat(program.ok("messages", "move", dead, "--to-queue", work, "--body", "good"))
                .startsWith("moved 1 of 1");
        String other = program.ok("messages", "search", dead, "-o", "csv")
                .lines()
                .skip(1)
                .findFirst()
                .orElseThrow()
                .split(",")[0];
        program.ok("messages", "delete", dead, other);
        assertThat(program.run("messages", "delete", dead, other).exitCode()).isEqualTo(65);
        assertThat(program.ok("jobs", "list", "--no-headings")).contains(dead);
        assertThat(program.ok("routes", "amq.default", work)).endsWith("queues: " + work + "\n");
    }

    @Test
    void whoMayNotIsToldSoAndWhoIsNotThereAnswersNothing() throws Exception {
        ControlTool program = leveret.program();
        program.ok("users", "add", "nobody", "--hash", "AAAA");
        String wrong = url.replace("guest:guest", "guest:wrong");
        assertThat(program.run("--url", wrong, "users", "list"))
                .isEqualTo(new Outcome(77, "", "leveret: wrong user or password\n"));
        Outcome nowhere = program.run("--data", directory.toString(), "status");
        assertThat(nowhere.exitCode()).isEqualTo(69);
        assertThat(nowhere.err()).startsWith("leveret: no node runs there").hasLineCount(1);
        program.ok("--data", leveret.data().toString(), "status");
        program.ok("-n", program.ok("api", "GET", "/overview?columns=node").split("\"")[3], "status");
        Outcome closed = program.run("--url", "http://127.0.0.1:1", "status");
        assertThat(closed.exitCode()).isEqualTo(69);
        assertThat(closed.err()).hasLineCount(1);
    }

    @Test
    void shellsLearnHowToCompleteIt() throws Exception {
        Path script = Files.writeString(
                directory.resolve("completion"), leveret.program().ok("completion", "bash"));
        Process bash = new ProcessBuilder(
                        "bash",
                        "-c",
                        "set -e; . " + script + "; complete -p leveret; complete -p leveret | grep -q leveret")
                .redirectErrorStream(true)
                .start();
        String said = new String(bash.getInputStream().readAllBytes());
        assertThat(bash.waitFor()).as(said).isZero();
    }
}
