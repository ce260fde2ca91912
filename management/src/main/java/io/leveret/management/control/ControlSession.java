package io.leveret.management.control;

import java.io.IOException;
import java.io.InputStream;

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

    /** Writes bytes to the client's standard output, as they are. */
    void out(byte[] bytes, int offset, int length);

    /** What the client's standard input has from here on; it is asked for in pieces, as they are read. */
    InputStream input();

    /** Whether the client has gone, as far as can be told; what is written to it then goes nowhere. */
    boolean isGone();

    /**
     * Has the client wait until a process of this machine is gone, when the command is over, and then print something.
     * A conversation that breaks off later is one with a process that ends, and no failure.
     */
    void awaitEnd(long pid, String then);
}
