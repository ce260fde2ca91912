package io.leveret.exchange;

import java.util.Locale;

/** What stands at the receiving end of a binding. */
public enum DestinationKind {
    QUEUE,
    EXCHANGE;

    /** The word used in reply texts and listings: {@code queue} or {@code exchange}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
