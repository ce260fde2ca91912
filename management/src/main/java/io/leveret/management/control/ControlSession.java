package io.leveret.management.control;

import java.io.IOException;

/** The client's end of a command that runs. For the thread that runs it. */
public interface ControlSession {
    /** Writes to the client's standard output. */
    void out(String text);

    /** Writes to the client's standard error. */
    void err(String text);

    /**
     * Reads a line of the client's standard input, without its end; null if there is none.
     *
     * @throws IOException the client is gone
     */
    String readLine() throws IOException;
}
