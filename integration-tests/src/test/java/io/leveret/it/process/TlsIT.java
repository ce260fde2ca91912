package io.leveret.it.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.DefaultSaslConfig;
import io.leveret.it.harness.BrokerUnderTest;
import io.leveret.it.harness.Certificates;
import io.leveret.it.harness.ControlTool;
import io.leveret.it.harness.Eventually;
import io.leveret.it.harness.Fields;
import io.leveret.it.harness.LeveretProcess;
import io.leveret.it.harness.Methods;
import io.leveret.it.harness.RawConnection;
import io.leveret.it.harness.Target;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** AMQP over TLS: who gets in, with which certificate, and what happens when certificates change or are bad. */
class TlsIT {
    @TempDir
    static Path directory;

    private static Certificates own;
    private static Certificates foreign;

    private final int tlsPort = LeveretProcess.freePort();
    private LeveretProcess leveret;

    @BeforeAll
    static void makeCertificates() throws Exception {
        own = Certificates.create(directory, "own");
        own.issue("server", "CN=localhost", "san=dns:localhost,ip:127.0.0.1");
        own.issue("next", "CN=localhost", "san=dns:localhost");
        own.issueExpired("expired", "CN=expired");
        own.issue("client", "CN=maria, OU=mail, O=Example", "san=dns:first.example,dns:second.example");
        foreign = Certificates.create(directory, "foreign");
        foreign.issue("client", "CN=maria, OU=mail, O=Example");
        own.writeCertificate("ca", "ca.pem");
        for (String name : List.of("server", "next", "expired")) {
            own.writeCertificate(name, name + ".pem");
            own.writeKey(name, name + "-key.pem");
        }
    }

    @BeforeEach
    void create() {
        leveret = LeveretProcess.create("tls");
    }

    @AfterEach
    void close() {
        leveret.close();
    }

    private String[] settings(String certificate, String key, String... more) {
        List<String> settings = new ArrayList<>(List.of(
                "listeners.ssl.default=127.0.0.1:" + tlsPort,
                "ssl_options.certfile=" + directory.resolve(certificate),
                "ssl_options.keyfile=" + directory.resolve(key),
                "ssl_options.cacertfile=" + directory.resolve("ca.pem")));
        settings.addAll(List.of(more));
        return settings.toArray(String[]::new);
    }

    private void start(String... more) {
        assertThat(leveret.start(settings("server.pem", "server-key.pem", more)))
                .contains("127.0.0.1:" + tlsPort + " (TLS)");
    }

    private ConnectionFactory factory(SSLContext context) {
        ConnectionFactory factory = BrokerUnderTest.factory(new Target("localhost", tlsPort, true));
        factory.useSslProtocol(context);
        factory.enableHostnameVerification();
        return factory;
    }

    private void connects(SSLContext context) throws Exception {
        factory(context).newConnection().close();
    }

    private void isRefused(SSLContext context) {
        assertThatThrownBy(() -> connects(context)).isInstanceOf(IOException.class);
    }

    private void awaitLog(String... texts) throws Exception {
        for (String text : texts) {
            Eventually.equal(() -> leveret.log().contains(text), true);
        }
    }

    @Test
    void messagesOfAllSizesGoBothWays() throws Exception {
        start();
        for (String version : List.of("TLSv1.2", "TLSv1.3")) {
            ConnectionFactory factory = factory(own.client(null));
            factory.setSocketConfigurator(socket -> ((SSLSocket) socket).setEnabledProtocols(new String[] {version}));
            try (Connection connection = factory.newConnection()) {
                Channel channel = connection.createChannel();
                channel.confirmSelect();
                String queue = channel.queueDeclare().getQueue();
                Random random = new Random(7);
                for (int size : List.of(0, 1, 16_383, 16_385, 1_000_000, 5_000_000)) {
                    byte[] body = new byte[size];
                    random.nextBytes(body);
                    channel.basicPublish("", queue, null, body);
                    channel.waitForConfirmsOrDie(10_000);
                    assertThat(channel.basicGet(queue, true).getBody()).isEqualTo(body);
                }
            }
        }
    }

    @Test
    @SuppressWarnings("deprecation") // on its way out, and used
    void theJavaClientComesInWithNioToo() throws Exception {
        start("ssl_options.verify=verify_peer");
        SSLContext context = own.client("client");
        for (int i = 0; i < 2; i++) { // the second time it might have resumed the session of the first
            ConnectionFactory factory = factory(context);
            factory.useNio();
            try (Connection connection = factory.newConnection()) {
                Channel channel = connection.createChannel();
                String queue = channel.queueDeclare().getQueue();
                byte[] body = new byte[100_000];
                channel.basicPublish("", queue, null, body);
                Eventually.equal(() -> channel.messageCount(queue), 1L);
                assertThat(channel.basicGet(queue, true).getBody()).hasSize(body.length);
            }
        }
    }

    @Test
    void withoutVerificationNobodyIsAskedForACertificate() throws Exception {
        start();
        connects(own.client(null));
        connects(own.client(foreign, "client"));
    }

    @Test
    void withVerificationACertificateThatIsShownMustBeGood() throws Exception {
        start("ssl_options.verify=verify_peer");
        connects(own.client(null));
        connects(own.client("client"));
        isRefused(own.client(foreign, "client"));
        awaitLog("TLS handshake failed: PKIX path building failed");
        isRefused(own.client("expired"));
        awaitLog("TLS handshake failed: PKIX path validation failed");
        connects(own.client("client"));
        assertThat(leveret.log().lines().filter(line -> line.contains("TLS handshake failed")))
                .as("a line for each that failed")
                .hasSize(2);
        assertThat(leveret.log()).doesNotContain("\tat ");
    }

    @Test
    void aCertificateCanBeDemanded() throws Exception {
        start("ssl_options.verify=verify_peer", "ssl_options.fail_if_no_peer_cert=true");
        isRefused(own.client(null));
        connects(own.client("client"));
    }

    // ---- EXTERNAL

    private void addUser(String name) throws Exception {
        ControlTool control = leveret.control();
        control.ok("add_user", name, "secret");
        control.ok("set_permissions", name, "", "", "");
    }

    private ConnectionFactory external(SSLContext context) {
        ConnectionFactory factory = factory(context);
        factory.setSaslConfig(DefaultSaslConfig.EXTERNAL);
        return factory;
    }

    private void logsInAs(String name) throws Exception {
        addUser(name);
        try (Connection connection = external(own.client("client")).newConnection()) {
            assertThat(leveret.control().ok("list_connections", "user", "-s")).contains(name);
            assertThat(connection.isOpen()).isTrue();
        }
    }

    @Test
    void theCommonNameLogsIn() throws Exception {
        start(
                "ssl_options.verify=verify_peer",
                "auth_mechanisms.1=PLAIN",
                "auth_mechanisms.2=EXTERNAL",
                "ssl_cert_login_from=common_name");
        assertThatThrownBy(() -> external(own.client("client")).newConnection())
                .hasMessageContaining("Login was refused using authentication mechanism EXTERNAL");
        awaitLog("EXTERNAL login refused: user 'maria' - invalid credentials");
        logsInAs("maria");
        assertThatThrownBy(() -> external(own.client(null)).newConnection())
                .hasMessageContaining("Login was refused using authentication mechanism EXTERNAL");
        awaitLog("EXTERNAL login refused: connection peer presented no TLS (x.509) certificate");
        connects(own.client("client"));
        try (RawConnection plain = RawConnection.connect(leveret.target())) {
            plain.write(RawConnection.PROTOCOL_HEADER);
            Fields start = plain.expect(0, Methods.CONNECTION_START);
            start.int16();
            start.table();
            assertThat(start.longString()).as("offered in the clear").isEqualTo("PLAIN");
        }
    }

    @Test
    void theDistinguishedNameLogsIn() throws Exception {
        start("ssl_options.verify=verify_peer", "auth_mechanisms.1=EXTERNAL");
        logsInAs("CN=maria,OU=mail,O=Example");
    }

    @Test
    void anAlternativeNameLogsIn() throws Exception {
        start(
                "ssl_options.verify=verify_peer",
                "auth_mechanisms.1=EXTERNAL",
                "ssl_cert_login_from=subject_alternative_name",
                "ssl_cert_login_san_type=dns",
                "ssl_cert_login_san_index=1");
        logsInAs("second.example");
    }

    // ---- certificates that change

    private Certificate served() throws Exception {
        try (SSLSocket socket = (SSLSocket) own.client(null).getSocketFactory().createSocket("localhost", tlsPort)) {
            socket.setSoTimeout((int) RawConnection.DEADLINE.toMillis());
            socket.startHandshake();
            return socket.getSession().getPeerCertificates()[0];
        }
    }

    @Test
    void newCertificatesAreUsedWithoutARestart() throws Exception {
        own.writeCertificate("server", "changing.pem");
        own.writeKey("server", "changing-key.pem");
        leveret.start(settings("changing.pem", "changing-key.pem"));
        try (Connection connection = factory(own.client(null)).newConnection()) {
            assertThat(served()).isEqualTo(own.certificate("server"));
            Files.writeString(directory.resolve("changing.pem"), "-----BEGIN CERTIFICATE-----\nMIIB");
            awaitLog("TLS: the certificate in use stays, since ssl_options.certfile: "
                    + directory.resolve("changing.pem") + " holds a block that is not whole");
            assertThat(served()).isEqualTo(own.certificate("server"));
            own.writeCertificate("next", "changing.pem");
            awaitLog("changing-key.pem holds a key that does not belong to the certificate in");
            assertThat(served()).isEqualTo(own.certificate("server"));
            own.writeKey("next", "changing-key.pem");
            Eventually.equal(this::served, own.certificate("next"));
            connection.createChannel().queueDeclare();
        }
    }

    // ---- what is refused

    private void refusesToStart(String expected, String... settings) {
        LeveretProcess.Refused refused = leveret.startRefused(LeveretProcess.freePort(), settings);
        assertThat(refused.exitCode()).isEqualTo(78);
        assertThat(refused.output()).contains("leveret: ", expected).doesNotContain("\tat ");
    }

    @Test
    void whatCannotBeServedRefusesTheStart() {
        refusesToStart("expired.pem holds a certificate that expired at", settings("expired.pem", "expired-key.pem"));
        refusesToStart("absent.pem does not exist", settings("absent.pem", "server-key.pem"));
        refusesToStart(
                "next-key.pem holds a key that does not belong to the certificate in "
                        + directory.resolve("server.pem"),
                settings("server.pem", "next-key.pem"));
        refusesToStart(
                "ssl_options.versions.1 at --set = tlsv9: expected tlsv1.2 or tlsv1.3",
                settings("server.pem", "server-key.pem", "ssl_options.versions.1=tlsv9"));
        refusesToStart(
                "ssl_options.ciphers.1 at --set = NOPE: no cipher suite of that name is served",
                settings("server.pem", "server-key.pem", "ssl_options.ciphers.1=NOPE"));
        refusesToStart(
                "a TLS listener is set, but ssl_options.certfile is not", "listeners.ssl.default=127.0.0.1:" + tlsPort);
    }

    @Test
    void versionsAndCiphersAreThoseThatAreSet() throws Exception {
        start("ssl_options.versions.1=tlsv1.2", "ssl_options.ciphers.1=ECDHE-ECDSA-AES256-GCM-SHA384");
        try (SSLSocket socket = (SSLSocket) own.client(null).getSocketFactory().createSocket("localhost", tlsPort)) {
            socket.startHandshake();
            assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.2");
            assertThat(socket.getSession().getCipherSuite()).isEqualTo("TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384");
        }
        try (SSLSocket socket = (SSLSocket) own.client(null).getSocketFactory().createSocket("localhost", tlsPort)) {
            socket.setEnabledProtocols(new String[] {"TLSv1.3"});
            assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLException.class);
        }
    }

    @Test
    void whoDoesNotSpeakTlsIsClosed() throws Exception {
        start("ssl_handshake_timeout=6000"); // the first that succeeds takes long on a busy machine
        try (RawConnection clear = RawConnection.connect(new Target("127.0.0.1", tlsPort, true))) {
            clear.write(RawConnection.PROTOCOL_HEADER);
            clear.drainToEnd(RawConnection.DEADLINE);
        }
        awaitLog("TLS handshake failed: the client does not speak TLS");
        try (Socket silent = new Socket("127.0.0.1", tlsPort)) {
            silent.setSoTimeout((int) RawConnection.DEADLINE.toMillis());
            assertThat(silent.getInputStream().read()).isEqualTo(-1);
        }
        awaitLog("TLS handshake failed: handshake timed out after 6000ms");
        byte[] garbage = new byte[10_000];
        new Random(3).nextBytes(garbage);
        Arrays.fill(garbage, 0, 5, (byte) 0);
        garbage[0] = 0x16;
        garbage[1] = 3;
        garbage[2] = 1;
        garbage[3] = 0x20;
        try (Socket hostile = new Socket("127.0.0.1", tlsPort)) {
            hostile.setSoTimeout((int) RawConnection.DEADLINE.toMillis());
            hostile.getOutputStream().write(garbage);
            assertThat(hostile.getInputStream().readAllBytes()).hasSizeLessThan(100);
        }
        connects(own.client(null));
    }
}
