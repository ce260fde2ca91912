package io.leveret.broker.data;

/** The data directory cannot be used. The text names the directory and the reason, for the operator. */
public final class DataDirectoryException extends Exception {
    private static final long serialVersionUID = 1L;

    DataDirectoryException(String message) {
        super(message);
    }

    DataDirectoryException(String message, Throwable cause) {
        super(message, cause);
    }
}
