package io.leveret.broker.connection;

import io.leveret.broker.tls.CertificateName;
import io.leveret.broker.tls.TlsPeer;
import io.leveret.management.admin.ConnectionsAdmin.Tls;
import java.security.cert.X509Certificate;
import java.util.Locale;

/** What TLS has agreed on, in RabbitMQ's words, which are Erlang's. */
final class TlsDescription {
    private static final String PREFIX = "TLS_";
    private static final String WITH = "_WITH_";
    private static final String AEAD = "aead";

    private TlsDescription() {}

    static Tls of(TlsPeer peer) {
        String suite = peer.cipher().startsWith(PREFIX) ? peer.cipher().substring(PREFIX.length()) : peer.cipher();
        int with = suite.indexOf(WITH);
        String exchange = with < 0 ? "any" : suite.substring(0, with);
        String rest = with < 0 ? suite : suite.substring(with + WITH.length());
        int last = rest.lastIndexOf('_');
        String cipher = last < 0 ? rest : rest.substring(0, last);
        boolean authenticated = rest.contains("GCM") || rest.contains("POLY1305");
        String hash = authenticated ? AEAD : rest.substring(last + 1);
        X509Certificate certificate = peer.certificate();
        return new Tls(
                lower(peer.protocol()),
                lower(cipher),
                lower(exchange),
                lower(hash),
                certificate == null ? "" : CertificateName.written(certificate.getSubjectX500Principal()),
                certificate == null ? "" : CertificateName.written(certificate.getIssuerX500Principal()),
                certificate == null ? "" : validity(certificate));
    }

    private static String validity(X509Certificate certificate) {
        return certificate.getNotBefore().toInstant() + " - "
                + certificate.getNotAfter().toInstant();
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
