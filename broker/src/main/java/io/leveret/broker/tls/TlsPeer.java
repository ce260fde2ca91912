package io.leveret.broker.tls;

import java.security.cert.X509Certificate;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * What a TLS handshake has agreed on.
 *
 * @param certificate the client's, verified; null if it has shown none
 * @param protocol such as {@code TLSv1.3}
 * @param cipher such as {@code TLS_AES_256_GCM_SHA384}
 */
public record TlsPeer(X509Certificate certificate, String protocol, String cipher) {
    /** Of a session whose handshake is through. */
    public static TlsPeer of(SSLSession session) {
        return new TlsPeer(certificate(session), session.getProtocol(), session.getCipherSuite());
    }

    private static X509Certificate certificate(SSLSession session) {
        try {
            return session.getPeerCertificates()[0] instanceof X509Certificate first ? first : null;
        } catch (SSLPeerUnverifiedException none) {
            return null;
        }
    }
}
