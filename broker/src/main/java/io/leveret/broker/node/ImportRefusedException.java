package io.leveret.broker.node;

/** Definitions that a start is to import cannot be; the text says which, why, and where in the file. */
final class ImportRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    ImportRefusedException(String text, Throwable cause) {
        super(text, cause);
    }
}
