package io.leveret.broker.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.management.http.ApiServer;
import io.leveret.management.http.Audience;
import io.leveret.management.http.HttpOptions;
import io.leveret.management.http.HttpOptions.Bind;
import io.leveret.management.http.Response;
import io.leveret.management.http.Route;
import io.leveret.management.http.RouteTable;
import io.leveret.management.http.Verb;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients of the HTTP API that read or send nothing, over TLS, and others that want to be served meanwhile. */
@Timeout(60)
class SlowTlsClientsTest {
    private static final int THREADS = 12;
    private static final int SLOW = 64;
    private static final int LARGE_BYTES = 24 << 20;
    private static final int PATIENCE_MS = 15_000;

    @TempDir
    Path directory;

    private final List<Socket> sockets = new ArrayList<>();
    private TlsContexts contexts;
    private ApiServer server;
    private SSLContext client;

    @BeforeEach
    void start() throws Exception {
        TestCertificate certificate = new TestCertificate()
                .part("2.5.4.3", "server")
                .until(Instant.now().plus(Duration.ofDays(1)));
        Path file = TestCertificate.write(
                directory.resolve("c.pem"), "CERTIFICATE", certificate.make().getEncoded());
        Path key = TestCertificate.write(
                directory.resolve("k.pem"),
                "PRIVATE KEY",
                certificate.keys().getPrivate().getEncoded());
        contexts = TlsContexts.open(new TlsOptions(
                TlsOptions.HTTP, file, key, null, null, PeerVerification.NONE, List.of(), List.of(), false, 10));
        client = SSLContext.getInstance("TLS");
        client.init(null, new TrustManager[] {new HttpTlsTest.TakesAny()}, null);
        RouteTable.Family family = () -> List.of(
                new Route(Verb.GET, "/short", Audience.ANYONE, "Short", request -> Response.json("short")),
                new Route(
                        Verb.GET,
                        "/large",
                        Audience.ANYONE,
                        "Large",
                        request -> Response.stream("text/plain", out -> {
                            byte[] part = new byte[8_000];
                            Arrays.fill(part, (byte) 'x');
                            for (int sent = 0; sent < LARGE_BYTES; sent += part.length) {
                                out.write(part);
                            }
                        })),
                new Route(
                        Verb.POST,
                        "/body",
                        Audience.ANYONE,
                        "Length",
                        request -> Response.json(request.body().length)));
        Bind bind = new Bind("127.0.0.1", 0, true, contexts::newPlainEngine, Bind.USUAL_CONNECTIONS);
        server = new ApiServer(
                new HttpOptions(List.of(bind), "", 4 << 20, THREADS), new RouteTable(List.of(family)), () -> null);
        server.start();
    }

    @AfterEach
    void stop() {
        for (Socket socket : sockets) {
            try {
                socket.close();
            } catch (IOException gone) {
                continue; // it was let go
            }
        }
        server.close();
        contexts.close();
    }

    /** Sends a request on a socket that takes little; nothing is read. */
    private Socket send(String line, String header, String body) throws IOException {
        Socket plain = new Socket();
        sockets.add(plain);
        plain.setReceiveBufferSize(4_096);
        plain.setSoTimeout(PATIENCE_MS);
        plain.connect(new InetSocketAddress("127.0.0.1", server.ports().get(0)));
        Socket socket = client.getSocketFactory()
                .createSocket(plain, "127.0.0.1", server.ports().get(0), true);
        String request = line + "\r\nhost: localhost\r\n" + header + "\r\n\r\n" + body;
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private void assertOthersAreServed() throws IOException {
        long beganNanos = System.nanoTime();
        for (int i = 0; i < 20; i++) {
            Socket other = send("GET /api/short HTTP/1.1", "connection: close", "");
            String answer = new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 200").contains("\"short\"");
        }
        assertThat(System.nanoTime() - beganNanos).isLessThan(TimeUnit.MILLISECONDS.toNanos(PATIENCE_MS));
    }

    @Test
    void whoDoesNotReadKeepsNobodyElseFromBeingServed() throws IOException {
        for (int i = 0; i < SLOW; i++) {
            send("GET /api/large HTTP/1.1", "x-test: 1", "");
        }
        assertOthersAreServed();
    }

    @Test
    void whoSendsTheRestOfALargeBodySlowlyKeepsNobodyElseFromBeingServed() throws IOException {
        int letGo = 0;
        for (int i = 0; i < SLOW; i++) {
            try {
                send("POST /api/body HTTP/1.1", "content-length: 500000", "x".repeat(100_000));
            } catch (IOException e) {
                letGo++; // before it had sent so much
            }
        }
        assertThat(letGo).as("who could not send the first part").isLessThan(SLOW);
        assertOthersAreServed();
    }

    @Test
    void whoBeginsAHandshakeAndSaysNoMoreKeepsNobodyElseFromBeingServed() throws IOException {
        for (int i = 0; i < SLOW; i++) {
            Socket socket = new Socket("127.0.0.1", server.ports().get(0));
            sockets.add(socket);
            socket.getOutputStream().write(new byte[] {22, 3, 1, 2, 0, 1});
        }
        assertOthersAreServed();
    }
}
