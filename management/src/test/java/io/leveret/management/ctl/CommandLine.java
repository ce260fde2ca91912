package io.leveret.management.ctl;

import io.leveret.management.api.Api;
import io.leveret.management.control.ControlRequest;
import io.leveret.management.control.ControlSession;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Runs command lines against a {@link FakeNode} and keeps what they print. */
final class CommandLine implements ControlSession {
    private final ControlCommands commands;
    private final StringBuilder out = new StringBuilder();
    private final StringBuilder err = new StringBuilder();

    /** What standard input has, besides lines. */
    byte[] content = {};

    /** What standard input has, line by line. */
    final List<String> input = new ArrayList<>();

    /** The client's working directory. */
    String directory = "";

    /** Processes whose end the client is to wait for, each with what it then prints. */
    final List<String> ends = new ArrayList<>();

    CommandLine(FakeNode node) {
        commands = new ControlCommands(node, node, "1.2.3", () -> Api.routes(node));
    }

    /** The exit code of a command of {@code rabbitmqctl}; blanks part its words, but not between single quotes. */
    int ctl(String line) {
        return run("rabbitmqctl", line);
    }

    int run(String tool, String line) {
        out.setLength(0);
        err.setLength(0);
        return commands.run(new ControlRequest(tool, directory, words(line)), this);
    }

    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean quoted = false;
        boolean any = false;
        for (char c : (line + " ").toCharArray()) {
            if (c == '\'') {
                quoted = !quoted;
                any = true;
            } else if (c == ' ' && !quoted) {
                if (any) {
                    words.add(word.toString());
                }
                word.setLength(0);
                any = false;
            } else {
                word.append(c);
                any = true;
            }
        }
        return words;
    }

    String out() {
        return out.toString();
    }

    String err() {
        return err.toString();
    }

    @Override
    public void out(String text) {
        out.append(text);
    }

    @Override
    public void err(String text) {
        err.append(text);
    }

    @Override
    public String readLine() {
        return input.isEmpty() ? null : input.remove(0);
    }

    @Override
    public void out(byte[] bytes, int offset, int length) {
        out.append(new String(bytes, offset, length, StandardCharsets.UTF_8));
    }

    @Override
    public InputStream input() {
        return new ByteArrayInputStream(content);
    }

    @Override
    public boolean isGone() {
        return false;
    }

    @Override
    public void awaitEnd(long pid, String then) {
        ends.add(pid + " " + then);
    }
}
