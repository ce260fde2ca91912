package io.leveret.management.admin;

/** The broker refuses what a user asks for, as it refuses it to a client of AMQP. */
public final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    /** AMQP's {@code access-refused}: the user's permissions do not allow it. */
    public static final int ACCESS_REFUSED = 403;

    /** AMQP's {@code not-found}: what is named is not there. */
    public static final int NOT_FOUND = 404;

    private final int code;

    /**
     * A refusal.
     *
     * @param code AMQP's reply code
     * @param replyText as a client would read it: the code's name, a dash, and why
     */
    public RefusedException(int code, String replyText) {
        super(replyText);
        this.code = code;
    }

    /** AMQP's reply code. */
    public int code() {
        return code;
    }

    /** What a client would read, such as {@code NOT_FOUND - no queue 'q' in vhost '/'}. */
    public String replyText() {
        return getMessage();
    }

    /** Why, without the name of the code. */
    public String explanation() {
        String dash = " - ";
        int at = getMessage().indexOf(dash);
        return at < 0 ? getMessage() : getMessage().substring(at + dash.length());
    }
}
