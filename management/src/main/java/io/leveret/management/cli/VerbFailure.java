package io.leveret.management.cli;

/** A command failed; the text is one line for people, without a full stop. */
final class VerbFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    VerbFailure(int exitCode, String text) {
        super(text);
        this.exitCode = exitCode;
    }

    static VerbFailure usage(String text) {
        return new VerbFailure(Exit.USAGE, text);
    }

    int exitCode() {
        return exitCode;
    }
}
