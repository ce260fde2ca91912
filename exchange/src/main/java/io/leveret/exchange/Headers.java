package io.leveret.exchange;

import io.leveret.codec.FieldTable;

/** The headers of the message being routed, decoded only when an exchange on the way looks at them. */
@FunctionalInterface
public interface Headers {
    /** No headers at all. */
    Headers NONE = () -> FieldTable.EMPTY;

    /** The decoded table, null if the message has none. Asked at most once per route. */
    FieldTable table();
}
