package io.leveret.management.cli;

import java.io.Console;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** The terminal of this process. The launcher says whether standard output is one, which Java cannot tell alone. */
final class ProcessTerminal implements Terminal {
    private final PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    private final PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);

    @Override
    public PrintStream out() {
        return out;
    }

    @Override
    public PrintStream err() {
        return err;
    }

    @Override
    public InputStream in() {
        return System.in;
    }

    @Override
    public boolean isWatched() {
        return Boolean.getBoolean("leveret.terminal");
    }

    @Override
    public String password(String prompt) {
        Console console = System.console();
        char[] typed = console == null ? null : console.readPassword("%s", prompt);
        return typed == null ? null : new String(typed);
    }

    @Override
    public String variable(String name) {
        return System.getenv(name);
    }

    @Override
    public long nowMs() {
        return System.currentTimeMillis();
    }

    @Override
    public boolean pause(long ms) {
        out.flush();
        try {
            Thread.sleep(ms);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
