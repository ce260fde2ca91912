package io.leveret.broker.node;

/** The node cannot listen where it was told to; the message is for the operator. */
final class ListenException extends Exception {
    ListenException(String message, Throwable cause) {
        super(message, cause);
    }
}
