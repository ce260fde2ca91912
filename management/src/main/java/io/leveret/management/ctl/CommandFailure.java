package io.leveret.management.ctl;

/** A command failed; the text goes to standard error as it is. */
final class CommandFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    CommandFailure(int exitCode, String text) {
        super(text);
        this.exitCode = exitCode;
    }

    /** The form that most failures have. */
    static CommandFailure error(int exitCode, String text) {
        return new CommandFailure(exitCode, "Error:\n" + text);
    }

    int exitCode() {
        return exitCode;
    }
}
