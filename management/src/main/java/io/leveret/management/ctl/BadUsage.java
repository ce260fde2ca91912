package io.leveret.management.ctl;

/** A command line that is not understood: the text, and the command's usage, go to standard error. */
final class BadUsage extends Exception {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    BadUsage(String text) {
        this(ExitCode.USAGE, text);
    }

    BadUsage(int exitCode, String text) {
        super(text);
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }
}
