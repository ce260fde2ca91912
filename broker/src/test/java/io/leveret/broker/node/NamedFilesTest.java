package io.leveret.broker.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.leveret.broker.Main;
import io.leveret.broker.tls.TestCertificate;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code config check} and a start say of files that settings name. */
class NamedFilesTest {
    private static final String COMMON_NAME = "2.5.4.3";
    private static final String LISTENER = "listeners.ssl.default = 127.0.0.1:0";

    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path conf;

    @BeforeEach
    void certificates() throws Exception {
        conf = directory.resolve("l.conf");
        TestCertificate server = new TestCertificate().part(COMMON_NAME, "server");
        TestCertificate.write(path("c.pem"), "CERTIFICATE", server.make().getEncoded());
        TestCertificate.write(
                path("k.pem"), "PRIVATE KEY", server.keys().getPrivate().getEncoded());
        TestCertificate.write(
                path("other-k.pem"),
                "PRIVATE KEY",
                new TestCertificate().keys().getPrivate().getEncoded());
        Files.writeString(path("words.pem"), "no certificate, hunter1\n");
        try (JcaPEMWriter writer = new JcaPEMWriter(Files.newBufferedWriter(path("locked-k.pem")))) {
            writer.writeObject(new JcaPKCS8Generator(
                    server.keys().getPrivate(),
                    new JceOpenSSLPKCS8EncryptorBuilder(NISTObjectIdentifiers.id_aes256_CBC)
                            .setProvider(new BouncyCastleProvider())
                            .setPassword("hunter2".toCharArray())
                            .build()));
        }
    }

    private Path path(String name) {
        return directory.resolve(name);
    }

    private int run(String... arguments) {
        return new Main(new ServeNode(new PrintWriter(out, true), "1"))
                .run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }

    /** Writes the settings, and expects the same lines of a check and of a start. */
    private void assertRefused(List<String> settings, String... lines) throws Exception {
        Files.writeString(conf, String.join("\n", settings) + "\n", StandardCharsets.UTF_8);
        assertThat(run("config", "check", conf.toString())).isEqualTo(78);
        assertThat(said()).containsExactly(lines);
        String data = path("data").toString();
        List<String> start = new ArrayList<>(List.of("start", "--config", conf.toString(), "--data", data));
        for (String port : List.of("listeners.tcp.default", "management.tcp.port", "prometheus.tcp.port")) {
            start.addAll(List.of("--set", port + "=" + (port.startsWith("l") ? "127.0.0.1:0" : "0")));
        }
        assertThat(run(start.toArray(String[]::new))).isEqualTo(78);
        assertThat(said())
                .containsExactly(Stream.of(lines).map("leveret: "::concat).toArray(String[]::new));
    }

    private List<String> said() {
        String all = err.toString();
        err.getBuffer().setLength(0);
        assertThat(all + out).doesNotContain("hunter", "\tat ");
        return all.lines().toList();
    }

    @Test
    void whatIsInOrderIsSaidToBe() throws Exception {
        Files.writeString(path("d.json"), "{\"vhosts\":[{\"name\":\"v\"}]}");
        Files.writeString(
                conf,
                String.join(
                        "\n",
                        LISTENER,
                        "ssl_options.certfile = " + path("c.pem"),
                        "ssl_options.keyfile = " + path("locked-k.pem"),
                        "ssl_options.password = hunter2",
                        "ssl_options.cacertfile = " + path("c.pem"),
                        "ssl_options.verify = verify_peer",
                        "load_definitions = " + path("d.json")));
        int code = run("config", "check", conf.toString());
        assertThat(said()).isEmpty();
        assertThat(code).isZero();
        assertThat(out.toString()).startsWith("in order: 7 settings");
    }

    @Test
    void filesThatAreNotThereAreToldWithKeyAndLine() throws Exception {
        assertRefused(
                List.of(
                        LISTENER,
                        "ssl_options.certfile = /nosuch/c.pem",
                        "ssl_options.keyfile = /nosuch/k.pem",
                        "ssl_options.cacertfile = /nosuch/ca.pem",
                        "config_entry_decoder.passphrase_file = /nosuch/phrase",
                        "load_definitions = /nosuch/d.json",
                        "management.ssl.certfile = /nosuch/m.pem"),
                "ssl_options.certfile at " + conf + ":2: /nosuch/c.pem does not exist",
                "ssl_options.keyfile at " + conf + ":3: /nosuch/k.pem does not exist",
                "ssl_options.cacertfile at " + conf + ":4: /nosuch/ca.pem does not exist",
                "management.ssl.certfile at " + conf + ":7: /nosuch/m.pem does not exist",
                "config_entry_decoder.passphrase_file at " + conf + ":5: /nosuch/phrase does not exist",
                "load_definitions at " + conf
                        + ":6: definitions cannot be read from /nosuch/d.json: it does not exist");
    }

    @Test
    void filesThatHoldSomethingElseAreTold() throws Exception {
        assertRefused(
                List.of(
                        "management.ssl.port = 0",
                        "management.ssl.certfile = " + path("words.pem"),
                        "management.ssl.keyfile = " + path("words.pem"),
                        "management.ssl.verify = verify_peer",
                        "management.ssl.cacertfile = " + directory,
                        "management.ssl.versions.1 = tlsv9"),
                "management.ssl.certfile at " + conf + ":2: " + path("words.pem") + " holds no certificate",
                "management.ssl.keyfile at " + conf + ":3: " + path("words.pem") + " holds no private key",
                "management.ssl.cacertfile at " + conf + ":5: " + directory + " cannot be read: Is a directory",
                "management.ssl.versions.1 at " + conf + ":6 = tlsv9: expected tlsv1.2 or tlsv1.3");
    }

    @Test
    void aKeyOfAnotherCertificateIsTold() throws Exception {
        assertRefused(
                List.of(
                        LISTENER,
                        "ssl_options.certfile = " + path("c.pem"),
                        "ssl_options.keyfile = " + path("other-k.pem")),
                "ssl_options.keyfile at " + conf + ":3: " + path("other-k.pem")
                        + " holds a key that does not belong to the certificate in " + path("c.pem"));
    }

    @Test
    void aPasswordThatIsNotSetOrWrongIsToldByItsOwnName() throws Exception {
        List<String> settings = new ArrayList<>(List.of(
                "prometheus.ssl.port = 0",
                "prometheus.ssl.certfile = " + path("c.pem"),
                "prometheus.ssl.keyfile = " + path("locked-k.pem")));
        assertRefused(
                settings,
                "prometheus.ssl.keyfile at " + conf + ":3: " + path("locked-k.pem")
                        + " is encrypted, and prometheus.ssl.password is not set");
        settings.add("prometheus.ssl.password = hunter3");
        assertRefused(
                settings,
                "prometheus.ssl.keyfile at " + conf + ":3: " + path("locked-k.pem")
                        + " cannot be decrypted: the password in prometheus.ssl.password is wrong, or the cipher is not"
                        + " known");
    }

    @Test
    void aListenerWithoutACertificateIsTold() throws Exception {
        assertRefused(
                List.of(LISTENER, "ssl_options.keyfile = " + path("k.pem")),
                "a TLS listener is set, but ssl_options.certfile is not");
    }

    @Test
    void definitionsThatCannotBeImportedAreToldByACheck() throws Exception {
        Files.writeString(path("d.json"), "{\"queues\":[{\"name\": ]}");
        Files.writeString(
                conf,
                "definitions.import_backend = local_filesystem\ndefinitions.local.path = " + path("d.json") + "\n");
        assertThat(run("config", "check", conf.toString())).isEqualTo(78);
        assertThat(said())
                .singleElement()
                .asString()
                .startsWith("definitions.local.path at " + conf + ":2: definitions in " + path("d.json")
                        + " cannot be imported: ");
    }

    /** A secret or definitions may come by a pipe, which is for who needs them. */
    @Test
    void aStartReadsNoPipeToSeeWhetherItCould() throws Exception {
        String pipe = path("pipe").toString();
        assertThat(new ProcessBuilder("mkfifo", pipe).start().waitFor(10, TimeUnit.SECONDS))
                .isTrue();
        Files.writeString(
                conf,
                String.join(
                        "\n",
                        "config_entry_decoder.passphrase_file = " + pipe,
                        "load_definitions = " + pipe,
                        "ssl_options.certfile = /nosuch/c.pem"));
        int code = assertTimeoutPreemptively(
                Duration.ofSeconds(30),
                () -> run("start", "--data", path("data").toString(), "--config", conf.toString()));
        assertThat(code).isEqualTo(78);
        assertThat(said()).singleElement().asString().startsWith("leveret: ssl_options.certfile at " + conf + ":3: ");
    }

    @Test
    void settingsAreShownThoughTheirFilesAreNotThere() throws Exception {
        Files.writeString(conf, "ssl_options.certfile = /nosuch/c.pem\n");
        assertThat(run("config", "show", "--config", conf.toString(), "--changed"))
                .isZero();
        assertThat(out.toString()).contains("ssl_options.certfile = /nosuch/c.pem");
    }
}
