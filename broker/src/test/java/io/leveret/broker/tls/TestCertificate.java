package io.leveret.broker.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** Makes certificates that sign themselves, with any subject and any alternative names. */
public final class TestCertificate {
    private static final byte[] SHA256_WITH_ECDSA = HexFormat.of().parseHex("300a06082a8648ce3d040302");
    private static final int SET = 0x31;
    private static final int UTF8 = 0x0c;
    private static final int INTEGER = 0x02;
    private static final int BIT_STRING = 0x03;
    private static final int GENERALIZED_TIME = 0x18;

    private final KeyPair keys;
    private final List<byte[]> subject = new ArrayList<>();
    private final List<byte[]> alternativeNames = new ArrayList<>();
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

    KeyPair keys() {
        return keys;
    }

    /** One more part of the subject: an attribute, or several that belong together. */
    public TestCertificate part(String... typesAndValues) {
        byte[][] attributes = new byte[typesAndValues.length / 2][];
        for (int i = 0; i < attributes.length; i++) {
            byte[] value = DerReader.wrap(UTF8, typesAndValues[2 * i + 1].getBytes(StandardCharsets.UTF_8));
            attributes[i] = DerReader.wrap(DerReader.SEQUENCE, objectId(typesAndValues[2 * i]), value);
        }
        subject.add(DerReader.wrap(SET, attributes));
        return this;
    }

    /** One more alternative name of a tag of GeneralName. */
    TestCertificate alternativeName(int tag, byte[]... content) {
        boolean constructed = tag == 0;
        alternativeNames.add(DerReader.wrap((constructed ? 0xa0 : 0x80) | tag, content));
        return this;
    }

    TestCertificate until(Instant end) {
        until = end;
        return this;
    }

    public X509Certificate make() throws GeneralSecurityException {
        byte[] name = DerReader.wrap(DerReader.SEQUENCE, subject.toArray(byte[][]::new));
        byte[] validity = DerReader.wrap(DerReader.SEQUENCE, time(until.minus(Duration.ofDays(30))), time(until));
        byte[] extensions = new byte[0];
        if (!alternativeNames.isEmpty()) {
            byte[] names = DerReader.wrap(DerReader.SEQUENCE, alternativeNames.toArray(byte[][]::new));
            byte[] extension = DerReader.wrap(
                    DerReader.SEQUENCE, objectId("2.5.29.17"), DerReader.wrap(DerReader.OCTET_STRING, names));
            extensions = DerReader.wrap(0xa3, DerReader.wrap(DerReader.SEQUENCE, extension));
        }
        byte[] toSign = DerReader.wrap(
                DerReader.SEQUENCE,
                DerReader.wrap(0xa0, DerReader.wrap(INTEGER, new byte[] {2})),
                DerReader.wrap(INTEGER, BigInteger.valueOf(System.nanoTime()).toByteArray()),
                SHA256_WITH_ECDSA,
                name,
                validity,
                name,
                keys.getPublic().getEncoded(),
                extensions);
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(keys.getPrivate());
        signature.update(toSign);
        byte[] der = DerReader.wrap(
                DerReader.SEQUENCE,
                toSign,
                SHA256_WITH_ECDSA,
                DerReader.wrap(BIT_STRING, new byte[1], signature.sign()));
        return (X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
    }

    private static byte[] time(Instant instant) {
        String text = DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'")
                .withZone(ZoneOffset.UTC)
                .format(instant);
        return DerReader.wrap(GENERALIZED_TIME, text.getBytes(StandardCharsets.US_ASCII));
    }

    static byte[] objectId(String dotted) {
        String[] arcs = dotted.split("\\.");
        List<Byte> octets = new ArrayList<>();
        for (int i = 1; i < arcs.length; i++) {
            long arc = Long.parseLong(arcs[i]) + (i == 1 ? 40 * Long.parseLong(arcs[0]) : 0);
            int groups = Math.max(1, (70 - Long.numberOfLeadingZeros(arc)) / 7);
            for (int group = groups - 1; group >= 0; group--) {
                octets.add((byte) (arc >>> 7 * group & 0x7f | (group == 0 ? 0 : 0x80)));
            }
        }
        byte[] bytes = new byte[octets.size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = octets.get(i);
        }
        return DerReader.wrap(DerReader.OBJECT_ID, bytes);
    }

    /** Writes one block. */
    static Path write(Path file, String label, byte[] der) throws IOException {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return Files.writeString(file, "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n");
    }
}
