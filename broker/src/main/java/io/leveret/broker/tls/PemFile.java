package io.leveret.broker.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of base64 blocks with labels (RFC 7468), read once.
 *
 * @param setting the key that names it, for error texts
 */
record PemFile(String setting, Path path, byte[] bytes) {
    /** What is larger is no certificate and no key. */
    private static final long MAX_BYTES = 4 << 20;

    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);

    /** A block; {@code headers} is true if lines such as {@code Proc-Type} stand before the base64. */
    record Block(String label, byte[] der, boolean headers) {}

    /** Reads a file. */
    static PemFile read(String setting, Path path) throws TlsException {
        try {
            if (Files.size(path) > MAX_BYTES) {
                throw new TlsException(setting + ": " + path + " is too large for certificates or a key");
            }
            return new PemFile(setting, path, Files.readAllBytes(path));
        } catch (NoSuchFileException e) {
            throw new TlsException(setting + ": " + path + " does not exist", e);
        } catch (IOException e) {
            throw new TlsException(setting + ": " + path + " cannot be read (" + e + ")", e);
        }
    }

    /** A fault of what is in the file. */
    TlsException fault(String what, Exception cause) {
        return new TlsException(setting + ": " + path + " " + what, cause);
    }

    /** The certificates in it, in their order. */
    List<X509Certificate> certificates() throws TlsException {
        List<X509Certificate> found = new ArrayList<>();
        for (Block block : blocks()) {
            if (block.label.equals("CERTIFICATE") || block.label.equals("X509 CERTIFICATE")) {
                found.add(certificate(block));
            }
        }
        if (found.isEmpty()) {
            throw fault("holds no certificate", null);
        }
        return found;
    }

    private X509Certificate certificate(Block block) throws TlsException {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(block.der));
        } catch (CertificateException e) {
            throw fault("holds a certificate that cannot be read", e);
        }
    }

    /** All blocks. */
    List<Block> blocks() throws TlsException {
        List<Block> blocks = new ArrayList<>();
        Matcher matcher = BLOCK.matcher(new String(bytes, StandardCharsets.ISO_8859_1));
        while (matcher.find()) {
            String text = matcher.group(2);
            int blank = text.contains(":") ? Math.max(text.indexOf("\n\n"), text.indexOf("\r\n\r\n")) : 0;
            try {
                String base64 = text.substring(Math.max(0, blank));
                blocks.add(new Block(matcher.group(1), Base64.getMimeDecoder().decode(base64), text.contains(":")));
            } catch (IllegalArgumentException e) {
                throw fault("holds a block that is not base64", null); // without what is in it
            }
        }
        return blocks;
    }
}
