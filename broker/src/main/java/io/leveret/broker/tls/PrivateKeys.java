package io.leveret.broker.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8DecryptorProviderBuilder;
import org.bouncycastle.openssl.jcajce.JcePEMDecryptorProviderBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;

/** Private keys as PKCS#8 or in the older forms of RSA (PKCS#1) and EC (SEC 1), each encrypted or not. */
final class PrivateKeys {
    private PrivateKeys() {}

    /**
     * The first key in a file.
     *
     * @param password null if there is none
     */
    static PrivateKey read(PemFile file, String password) throws TlsException {
        PrivateKeyInfo found = null;
        try (PEMParser parser = new PEMParser(
                new InputStreamReader(new ByteArrayInputStream(file.bytes()), StandardCharsets.ISO_8859_1))) {
            for (Object each = parser.readObject(); each != null && found == null; each = parser.readObject()) {
                found = key(file, each, password);
            }
        } catch (IOException | RuntimeException e) {
            throw file.fault("holds something that cannot be read", null); // without what is in it
        }
        if (found == null) {
            throw file.fault("holds no private key", null);
        }
        try {
            return new JcaPEMKeyConverter().getPrivateKey(found);
        } catch (IOException | RuntimeException e) {
            throw file.fault("holds a private key that cannot be read", null);
        }
    }

    /** What an object of the file has of a key, or null. */
    private static PrivateKeyInfo key(PemFile file, Object object, String password) throws TlsException {
        if (object instanceof PrivateKeyInfo info) {
            return info;
        }
        if (object instanceof PEMKeyPair pair) {
            return pair.getPrivateKeyInfo();
        }
        boolean encrypted = object instanceof PKCS8EncryptedPrivateKeyInfo || object instanceof PEMEncryptedKeyPair;
        if (!encrypted) {
            return null;
        }
        if (password == null) {
            throw file.fault("is encrypted, and " + password(file) + " is not set", null);
        }
        try {
            return decrypted(object, password.toCharArray());
        } catch (IOException | OperatorCreationException | PKCSException | RuntimeException e) {
            throw file.fault(
                    "cannot be decrypted: the password in " + password(file) + " is wrong, or the cipher is not known",
                    null);
        }
    }

    /** The setting that has the password of a key. */
    private static String password(PemFile file) {
        return file.setting().replaceFirst("keyfile$", "password");
    }

    /**
     * By the library's own ciphers, which are more than the JDK has names for; nothing else in the process uses them.
     */
    private static PrivateKeyInfo decrypted(Object object, char[] password)
            throws IOException, OperatorCreationException, PKCSException {
        BouncyCastleProvider provider = new BouncyCastleProvider();
        if (object instanceof PEMEncryptedKeyPair pair) {
            return pair.decryptKeyPair(new JcePEMDecryptorProviderBuilder()
                            .setProvider(provider)
                            .build(password))
                    .getPrivateKeyInfo();
        }
        return ((PKCS8EncryptedPrivateKeyInfo) object)
                .decryptPrivateKeyInfo(new JceOpenSSLPKCS8DecryptorProviderBuilder()
                        .setProvider(provider)
                        .build(password));
    }

    /** Whether a key belongs to a certificate: what it signs, the certificate verifies. */
    static boolean fits(PrivateKey key, X509Certificate certificate) {
        String algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC", "ECDSA" -> "SHA256withECDSA";
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
