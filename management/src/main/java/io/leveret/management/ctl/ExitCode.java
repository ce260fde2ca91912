package io.leveret.management.ctl;

/** Exit codes as RabbitMQ's tools use them; they are those of sysexits. */
final class ExitCode {
    static final int OK = 0;
    static final int USAGE = 64;
    static final int DATA = 65;
    static final int NO_USER = 67;
    static final int UNAVAILABLE = 69;
    static final int SOFTWARE = 70;
    static final int TEMPORARY = 75;

    private ExitCode() {}
}
