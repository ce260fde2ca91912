package io.leveret.it.harness;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;

/** An authority and what it has signed, made by the JDK's keytool in a directory of the test. For one thread. */
public final class Certificates {
    private static final char[] PASSWORD = "changeit".toCharArray();

    private final Path directory;
    private final Path store;

    private Certificates(Path directory, String authority) {
        this.directory = directory;
        this.store = directory.resolve(authority + ".p12");
    }

    /** A new authority. */
    public static Certificates create(Path directory, String authority) throws IOException {
        Certificates made = new Certificates(directory, authority);
        made.generate("ca", "CN=" + authority, List.of("-ext", "bc:c", "-validity", "30"));
        return made;
    }

    /** Issues a certificate that is valid now. */
    public void issue(String name, String subject, String... extensions) throws IOException {
        issue(name, subject, List.of("-validity", "10"), extensions);
    }

    /** Issues a certificate that expired yesterday. */
    public void issueExpired(String name, String subject) throws IOException {
        issue(name, subject, List.of("-startdate", "-3d", "-validity", "2"));
    }

    private void issue(String name, String subject, List<String> validity, String... extensions) throws IOException {
        List<String> options = new ArrayList<>(List.of("-signer", "ca"));
        options.addAll(validity);
        for (String extension : extensions) {
            options.addAll(List.of("-ext", extension));
        }
        generate(name, subject, options);
    }

    private void generate(String name, String subject, List<String> options) throws IOException {
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        List<String> command = new ArrayList<>(List.of(keytool, "-genkeypair", "-alias", name, "-dname", subject));
        command.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1"));
        command.addAll(List.of("-keystore", store.toString(), "-storepass", new String(PASSWORD)));
        command.addAll(options);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException("keytool: " + output);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            process.destroyForcibly();
        }
    }

    private KeyStore load() throws IOException, GeneralSecurityException {
        KeyStore loaded = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            loaded.load(in, PASSWORD);
        }
        return loaded;
    }

    /** The certificate of that name. */
    public X509Certificate certificate(String name) throws IOException, GeneralSecurityException {
        return (X509Certificate) load().getCertificate(name);
    }

    /** Writes a certificate as PEM, to a file of its name or to another. */
    public Path writeCertificate(String name, String file) throws IOException, GeneralSecurityException {
        return write(file, "CERTIFICATE", certificate(name).getEncoded());
    }

    /** Writes a private key as PEM. */
    public Path writeKey(String name, String file) throws IOException, GeneralSecurityException {
        return write(file, "PRIVATE KEY", load().getKey(name, PASSWORD).getEncoded());
    }

    private Path write(String file, String label, byte[] der) throws IOException {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        String text = "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
        return Files.writeString(directory.resolve(file), text);
    }

    /** What a client needs that trusts this authority, and shows one of its certificates or, with null, none. */
    public SSLContext client(String name) throws IOException, GeneralSecurityException {
        return client(this, name);
    }

    /** The same with the certificate of another authority. */
    public SSLContext client(Certificates issuer, String name) throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("ca", certificate("ca"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(name == null ? null : issuer.keyManagers(name), trust.getTrustManagers(), null);
        return context;
    }

    private KeyManager[] keyManagers(String name) throws IOException, GeneralSecurityException {
        KeyStore loaded = load();
        X509Certificate[] chain = Arrays.stream(loaded.getCertificateChain(name))
                .map(X509Certificate.class::cast)
                .toArray(X509Certificate[]::new);
        return new KeyManager[] {new OneKey((PrivateKey) loaded.getKey(name, PASSWORD), chain)};
    }

    /** Shows its certificate whichever authorities the server names. */
    private static final class OneKey extends X509ExtendedKeyManager {
        private static final String ALIAS = "one";

        private final PrivateKey key;
        private final X509Certificate[] chain;

        OneKey(PrivateKey key, X509Certificate[] chain) {
            this.key = key;
            this.chain = chain;
        }

        @Override
        public String[] getClientAliases(String keyType, Principal[] issuers) {
            return new String[] {ALIAS};
        }

        @Override
        public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
            return ALIAS;
        }

        @Override
        public String[] getServerAliases(String keyType, Principal[] issuers) {
            return null;
        }

        @Override
        public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
            return null;
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return chain.clone();
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return key;
        }
    }
}
