package io.leveret.broker.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leveret.management.http.ApiException;
import io.leveret.management.http.ApiServer;
import io.leveret.management.http.Audience;
import io.leveret.management.http.HttpOptions;
import io.leveret.management.http.HttpOptions.Bind;
import io.leveret.management.http.Response;
import io.leveret.management.http.Route;
import io.leveret.management.http.RouteTable;
import io.leveret.management.http.Verb;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The HTTP API behind TLS, with the certificates of the moment. */
class HttpTlsTest {
    private static final String COMMON_NAME = "2.5.4.3";
    private static final int PATIENCE_MS = 20_000;

    private static final long MORE_WORK_THAN_ERRORS_MAY_COST_NANOS = 600_000_000;

    @TempDir
    Path directory;

    private X509Certificate write(String name) throws Exception {
        TestCertificate certificate = new TestCertificate().part(COMMON_NAME, name);
        X509Certificate made =
                certificate.until(Instant.now().plus(Duration.ofDays(1))).make();
        TestCertificate.write(directory.resolve("c.pem"), "CERTIFICATE", made.getEncoded());
        TestCertificate.write(
                directory.resolve("k.pem"),
                "PRIVATE KEY",
                certificate.keys().getPrivate().getEncoded());
        return made;
    }

    private TlsContexts contexts(PeerVerification verification) throws TlsException {
        boolean asks = verification != PeerVerification.NONE;
        return TlsContexts.open(new TlsOptions(
                TlsOptions.HTTP,
                directory.resolve("c.pem"),
                directory.resolve("k.pem"),
                asks ? directory.resolve("c.pem") : null,
                null,
                verification,
                List.of(),
                List.of(),
                false,
                10));
    }

    private static ApiServer serve(TlsContexts contexts) throws IOException {
        RouteTable.Family family = () -> List.of(
                new Route(Verb.GET, "/open", Audience.ANYONE, "Open", request -> Response.json("x".repeat(100_000))),
                new Route(Verb.GET, "/costly", Audience.ANYONE, "Works, and refuses", request -> {
                    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
                    long endNanos = threads.getCurrentThreadCpuTime() + MORE_WORK_THAN_ERRORS_MAY_COST_NANOS;
                    while (threads.getCurrentThreadCpuTime() < endNanos) {
                        Thread.onSpinWait();
                    }
                    throw ApiException.badRequest("all for nothing");
                }));
        Bind bind = new Bind("127.0.0.1", 0, true, contexts::newPlainEngine, Bind.USUAL_CONNECTIONS);
        ApiServer server = new ApiServer(
                new HttpOptions(List.of(bind), "", 1_000, 8), new RouteTable(List.of(family)), () -> null);
        server.start();
        return server;
    }

    static final class TakesAny implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    /** The server's certificate, of a connection that got its answer. */
    private static X509Certificate ask(int port, String protocol) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new TakesAny()}, new SecureRandom());
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port)) {
            socket.setSoTimeout(PATIENCE_MS);
            socket.setEnabledProtocols(new String[] {protocol});
            socket.getOutputStream()
                    .write("GET /api/open HTTP/1.1\r\nhost: any.name\r\nconnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).startsWith("HTTP/1.1 200").hasSizeGreaterThan(100_000);
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }

    /** While such an answer waits, its connection is read; what comes then is of the next request. */
    @Test
    void anErrorThatWaitsLosesNothingOfWhatComesNext() throws Exception {
        write("any");
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new TakesAny()}, new SecureRandom());
        try (TlsContexts contexts = contexts(PeerVerification.NONE);
                ApiServer server = serve(contexts)) {
            for (String protocol : List.of("TLSv1.3", "TLSv1.2")) {
                try (SSLSocket socket = (SSLSocket) context.getSocketFactory()
                        .createSocket("127.0.0.1", server.ports().get(0))) {
                    socket.setSoTimeout(PATIENCE_MS);
                    socket.setEnabledProtocols(new String[] {protocol});
                    send(socket, "GET /api/costly HTTP/1.1\r\nhost: x\r\n\r\n");
                    send(socket, "GET /api/none HTTP/1.1\r\nhost: x\r\n\r\n");
                    send(socket, "GET /api/open HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
                    String answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                    assertThat(answers).startsWith("HTTP/1.1 400").contains("HTTP/1.1 404", "HTTP/1.1 200");
                    assertThat(answers).hasSizeGreaterThan(100_000);
                }
            }
        }
    }

    private static void send(SSLSocket socket, String request) throws IOException {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void newConnectionsGetTheCertificateThatIsThere() throws Exception {
        X509Certificate first = write("first");
        try (TlsContexts contexts = contexts(PeerVerification.NONE);
                ApiServer server = serve(contexts)) {
            int port = server.ports().get(0);
            assertThat(server.addresses()).isEqualTo("127.0.0.1:" + port + " (TLS)");
            assertThat(server.listeners().get(0).protocol()).isEqualTo("https");
            assertThat(ask(port, "TLSv1.3")).isEqualTo(first);
            assertThat(ask(port, "TLSv1.2")).isEqualTo(first);
            X509Certificate second = write("second");
            Files.setLastModifiedTime(directory.resolve("c.pem"), FileTime.from(Instant.now()));
            contexts.look();
            assertThat(ask(port, "TLSv1.3")).isEqualTo(second);
        }
    }

    @Test
    void aClientWithoutACertificateIsRefusedWhereOneIsWanted() throws Exception {
        write("server");
        try (TlsContexts contexts = contexts(PeerVerification.REQUIRED);
                ApiServer server = serve(contexts)) {
            assertThat(contexts.current().authoritiesExpireAt()).isAfter(Instant.now());
            assertThatThrownBy(() -> ask(server.ports().get(0), "TLSv1.2")).isInstanceOf(IOException.class);
        }
    }

    @Test
    void theSettingsOfTheApiAreNamedInRefusals() throws Exception {
        write("server");
        Files.delete(directory.resolve("k.pem"));
        assertThatThrownBy(() -> contexts(PeerVerification.NONE))
                .isInstanceOf(TlsException.class)
                .hasMessageContaining("management.ssl.keyfile");
    }
}
