package io.leveret.management.remote;

/** There is no node where one was looked for, or the way to it broke; the text is for people, without a full stop. */
public final class NodeUnreachableException extends Exception {
    private static final long serialVersionUID = 1L;

    /** A failure with what failed below. */
    public NodeUnreachableException(String text, Throwable cause) {
        super(text, cause);
    }

    /** A failure that no other exception tells more about. */
    public NodeUnreachableException(String text) {
        super(text);
    }
}
