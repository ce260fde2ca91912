package io.leveret.broker.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsContextsTest {
    private static final String COMMON_NAME = "2.5.4.3";

    @TempDir
    Path directory;

    private Path certificateFile() {
        return directory.resolve("server.pem");
    }

    private Path keyFile() {
        return directory.resolve("server-key.pem");
    }

    private TlsOptions options(String password) {
        return new TlsOptions(
                TlsOptions.AMQP,
                certificateFile(),
                keyFile(),
                null,
                password,
                PeerVerification.NONE,
                List.of(),
                List.of(),
                false,
                10);
    }

    /** A certificate and its key, written where the options say. */
    private X509Certificate write(String name, Instant until) throws Exception {
        TestCertificate certificate =
                new TestCertificate().part(COMMON_NAME, name).until(until);
        X509Certificate made = certificate.make();
        TestCertificate.write(certificateFile(), "CERTIFICATE", made.getEncoded());
        TestCertificate.write(
                keyFile(), "PRIVATE KEY", certificate.keys().getPrivate().getEncoded());
        return made;
    }

    private X509Certificate write() throws Exception {
        return write("server", Instant.now().plus(Duration.ofDays(1)));
    }

    private TlsContext load(String password) throws TlsException {
        return TlsContext.load(options(password), Instant.now());
    }

    private void assertRefused(String password, String... parts) {
        assertThatThrownBy(() -> load(password))
                .isInstanceOf(TlsException.class)
                .hasMessageContainingAll(parts);
    }

    @Test
    void aCertificateWithItsKeyIsTaken() throws Exception {
        X509Certificate made = write();
        TlsContext context = load(null);
        assertThat(context.certificate()).isEqualTo(made);
        assertThat(context.newEngine().getEnabledProtocols()).containsExactlyInAnyOrder("TLSv1.3", "TLSv1.2");
        assertThat(context.newEngine().getUseClientMode()).isFalse();
    }

    @Test
    void missingAndMalformedFilesAreNamed() throws Exception {
        assertRefused(null, "ssl_options.certfile", certificateFile().toString(), "does not exist");
        write();
        Files.writeString(certificateFile(), "nothing");
        assertRefused(null, "ssl_options.certfile", certificateFile().toString(), "holds no certificate");
        TestCertificate.write(certificateFile(), "CERTIFICATE", new byte[] {1, 2, 3});
        assertRefused(null, "ssl_options.certfile", "cannot be read");
        write();
        Files.writeString(keyFile(), "nothing");
        assertRefused(null, "ssl_options.keyfile", keyFile().toString(), "holds no private key");
        TestCertificate.write(keyFile(), "PRIVATE KEY", new byte[] {0x30, 3, 2, 1, 0});
        assertRefused(null, "ssl_options.keyfile", "cannot be read");
    }

    @Test
    void anExpiredCertificateIsRefused() throws Exception {
        write("old", Instant.now().minus(Duration.ofMinutes(1)));
        assertRefused(null, "ssl_options.certfile", certificateFile().toString(), "expired at");
    }

    @Test
    void aKeyOfAnotherCertificateIsRefused() throws Exception {
        write();
        TestCertificate.write(
                keyFile(),
                "PRIVATE KEY",
                new TestCertificate().keys().getPrivate().getEncoded());
        assertRefused(
                null,
                "ssl_options.keyfile",
                "does not belong to",
                certificateFile().toString());
    }

    @Test
    void anEncryptedKeyWantsItsPassword() throws Exception {
        TestCertificate certificate = new TestCertificate().part(COMMON_NAME, "server");
        TestCertificate.write(
                certificateFile(), "CERTIFICATE", certificate.make().getEncoded());
        for (String cipher : List.of("PBEWithHmacSHA256AndAES_256", "PBEWithSHA1AndDESede")) {
            byte[] encrypted = encrypted(certificate.keys().getPrivate(), "right", cipher);
            TestCertificate.write(keyFile(), "ENCRYPTED PRIVATE KEY", encrypted);
            load("right");
            assertRefused("wrong", "ssl_options.keyfile", keyFile().toString(), "ssl_options.password is wrong");
            assertRefused(null, "ssl_options.password is not set");
        }
    }

    private static byte[] encrypted(PrivateKey key, String password, String algorithm)
            throws GeneralSecurityException, IOException {
        SecretKey secret =
                SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec(password.toCharArray()));
        Cipher cipher = Cipher.getInstance(algorithm);
        cipher.init(Cipher.ENCRYPT_MODE, secret);
        String id = algorithm.contains("AES") ? "1.2.840.113549.1.5.13" : "1.2.840.113549.1.12.1.3";
        return DerReader.wrap(
                DerReader.SEQUENCE,
                DerReader.wrap(
                        DerReader.SEQUENCE,
                        TestCertificate.objectId(id),
                        cipher.getParameters().getEncoded()),
                DerReader.wrap(DerReader.OCTET_STRING, cipher.doFinal(key.getEncoded())));
    }

    @Test
    void olderFormsOfKeysAreRead() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair rsa = generator.generateKeyPair();
        DerReader pkcs8 = new DerReader(rsa.getPrivate().getEncoded()).enter();
        pkcs8.enter();
        pkcs8.enter();
        byte[] pkcs1 = pkcs8.enter().rest();
        TestCertificate.write(keyFile(), "RSA PRIVATE KEY", pkcs1);
        assertThat(key()).isEqualTo(rsa.getPrivate());

        KeyPair ec = new TestCertificate().keys();
        DerReader info = new DerReader(ec.getPrivate().getEncoded()).enter();
        info.enter();
        DerReader algorithm = info.enter();
        algorithm.objectId();
        DerReader inner = new DerReader(info.enter().rest()).enter();
        inner.enter();
        byte[] sec1 = DerReader.wrap(
                DerReader.SEQUENCE,
                new byte[] {2, 1, 1},
                DerReader.wrap(DerReader.OCTET_STRING, inner.enter().rest()),
                DerReader.wrap(0xa0, algorithm.rest()));
        TestCertificate.write(keyFile(), "EC PRIVATE KEY", sec1);
        assertThat(PrivateKeys.fits(key(), certificateOf(ec))).isTrue();

        Files.writeString(
                keyFile(),
                "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nAAAA\n"
                        + "-----END RSA PRIVATE KEY-----\n");
        assertThatThrownBy(this::key).hasMessageContaining("encrypted in an old way");
    }

    private PrivateKey key() throws TlsException {
        return PrivateKeys.read(PemFile.read("ssl_options.keyfile", keyFile()), null);
    }

    private static X509Certificate certificateOf(KeyPair keys) throws GeneralSecurityException {
        return new TestCertificate(keys).part(COMMON_NAME, "n").make();
    }

    @Test
    void newFilesAreTakenAndBadOnesLeaveTheOldInForce() throws Exception {
        X509Certificate first = write("first", Instant.now().plus(Duration.ofDays(1)));
        try (TlsContexts contexts = TlsContexts.open(options(null))) {
            contexts.look();
            assertThat(contexts.current().certificate()).isEqualTo(first);
            Files.writeString(certificateFile(), "half of a certific");
            contexts.look();
            assertThat(contexts.current().certificate()).isEqualTo(first);
            X509Certificate second = write("second", Instant.now().plus(Duration.ofDays(1)));
            contexts.look();
            assertThat(contexts.current().certificate()).isEqualTo(second);
            Files.delete(keyFile());
            contexts.look();
            assertThat(contexts.current().certificate()).isEqualTo(second);
        }
    }

    @Test
    void cipherSuitesAreFoundByBothKindsOfNames() {
        assertThat(CipherNames.jdkName("ECDHE-RSA-AES256-GCM-SHA384"))
                .isEqualTo("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384");
        assertThat(CipherNames.jdkName("ECDHE-ECDSA-CHACHA20-POLY1305"))
                .isEqualTo("TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256");
        assertThat(CipherNames.jdkName("DHE-RSA-AES128-SHA256")).isEqualTo("TLS_DHE_RSA_WITH_AES_128_CBC_SHA256");
        assertThat(CipherNames.jdkName("AES256-GCM-SHA384")).isEqualTo("TLS_RSA_WITH_AES_256_GCM_SHA384");
        assertThat(CipherNames.jdkName("TLS_AES_128_GCM_SHA256")).isEqualTo("TLS_AES_128_GCM_SHA256");
        assertThat(CipherNames.jdkName("ECDHE-RSA-NOPE")).isNull();
        assertThat(CipherNames.jdkName("TLS_NOPE")).isNull();
    }
}
