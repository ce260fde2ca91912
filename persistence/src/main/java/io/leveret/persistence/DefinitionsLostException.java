package io.leveret.persistence;

import java.io.IOException;

/** Definitions that were on disk cannot be found any more, neither in a checkpoint nor in the log. */
public final class DefinitionsLostException extends IOException {
    private static final long serialVersionUID = 1L;

    DefinitionsLostException(String message, Throwable cause) {
        super(message, cause);
    }
}
