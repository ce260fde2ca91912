package io.leveret.management.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A terminal that keeps what is printed; time passes when a command waits. */
final class FakeTerminal implements Terminal {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final ByteArrayOutputStream complained = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(printed, false, StandardCharsets.UTF_8);
    private final PrintStream err = new PrintStream(complained, true, StandardCharsets.UTF_8);

    final Map<String, String> variables = new HashMap<>();

    /** What is typed when a password is asked for; nobody types when there is none. */
    final List<String> passwords = new ArrayList<>();

    /** The questions that were asked. */
    final List<String> prompts = new ArrayList<>();

    /** How long a command waited, time by time. */
    final List<Long> pauses = new ArrayList<>();

    String input = "";
    boolean watched;
    int pausesLeft = 100;
    long nowMs = 1_000_000;

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
        return new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public boolean isWatched() {
        return watched;
    }

    @Override
    public String password(String prompt) {
        prompts.add(prompt);
        return passwords.isEmpty() ? null : passwords.remove(0);
    }

    @Override
    public String variable(String name) {
        return variables.get(name);
    }

    @Override
    public long nowMs() {
        return nowMs;
    }

    @Override
    public boolean pause(long ms) {
        pauses.add(ms);
        nowMs += ms;
        return pausesLeft-- > 0;
    }

    /** What was printed since it was asked last. */
    String takeOut() {
        out.flush();
        String text = printed.toString(StandardCharsets.UTF_8);
        printed.reset();
        return text;
    }

    /** What went to standard error since it was asked last. */
    String takeErr() {
        String text = complained.toString(StandardCharsets.UTF_8);
        complained.reset();
        return text;
    }
}
