package io.leveret.broker.tls;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** What new connections are made with: certificate, key and rules, as in the files at one moment. Immutable. */
public final class TlsContext {
    /** Tickets live seven days at most (RFC 8446, section 4.6.1). */
    private static final int LONGER_THAN_TICKETS_SECONDS = 7 * 24 * 3_600 + 1;

    /** Of TLS 1.2, with clients that take no tickets. */
    private static final int MOST_SESSIONS = 1_000;

    private final TlsOptions options;
    private final SSLContext context;
    private final X509Certificate certificate;
    private final int chainBytes;
    private final Instant authoritiesExpireAt;
    private final String digest;

    private TlsContext(TlsOptions options, SSLContext context, Files files, List<X509Certificate> chain)
            throws CertificateEncodingException, TlsException {
        this.options = options;
        this.context = context;
        this.certificate = chain.get(0);
        int bytes = 0;
        for (X509Certificate each : chain) {
            bytes += each.getEncoded().length;
        }
        this.chainBytes = bytes;
        this.digest = files.digest();
        this.authoritiesExpireAt = files.authoritiesExpireAt();
    }

    /**
     * Reads the files.
     *
     * @throws TlsException a file is missing, malformed or expired, or key and certificate do not belong together
     */
    public static TlsContext load(TlsOptions options, Instant now) throws TlsException {
        return Files.read(options).load(options, now);
    }

    /** What the files hold at this moment, as a digest; equal as long as they do not change. */
    static String digest(TlsOptions options) throws TlsException {
        return Files.read(options).digest();
    }

    /** The files, each read once, so that what is judged is what is used. */
    private record Files(PemFile certificates, PemFile key, PemFile authorities) {
        static Files read(TlsOptions options) throws TlsException {
            return new Files(
                    PemFile.read(options.prefix() + TlsOptions.CERTIFICATE, options.certificateFile()),
                    PemFile.read(options.prefix() + TlsOptions.KEY, options.keyFile()),
                    options.caFile() == null
                            ? null
                            : PemFile.read(options.prefix() + TlsOptions.AUTHORITIES, options.caFile()));
        }

        String digest() {
            try {
                MessageDigest digest = MessageDigest.getInstance("SHA-256");
                digest.update(digest.digest(certificates.bytes()));
                digest.update(MessageDigest.getInstance("SHA-256").digest(key.bytes()));
                return HexFormat.of().formatHex(digest.digest(authorities == null ? new byte[0] : authorities.bytes()));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("this Java has no SHA-256", e);
            }
        }

        TlsContext load(TlsOptions options, Instant now) throws TlsException {
            List<X509Certificate> chain = certificates.certificates();
            X509Certificate own = chain.get(0);
            if (now.isAfter(own.getNotAfter().toInstant())) {
                throw certificates.fault(
                        "holds a certificate that expired at "
                                + own.getNotAfter().toInstant(),
                        null);
            }
            PrivateKey privateKey = PrivateKeys.read(key, options.password());
            if (!PrivateKeys.fits(privateKey, own)) {
                throw key.fault("holds a key that does not belong to the certificate in " + certificates.path(), null);
            }
            try {
                SSLContext context = SSLContext.getInstance("TLS");
                context.init(keyManagers(chain, privateKey), trustManagers(options), null);
                // RabbitMQ's Java client with NIO takes a ticket of TLS 1.3 for a frame (5.35.0). The JDK sends none
                // when sessions live longer than a ticket may.
                context.getServerSessionContext().setSessionTimeout(LONGER_THAN_TICKETS_SECONDS);
                context.getServerSessionContext().setSessionCacheSize(MOST_SESSIONS);
                return new TlsContext(options, context, this, chain);
            } catch (GeneralSecurityException | java.io.IOException e) {
                throw certificates.fault("cannot be used (" + e.getMessage() + ")", e);
            }
        }

        /** When the first of the authorities' certificates ends; null if there are none. */
        Instant authoritiesExpireAt() throws TlsException {
            return authorities == null
                    ? null
                    : authorities.certificates().stream()
                            .map(each -> each.getNotAfter().toInstant())
                            .min(Instant::compareTo)
                            .orElse(null);
        }

        private static KeyManager[] keyManagers(List<X509Certificate> chain, PrivateKey key)
                throws GeneralSecurityException, java.io.IOException {
            char[] none = new char[0];
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, none);
            store.setKeyEntry("server", key, none, chain.toArray(X509Certificate[]::new));
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, none);
            return factory.getKeyManagers();
        }

        private TrustManager[] trustManagers(TlsOptions options)
                throws GeneralSecurityException, java.io.IOException, TlsException {
            if (authorities == null) {
                return new TrustManager[0];
            }
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            int number = 0;
            for (X509Certificate authority : authorities.certificates()) {
                store.setCertificateEntry("ca" + number++, authority);
            }
            PKIXBuilderParameters rules = new PKIXBuilderParameters(store, new X509CertSelector());
            rules.setMaxPathLength(options.depth());
            rules.setRevocationEnabled(false);
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(new CertPathTrustManagerParameters(rules));
            return factory.getTrustManagers();
        }
    }

    /** The server's end of a new connection of AMQP. */
    public SSLEngine newEngine() {
        SSLEngine engine = context.createSSLEngine();
        return new SplitFlightEngine(engine, begin(engine), chainBytes);
    }

    /** The server's end of a new connection of a protocol whose clients read what any server sends. */
    public SSLEngine newPlainEngine() {
        SSLEngine engine = context.createSSLEngine();
        begin(engine);
        return engine;
    }

    private SSLParameters begin(SSLEngine engine) {
        engine.setUseClientMode(false);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(
                options.protocols().isEmpty()
                        ? new String[] {"TLSv1.3", "TLSv1.2"}
                        : options.protocols().toArray(String[]::new));
        if (!options.ciphers().isEmpty()) {
            parameters.setCipherSuites(options.ciphers().toArray(String[]::new));
        }
        parameters.setUseCipherSuitesOrder(options.honorCipherOrder());
        if (options.verification() == PeerVerification.REQUIRED) {
            parameters.setNeedClientAuth(true);
        } else if (options.verification() == PeerVerification.OPTIONAL) {
            parameters.setWantClientAuth(true);
        }
        engine.setSSLParameters(parameters);
        return parameters;
    }

    /** The server's certificate. */
    public X509Certificate certificate() {
        return certificate;
    }

    /** When the first certificate of those who sign clients' certificates is valid no more; null without any. */
    public Instant authoritiesExpireAt() {
        return authoritiesExpireAt;
    }

    boolean isOf(String otherDigest) {
        return digest.equals(otherDigest);
    }
}
