package io.leveret.it.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.it.harness.Certificates;
import io.leveret.it.harness.Close;
import io.leveret.it.harness.ControlTool;
import io.leveret.it.harness.Eventually;
import io.leveret.it.harness.LeveretProcess;
import io.leveret.it.harness.Login;
import io.leveret.it.harness.Methods;
import io.leveret.it.harness.RawConnection;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients behind a proxy that says who they are. */
class ProxyProtocolIT {
    private static final byte[] FAR =
            "PROXY TCP4 192.0.2.7 192.0.2.8 4711 5672\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NEAR =
            "PROXY TCP4 127.0.0.1 127.0.0.1 4711 5672\r\n".getBytes(StandardCharsets.US_ASCII);

    private LeveretProcess leveret;

    @BeforeEach
    void create() {
        leveret = LeveretProcess.create("proxy");
    }

    @AfterEach
    void close() {
        leveret.close();
    }

    @Test
    void theAddressIsThatOfTheClientNotOfTheProxy() throws Exception {
        leveret.start("proxy_protocol=true");
        ControlTool control = leveret.control();
        try (RawConnection connection = RawConnection.connect(leveret.target())) {
            connection.write(FAR);
            connection.start(Login.guest());
            connection.expectClose(new Close(
                    403,
                    "ACCESS_REFUSED - Login was refused using authentication mechanism PLAIN. For details see the"
                            + " broker logfile.",
                    0));
        }
        Eventually.equal(() -> leveret.log().contains("user 'guest' can only connect via localhost"), true);
        control.ok("add_user", "far", "secret");
        control.ok("set_permissions", "far", "", "", "");
        try (RawConnection connection = RawConnection.connect(leveret.target())) {
            connection.write(FAR);
            connection.logIn(Login.guest().with("PLAIN", Login.plain("far", "secret")));
            connection.openVhost("/");
            connection.expect(0, Methods.CONNECTION_OPEN_OK);
            connection.openChannel(1);
            assertThat(control.ok("list_connections", "-s", "user", "peer_host", "peer_port", "port"))
                    .isEqualTo("far\t192.0.2.7\t4711\t5672\n");
        }
    }

    @Test
    void whoComesPastTheProxyIsClosed() throws Exception {
        leveret.start("proxy_protocol=true");
        try (RawConnection connection = RawConnection.connect(leveret.target())) {
            connection.write(RawConnection.PROTOCOL_HEADER);
            connection.drainToEnd(Duration.ofSeconds(10));
        }
        Eventually.equal(() -> leveret.log().contains("no PROXY protocol header: it does not begin as one"), true);
        try (RawConnection silent = RawConnection.connect(leveret.target())) {
            silent.expectEnd();
        }
        Eventually.equal(() -> leveret.log().contains("no PROXY protocol header: none came within 3000 ms"), true);
        try (RawConnection connection = RawConnection.connect(leveret.target())) {
            connection.write(NEAR);
            connection.logIn(Login.guest());
        }
    }

    @Test
    void theHeaderComesBeforeTls(@TempDir Path directory) throws Exception {
        Certificates own = Certificates.create(directory, "own");
        own.issue("server", "CN=localhost");
        own.writeCertificate("server", "server.pem");
        own.writeKey("server", "server-key.pem");
        int port = LeveretProcess.freePort();
        leveret.start(
                "proxy_protocol=true",
                "listeners.ssl.default=127.0.0.1:" + port,
                "ssl_options.certfile=" + directory.resolve("server.pem"),
                "ssl_options.keyfile=" + directory.resolve("server-key.pem"));
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(FAR);
            SSLSocket tls =
                    (SSLSocket) own.client(null).getSocketFactory().createSocket(socket, "localhost", port, false);
            tls.startHandshake();
            tls.getOutputStream().write(RawConnection.PROTOCOL_HEADER);
            assertThat(tls.getInputStream().readNBytes(7)).startsWith(1, 0, 0);
        }
    }
}
