package io.leveret.broker.node;

import io.netty.handler.ssl.NotSslRecordException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertificateException;

/** Says why a TLS handshake failed, in one line for the log. */
final class TlsFailure {
    private static final int MAX_LENGTH = 300;

    private TlsFailure() {}

    static String describe(Throwable failure) {
        if (failure instanceof ClosedChannelException) {
            return "the client has closed the socket";
        }
        if (failure instanceof NotSslRecordException) {
            return "the client does not speak TLS"; // its message holds all that came, in hexadecimal
        }
        Throwable root = failure;
        for (Throwable each = failure; each != null; each = each.getCause()) {
            root = each;
            if (each instanceof CertificateException) {
                break;
            }
        }
        String text = String.valueOf(root.getMessage() == null ? root : root.getMessage());
        String line = text.replaceAll("\\p{Cntrl}+", " ");
        return line.length() > MAX_LENGTH ? line.substring(0, MAX_LENGTH) + "..." : line;
    }
}
