package io.leveret.management.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.codec.FieldTable;
import io.leveret.management.admin.ConnectionsAdmin.Agreement;
import io.leveret.management.admin.ConnectionsAdmin.ConnectionDetails;
import io.leveret.management.admin.ConnectionsAdmin.Peer;
import io.leveret.management.admin.ConnectionsAdmin.Session;
import io.leveret.management.admin.ConnectionsAdmin.Traffic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Command lines that are wrong in a small way; codes are RabbitMQ 4.0.5's where it does not fall over itself. */
class CommandFaultsTest {
    @TempDir
    private Path directory;

    private final FakeNode node = new FakeNode();
    private final CommandLine line = new CommandLine(node);

    @ParameterizedTest
    @CsvSource({
        "-t abc list_queues, -t : abc",
        "list_users -t 1.5, -t : 1.5",
        "--timeout infinity list_queues, --timeout : infinity",
        "list_queues --timeout=-1, --timeout : -1",
        "close_all_connections why --per-connection-delay x, --per-connection-delay : x",
        "close_all_connections why --per-connection-delay -5, --per-connection-delay : -5",
        "close_all_connections why --limit x, --limit : x",
        "close_all_connections why --limit -1, --limit : -1"
    })
    void whatIsNoNumberIsNamed(String command, String fault) {
        assertThat(line.ctl(command)).isEqualTo(64);
        assertThat(line.out()).isEmpty();
        assertThat(line.err())
                .startsWith("Error (argument validation): Invalid options for this command:\n" + fault + "\n");
        assertThat(node.done).isEmpty();
    }

    @Test
    void aTimeoutOfWholeSecondsIsShown() {
        assertThat(line.ctl("list_queues -t 5")).isZero();
        assertThat(line.out()).startsWith("Timeout: 5.0 seconds ...\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--limit close_all_connections", "--limit close_all_connections why"})
    void aCommandThatIsTakenForTheValueOfAnOptionIsAWrongLine(String command) {
        assertThat(line.ctl(command)).isEqualTo(64);
        assertThat(line.err()).startsWith("Error (argument validation): ");
        assertThat(node.done).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2147483647", "2147483648", "4294967295", "99999999999"})
    void theLogMayBeAskedForMoreLinesThanItCanHave(String number) {
        assertThat(line.run("rabbitmq-diagnostics", "-q log_tail -N " + number)).isZero();
        assertThat(line.out()).isEqualTo("first\nsecond\n");
    }

    @Test
    void aPidFileStandsWhereTheClientIs() throws IOException {
        Files.writeString(directory.resolve("n.pid"), " 42\n");
        line.directory = directory.toString();
        assertThat(line.ctl("wait n.pid")).isZero();
        assertThat(line.out()).startsWith("pid is 42\n");
        Files.writeString(directory.resolve("n.pid"), "43");
        assertThat(line.ctl("wait n.pid")).isEqualTo(69);
        assertThat(line.err()).isEqualTo("Error:\nthe node is process 42, and not 43\n");
        Files.writeString(directory.resolve("n.pid"), "abc");
        assertThat(line.ctl("wait n.pid")).isEqualTo(69);
        assertThat(line.err()).isEqualTo("Error:\ncould not read pid from file n.pid. File contents: abc\n");
    }

    private static ConnectionDetails connection(String id) {
        Peer peer = new Peer("127.0.0.1", 5672);
        return new ConnectionDetails(
                id,
                "connection " + id,
                peer,
                peer,
                "running",
                0,
                1,
                new Session("guest", "/", "PLAIN", FieldTable.EMPTY),
                new Agreement(2047, 131072, 60),
                new Traffic(0, 0, 0, 0, 0),
                null);
    }

    @Test
    void connectionsAreClosedOneAfterTheOtherWithTimeBetween() {
        for (int i = 1; i <= 3; i++) {
            node.connections.add(connection("<n@h.1." + i + ".0>"));
        }
        long begin = System.nanoTime();
        assertThat(line.ctl("close_all_connections bye --per-connection-delay 30"))
                .isZero();
        assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(60_000_000);
        assertThat(line.out()).endsWith("reason: bye...\nClosed 3 connections\n");
        assertThat(node.done)
                .containsExactly("close <n@h.1.1.0> bye", "close <n@h.1.2.0> bye", "close <n@h.1.3.0> bye");
        node.done.clear();
        assertThat(line.ctl("close_all_connections bye --per-connection-delay 1 --limit 2"))
                .isZero();
        assertThat(line.out()).isEqualTo("Closing 2 connections in vhost /, reason: bye...\nClosed 2 connections\n");
        assertThat(node.done).containsExactly("close <n@h.1.1.0> bye", "close <n@h.1.2.0> bye");
        node.done.clear();
        assertThat(line.ctl("close_all_connections bye --per-connection-delay 1 -p other"))
                .isZero();
        assertThat(line.out()).endsWith("Closed 0 connections\n");
        assertThat(node.done).isEmpty();
    }
}
