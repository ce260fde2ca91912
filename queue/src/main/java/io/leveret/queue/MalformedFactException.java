package io.leveret.queue;

/** Bytes that should hold a fact do not, or one of a version that is not known here; the message says what is wrong. */
public final class MalformedFactException extends Exception {
    private static final long serialVersionUID = 1;

    MalformedFactException(String message) {
        super(message);
    }
}
