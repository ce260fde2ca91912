package io.leveret.broker.tls;

import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** Private keys as PKCS#8, encrypted or not, or in the older forms of RSA (PKCS#1) and EC (SEC 1). */
final class PrivateKeys {
    private static final String EC = "1.2.840.10045.2.1";
    private static final String PBES2 = "1.2.840.113549.1.5.13";

    private static final Map<String, String> ALGORITHMS = Map.of(
            "1.2.840.113549.1.1.1",
            "RSA",
            "1.2.840.113549.1.1.10",
            "RSASSA-PSS",
            EC,
            "EC",
            "1.2.840.10040.4.1",
            "DSA",
            "1.3.101.112",
            "Ed25519",
            "1.3.101.113",
            "Ed448");

    private static final byte[] VERSION_0 = {2, 1, 0};
    private static final byte[] RSA_ID = HexFormat.of().parseHex("300d06092a864886f70d0101010500");
    private static final byte[] EC_ID = HexFormat.of().parseHex("06072a8648ce3d0201");

    private PrivateKeys() {}

    /**
     * The key in a file.
     *
     * @param password null if there is none
     */
    static PrivateKey read(PemFile file, String password) throws TlsException {
        for (PemFile.Block block : file.blocks()) {
            if (block.label().endsWith("PRIVATE KEY")) {
                return read(file, block, password);
            }
        }
        throw file.fault("holds no private key", null);
    }

    private static PrivateKey read(PemFile file, PemFile.Block block, String password) throws TlsException {
        if (block.headers()) {
            throw file.fault(
                    "holds a key that is encrypted in an old way; make PKCS#8 of it (openssl pkcs8 -topk8)", null);
        }
        byte[] der = block.label().equals("ENCRYPTED PRIVATE KEY") ? decrypted(file, block, password) : block.der();
        try {
            return switch (block.label()) {
                case "RSA PRIVATE KEY" ->
                    pkcs8(DerReader.wrap(
                            DerReader.SEQUENCE, VERSION_0, RSA_ID, DerReader.wrap(DerReader.OCTET_STRING, der)));
                case "EC PRIVATE KEY" -> pkcs8(sec1(der));
                default -> pkcs8(der);
            };
        } catch (GeneralSecurityException | RuntimeException e) {
            throw file.fault("holds a private key that cannot be read", null); // without what is in it
        }
    }

    private static PrivateKey pkcs8(byte[] der) throws GeneralSecurityException {
        DerReader key = new DerReader(der).enter();
        key.enter();
        String algorithm = ALGORITHMS.get(key.enter().objectId());
        return KeyFactory.getInstance(algorithm == null ? "unknown" : algorithm)
                .generatePrivate(new PKCS8EncodedKeySpec(der));
    }

    /** The name of the curve stands within the key in SEC 1, beside it in PKCS#8. */
    private static byte[] sec1(byte[] der) {
        DerReader key = new DerReader(der).enter();
        key.enter();
        key.enter();
        byte[] curve = key.enter().rest();
        return DerReader.wrap(
                DerReader.SEQUENCE,
                VERSION_0,
                DerReader.wrap(DerReader.SEQUENCE, EC_ID, curve),
                DerReader.wrap(DerReader.OCTET_STRING, der));
    }

    private static byte[] decrypted(PemFile file, PemFile.Block block, String password) throws TlsException {
        if (password == null) {
            throw file.fault("is encrypted, and ssl_options.password is not set", null);
        }
        try {
            EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(block.der());
            AlgorithmParameters parameters = info.getAlgParameters();
            boolean pbes2 = info.getAlgName().equals(PBES2) || info.getAlgName().equals("PBES2");
            // The name of PBES2 says nothing about the cipher; the parameters print it.
            String algorithm = pbes2 && parameters != null ? parameters.toString() : info.getAlgName();
            SecretKey secret =
                    SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec(password.toCharArray()));
            Cipher cipher = Cipher.getInstance(algorithm);
            cipher.init(Cipher.DECRYPT_MODE, secret, parameters);
            return info.getKeySpec(cipher).getEncoded();
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw file.fault(
                    "cannot be decrypted: the password in ssl_options.password is wrong, or the cipher"
                            + " is none that this Java has",
                    null);
        }
    }

    /** Whether a key belongs to a certificate: what it signs, the certificate verifies. */
    static boolean fits(PrivateKey key, X509Certificate certificate) {
        String algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            case "DSA" -> "SHA256withDSA";
            default -> key.getAlgorithm();
        };
        try {
            byte[] sample = certificate.getSerialNumber().toByteArray();
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(sample);
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(sample);
            return signature.verify(signed);
        } catch (GeneralSecurityException otherKindOfKey) {
            return false;
        }
    }
}
