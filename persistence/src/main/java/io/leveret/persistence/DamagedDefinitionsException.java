package io.leveret.persistence;

import java.io.IOException;

/** A file of definitions is not what was written. */
final class DamagedDefinitionsException extends IOException {
    private static final long serialVersionUID = 1L;

    DamagedDefinitionsException(String message, Throwable cause) {
        super(message, cause);
    }
}
