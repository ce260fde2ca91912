package io.leveret.persistence.log;

/** The kinds of records that stand in frames. */
public enum RecordKind {
    /** Address, properties and body of a message, once for all streams that add it. */
    BODY(1),
    /** A stream adds an item. */
    ADD(2),
    /** The same, to be forgotten at a restart. */
    ADD_PASSING(3),
    /** A stream drops an item. */
    DROP(4),
    /** A stream drops all items up to one, save a few. */
    DROP_UP_TO(5),
    /** Something about an item, of interest as long as the stream has it. */
    NOTE(6),
    /** A number of a stream of which the highest counts. */
    MARK(7),
    /** Changes of definitions. */
    DEFINITION(8);

    private final byte code;

    RecordKind(int code) {
        this.code = (byte) code;
    }

    byte code() {
        return code;
    }
}
