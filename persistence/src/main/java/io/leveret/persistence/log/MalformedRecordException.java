package io.leveret.persistence.log;

import java.io.IOException;

/** Bytes whose checksum is right are no record of this version. */
final class MalformedRecordException extends IOException {
    private static final long serialVersionUID = 1;

    MalformedRecordException(String message) {
        super(message);
    }
}
