package io.leveret.management.admin;

/** A wish of an administrator was not fulfilled; the text is for people, without a full stop. */
public final class AdminException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What kind of refusal it is. */
    public enum Kind {
        /** The user that is named is not there; the text is its name. */
        NO_SUCH_USER,
        /** The virtual host that is named is not there; the text is its name. */
        NO_SUCH_VHOST,
        /** Anything else that is named is not there. */
        NOT_FOUND,
        /** What is to be added is there already. */
        EXISTS,
        /** What is to be deleted is protected from that. */
        PROTECTED,
        /** There are as many as there may be. */
        LIMIT,
        /** A value is malformed or out of range. */
        INVALID,
        /** Somebody who was asked did not answer in time. */
        TIMEOUT,
        /** It cannot be done as things are now; later perhaps. */
        UNAVAILABLE,
        /** It went wrong. */
        FAILED
    }

    private final Kind kind;

    /** A refusal without a cause below. */
    public AdminException(Kind kind, String text) {
        super(text);
        this.kind = kind;
    }

    /** A refusal with what failed below. */
    public AdminException(Kind kind, String text, Throwable cause) {
        super(text, cause);
        this.kind = kind;
    }

    /** Which kind it is. */
    public Kind kind() {
        return kind;
    }
}
