package io.leveret.management.cli;

import java.io.InputStream;
import java.io.PrintStream;

/** What a command has around it: streams, a person perhaps, the environment, time. For one thread. */
interface Terminal {
    PrintStream out();

    PrintStream err();

    InputStream in();

    /** Whether somebody looks at what is written to {@link #out}. */
    boolean isWatched();

    /** A password that is typed and not shown; null if nobody is there to type. */
    String password(String prompt);

    /** A variable of the environment, or null. */
    String variable(String name);

    long nowMs();

    /** Waits; false if it shall end instead. */
    boolean pause(long ms);
}
