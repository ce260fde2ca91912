package io.leveret.broker.tls;

/** TLS cannot be served as it is set; the message is for operators and names the setting or the file. */
public final class TlsException extends Exception {
    private static final long serialVersionUID = 1;

    TlsException(String message) {
        super(message);
    }

    TlsException(String message, Throwable cause) {
        super(message, cause);
    }
}
