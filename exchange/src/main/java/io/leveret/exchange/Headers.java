package io.leveret.exchange;

import io.leveret.codec.FieldTable;
import io.leveret.codec.MessageProperties;

/** The headers of the message being routed, decoded only when an exchange on the way looks at them. */
@FunctionalInterface
public interface Headers {
    /** No headers at all. */
    Headers NONE = () -> FieldTable.EMPTY;

    /** The decoded table, null if the message has none. Asked at most once per route. */
    FieldTable table();

    /** The other properties of the message, null if it has none: some exchanges route by them. */
    default MessageProperties properties() {
        return null;
    }

    /** Headers and properties of a message that is not changed on its way. */
    static Headers of(MessageProperties properties) {
        return new Headers() {
            @Override
            public FieldTable table() {
                return properties.headers();
            }

            @Override
            public MessageProperties properties() {
                return properties;
            }
        };
    }
}
