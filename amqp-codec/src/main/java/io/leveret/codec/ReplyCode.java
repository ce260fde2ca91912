package io.leveret.codec;

/** Reply codes of AMQP 0-9-1 section 1.2, with the names RabbitMQ puts at the head of each reply text. */
public enum ReplyCode {
    NO_ROUTE(312, false),
    CONNECTION_FORCED(320, true),
    CONTENT_TOO_LARGE(311, false),
    NO_CONSUMERS(313, false),
    INVALID_PATH(402, true),
    ACCESS_REFUSED(403, false),
    NOT_FOUND(404, false),
    RESOURCE_LOCKED(405, false),
    PRECONDITION_FAILED(406, false),
    FRAME_ERROR(501, true),
    SYNTAX_ERROR(502, true),
    COMMAND_INVALID(503, true),
    CHANNEL_ERROR(504, true),
    UNEXPECTED_FRAME(505, true),
    RESOURCE_ERROR(506, true),
    NOT_ALLOWED(530, true),
    NOT_IMPLEMENTED(540, true),
    INTERNAL_ERROR(541, true);

    private final int code;
    private final boolean hard;

    ReplyCode(int code, boolean hard) {
        this.code = code;
        this.hard = hard;
    }

    /** The number on the wire. */
    public int code() {
        return code;
    }

    /** Whether the specification ends the connection (true) or only the channel (false). */
    public boolean hard() {
        return hard;
    }
}
