package io.leveret.broker.tls;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Makes certificates that sign themselves, with any subject and any alternative names. */
public final class TestCertificate {
    private final KeyPair keys;
    private final X500NameBuilder subject = new X500NameBuilder();
    private final List<GeneralName> alternativeNames = new ArrayList<>();
    private Instant until = Instant.now().plus(Duration.ofDays(1));

    public TestCertificate() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        this.keys = generator.generateKeyPair();
    }

    /** @param keys of the type EC */
    TestCertificate(KeyPair keys) {
        this.keys = keys;
    }

    /** Both keys, of the type EC. */
    public KeyPair keys() {
        return keys;
    }

    /** One more part of the subject: an attribute, or several that belong together. */
    public TestCertificate part(String... typesAndValues) {
        int attributes = typesAndValues.length / 2;
        ASN1ObjectIdentifier[] types = new ASN1ObjectIdentifier[attributes];
        DERUTF8String[] values = new DERUTF8String[attributes];
        for (int i = 0; i < attributes; i++) {
            types[i] = new ASN1ObjectIdentifier(typesAndValues[2 * i]);
            values[i] = new DERUTF8String(typesAndValues[2 * i + 1]);
        }
        subject.addMultiValuedRDN(types, values);
        return this;
    }

    /** One more alternative name. */
    TestCertificate alternativeName(GeneralName name) {
        alternativeNames.add(name);
        return this;
    }

    TestCertificate until(Instant end) {
        until = end;
        return this;
    }

    public X509Certificate make() throws GeneralSecurityException {
        X500Name name = subject.build();
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                name,
                BigInteger.valueOf(System.nanoTime()),
                Date.from(until.minus(Duration.ofDays(30))),
                Date.from(until),
                name,
                keys.getPublic());
        try {
            if (!alternativeNames.isEmpty()) {
                GeneralNames names = new GeneralNames(alternativeNames.toArray(GeneralName[]::new));
                builder.addExtension(Extension.subjectAlternativeName, false, names);
            }
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
        } catch (CertIOException | OperatorCreationException e) {
            throw new GeneralSecurityException(e);
        }
    }

    /** Writes one block. */
    public static Path write(Path file, String label, byte[] der) throws IOException {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return Files.writeString(file, "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n");
    }
}
