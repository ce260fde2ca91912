package io.leveret.broker.tls;

import io.leveret.management.definitions.DefinitionsFiles;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;

/**
 * A file of base64 blocks with labels (RFC 7468), read once.
 *
 * @param setting the key that names it, for error texts
 */
record PemFile(String setting, Path path, byte[] bytes) {
    /** What is larger is no certificate and no key. */
    private static final long MAX_BYTES = 4 << 20;

    /** Reads a file. */
    static PemFile read(String setting, Path path) throws TlsException {
        try {
            if (Files.size(path) > MAX_BYTES) {
                throw new TlsException(setting, ": " + path + " is too large for certificates or a key");
            }
            return new PemFile(setting, path, Files.readAllBytes(path));
        } catch (NoSuchFileException e) {
            throw new TlsException(setting, ": " + path + " does not exist", e);
        } catch (IOException e) {
            throw new TlsException(setting, ": " + path + " cannot be read: " + DefinitionsFiles.reason(e), e);
        }
    }

    /** A fault of what is in the file. */
    TlsException fault(String what, Exception cause) {
        return new TlsException(setting, ": " + path + " " + what, cause);
    }

    /** The certificates in it, in their order. */
    List<X509Certificate> certificates() throws TlsException {
        List<X509Certificate> found = new ArrayList<>();
        try (PemReader blocks =
                new PemReader(new InputStreamReader(new ByteArrayInputStream(bytes), StandardCharsets.ISO_8859_1))) {
            for (PemObject block = blocks.readPemObject(); block != null; block = blocks.readPemObject()) {
                if (block.getType().equals("CERTIFICATE") || block.getType().equals("X509 CERTIFICATE")) {
                    found.add(certificate(block));
                }
            }
        } catch (IOException | RuntimeException e) {
            throw fault("holds a block that is not whole, or not base64", null); // without what is in it
        }
        if (found.isEmpty()) {
            throw fault("holds no certificate", null);
        }
        return found;
    }

    private X509Certificate certificate(PemObject block) throws TlsException {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(block.getContent()));
        } catch (CertificateException e) {
            throw fault("holds a certificate that cannot be read", e);
        }
    }
}
