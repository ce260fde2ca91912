package io.leveret.persistence.log;

import java.io.IOException;

/** More items count on some files than anybody says are there: some are on their way. To be tried later. */
final class PendingItemsException extends IOException {
    private static final long serialVersionUID = 1L;

    PendingItemsException() {
        super("items are still to be added or let go");
    }
}
