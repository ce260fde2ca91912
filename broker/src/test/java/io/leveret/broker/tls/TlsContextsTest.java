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
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcePEMEncryptorBuilder;
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
        ASN1ObjectIdentifier id = algorithm.contains("AES")
                ? PKCSObjectIdentifiers.id_PBES2
                : PKCSObjectIdentifiers.pbeWithSHAAnd3_KeyTripleDES_CBC;
        ASN1Primitive parameters =
                ASN1Primitive.fromByteArray(cipher.getParameters().getEncoded());
        return new EncryptedPrivateKeyInfo(new AlgorithmIdentifier(id, parameters), cipher.doFinal(key.getEncoded()))
                .getEncoded();
    }

    @Test
    void olderFormsOfKeysAreRead() throws Exception {
        KeyPair rsa = rsa();
        TestCertificate.write(keyFile(), "RSA PRIVATE KEY", inner(rsa).getEncoded());
        assertThat(key(null)).isEqualTo(rsa.getPrivate());

        KeyPair ec = new TestCertificate().keys();
        ECPrivateKey withoutCurve = ECPrivateKey.getInstance(inner(ec));
        ASN1Encodable curve = PrivateKeyInfo.getInstance(ec.getPrivate().getEncoded())
                .getPrivateKeyAlgorithm()
                .getParameters();
        TestCertificate.write(
                keyFile(), "EC PRIVATE KEY", new ECPrivateKey(256, withoutCurve.getKey(), curve).getEncoded());
        assertThat(PrivateKeys.fits(key(null), certificateOf(ec))).isTrue();
    }

    private static KeyPair rsa() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return generator.generateKeyPair();
    }

    /** What PKCS#8 is wrapped around. */
    private static ASN1Primitive inner(KeyPair keys) throws IOException {
        return PrivateKeyInfo.getInstance(keys.getPrivate().getEncoded())
                .parsePrivateKey()
                .toASN1Primitive();
    }

    @Test
    void keysOfNewerCurvesAreRead() throws Exception {
        KeyPair keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        TestCertificate.write(keyFile(), "PRIVATE KEY", keys.getPrivate().getEncoded());
        assertThat(key(null)).isEqualTo(keys.getPrivate());
    }

    @Test
    void whatStandsBeforeAKeyIsPassedOver() throws Exception {
        X509Certificate made = write();
        String key = Files.readString(keyFile());
        TestCertificate.write(keyFile(), "CERTIFICATE", made.getEncoded());
        Files.writeString(keyFile(), "Bag Attributes: x\n" + Files.readString(keyFile()) + key);
        assertThat(PrivateKeys.fits(key(null), made)).isTrue();
    }

    @Test
    void keysThatWereEncryptedInTheOldWayWantTheirPasswordToo() throws Exception {
        write();
        PrivateKey key = rsa().getPrivate();
        try (JcaPEMWriter writer = new JcaPEMWriter(Files.newBufferedWriter(keyFile()))) {
            writer.writeObject(
                    key,
                    new JcePEMEncryptorBuilder("AES-128-CBC")
                            .setProvider(new BouncyCastleProvider())
                            .build("right".toCharArray()));
        }
        assertThat(Files.readString(keyFile())).contains("DEK-Info: AES-128-CBC");
        assertThat(key("right")).isEqualTo(key);
        assertRefused("wrong", "ssl_options.keyfile");
        assertRefused(null, "ssl_options.password is not set");
    }

    private PrivateKey key(String password) throws TlsException {
        return PrivateKeys.read(PemFile.read("ssl_options.keyfile", keyFile()), password);
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
