package io.leveret.management.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which node is meant, and with whose name and password. */
class DestinationTest {
    @TempDir
    private Path directory;

    private final FakeTerminal terminal = new FakeTerminal();
    private final List<String> seen = new ArrayList<>();
    private HttpServer server;
    private String host;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String basic =
                    exchange.getRequestHeaders().getFirst("authorization").replace("Basic ", "");
            seen.add(exchange.getRequestURI() + " "
                    + new String(Base64.getDecoder().decode(basic), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        host = "127.0.0.1:" + server.getAddress().getPort();
        terminal.variables.put("HOME", directory.toString());
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private int run(String... words) {
        List<String> line = new ArrayList<>(List.of("api", "GET", "/whoami"));
        line.addAll(List.of(words));
        return new ClientProgram(terminal, Destination::of, "1").run(line.toArray(String[]::new));
    }

    @Test
    void whoIsNamedNeedsAPassword() {
        assertThat(run("--url", "http://u%40h@" + host)).isEqualTo(64);
        assertThat(terminal.takeErr()).contains("a password is wanted: set LEVERET_PASSWORD");
        assertThat(terminal.prompts).containsExactly("Password of u@h at 127.0.0.1: ");
        terminal.passwords.add("typed");
        assertThat(run("--url", "http://u%40h@" + host)).isZero();
        terminal.variables.put("LEVERET_PASSWORD", "set");
        assertThat(run("--url", "http://u@" + host)).isZero();
        assertThat(run("--url", "http://u:p%3Aw+@" + host + "/prefix/")).isZero();
        assertThat(seen).containsExactly("/api/whoami u@h:typed", "/api/whoami u:set", "/prefix/api/whoami u:p:w+");
    }

    @Test
    void whoIsNotNamedIsGuest() {
        terminal.variables.put("LEVERET_URL", "http://" + host);
        assertThat(run()).isZero();
        assertThat(seen).containsExactly("/api/whoami guest:guest");
    }

    @Test
    void whatIsNoAddressIsRefusedWithoutShowingIt() {
        for (String url : List.of("ftp://u:secret@h", "u:secret@h:1", "http://u:secret@h h", "http:///secret")) {
            assertThat(run("--url", url)).as(url).isEqualTo(64);
            assertThat(terminal.takeErr()).doesNotContain("secret").hasLineCount(1);
        }
    }

    @Test
    void onlyOneNodeCanBeMeant() {
        assertThat(run("--url", "http://" + host, "-n", "x")).isEqualTo(64);
        assertThat(run("--data", "d", "-n", "x")).isEqualTo(64);
        assertThat(seen).isEmpty();
    }

    @Test
    void aNodeThatIsNotThereIs69() {
        server.stop(0);
        assertThat(run("--url", "http://" + host)).isEqualTo(69);
        assertThat(terminal.takeErr())
                .startsWith("leveret: no node answers at http://" + host)
                .hasLineCount(1);
        assertThat(run("--data", directory.toString())).isEqualTo(69);
        assertThat(terminal.takeErr())
                .startsWith("leveret: no node runs there: ")
                .hasLineCount(1);
        assertThat(run()).isEqualTo(69);
        assertThat(terminal.takeErr()).isEqualTo("leveret: no node of this user is running\n");
    }
}
