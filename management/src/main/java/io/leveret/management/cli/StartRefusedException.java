package io.leveret.management.cli;

/** A node cannot start. The text is shown to the operator, alone and without a stack trace. */
public final class StartRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Something is wrong with the settings (EX_CONFIG of sysexits). */
    public static final int CONFIG = 78;

    /** Anything else is wrong, such as a data directory in use. */
    public static final int OTHER = 1;

    private final int exitCode;

    /**
     * Refuses the start.
     *
     * @param message what is wrong, where, and what is expected
     * @param exitCode {@link #CONFIG} or {@link #OTHER}
     * @param cause what failed below
     */
    public StartRefusedException(String message, int exitCode, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    /** Refuses the start for a reason that no other exception tells more about. */
    public StartRefusedException(String message, int exitCode) {
        super(message);
        this.exitCode = exitCode;
    }

    /** The exit code of the process. */
    public int exitCode() {
        return exitCode;
    }
}
