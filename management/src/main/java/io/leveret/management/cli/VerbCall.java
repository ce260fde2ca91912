package io.leveret.management.cli;

import io.leveret.management.http.Verb;
import io.leveret.management.json.Json;
import io.leveret.management.remote.Answer;
import io.leveret.management.remote.Call;
import io.leveret.management.remote.Carrier;
import io.leveret.management.remote.NodeUnreachableException;
import io.leveret.management.remote.Target;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.ParseResult;

/** A command that is to run: what it was given, the way to the node, and the terminal. */
final class VerbCall implements AutoCloseable {
    /** Opens the way to the node when the first request is sent. */
    interface Way {
        Carrier open(VerbCall call) throws VerbFailure, NodeUnreachableException;
    }

    private final String line;
    private final List<ParseResult> levels;
    private final Terminal terminal;
    private final Way way;
    private Carrier carrier;

    /** @param levels what the program, the group and the verb were given */
    VerbCall(String line, List<ParseResult> levels, Terminal terminal, Way way) {
        this.line = line;
        this.levels = List.copyOf(levels);
        this.terminal = terminal;
        this.way = way;
    }

    Terminal terminal() {
        return terminal;
    }

    /** The command as it was given, for a heading. */
    String line() {
        return line;
    }

    /** The value of an option, or null. */
    String option(String name) {
        for (int i = levels.size() - 1; i >= 0; i--) {
            if (levels.get(i).hasMatchedOption(name)) {
                return levels.get(i).matchedOptionValue(name, null);
            }
        }
        return null;
    }

    String option(String name, String byDefault) {
        String given = option(name);
        return given == null ? byDefault : given;
    }

    /** All values of an option. */
    List<String> options(String name) {
        ParseResult last = levels.get(levels.size() - 1);
        return last.matchedOptionValue(name, List.of());
    }

    boolean has(String name) {
        return levels.stream().anyMatch(level -> level.hasMatchedOption(name));
    }

    /** A whole number, not below 0, that an option has. */
    long number(String name, long byDefault) throws VerbFailure {
        String given = option(name);
        if (given == null) {
            return byDefault;
        }
        if (!given.matches("[0-9]{1,18}")) {
            throw VerbFailure.usage(name + " takes a whole number, not " + Cells.safe(given));
        }
        return Long.parseLong(given);
    }

    /** All arguments. */
    List<String> arguments() {
        ParseResult last = levels.get(levels.size() - 1);
        return last.matchedPositionals().stream()
                .flatMap(each -> each.stringValues().stream())
                .toList();
    }

    String argument(int index) {
        return arguments().get(index);
    }

    Optional<String> optionalArgument(int index) {
        return arguments().size() > index ? Optional.of(argument(index)) : Optional.empty();
    }

    String vhost() {
        return option("--vhost", "/");
    }

    /** Whether nothing but what was asked for is to be printed. */
    boolean isQuiet() {
        return has("--quiet");
    }

    /** How it is to be printed: table, json or csv. */
    String output() throws VerbFailure {
        String output = option("--output", "table");
        if (!List.of("table", "json", "csv").contains(output)) {
            throw VerbFailure.usage("--output takes table, json or csv, not " + Cells.safe(output));
        }
        return output;
    }

    /** Says what was done, unless nobody wants to hear it. */
    void say(String text) {
        if (!isQuiet()) {
            terminal.out().println(Cells.safe(text));
        }
    }

    /** Sends a request, whatever is answered. */
    Answer send(Call call) throws VerbFailure, NodeUnreachableException {
        if (carrier == null) {
            carrier = way.open(this);
        }
        return carrier.send(call);
    }

    /** Asks for a value. */
    Object get(Target target) throws VerbFailure, NodeUnreachableException {
        return get(target, null);
    }

    /**
     * Asks for a value.
     *
     * @param subject what is not there when it is not found, or null
     */
    Object get(Target target, String subject) throws VerbFailure, NodeUnreachableException {
        try (Answer answer = accepted(Call.of(Verb.GET, target.toString()), subject)) {
            return value(answer.text());
        }
    }

    /** Asks for a value; null if it is refused with a certain error, which need not be one. */
    Object getUnless(Target target, String subject, String error) throws VerbFailure, NodeUnreachableException {
        try (Answer answer = send(Call.of(Verb.GET, target.toString()))) {
            String text = answer.text();
            if (answer.isOk()) {
                return value(text);
            }
            if (Values.text(Values.guessed(text), "error").equals(error)) {
                return null;
            }
            throw Refusals.of(answer.status(), text, subject);
        }
    }

    /** Asks for an object. */
    @SuppressWarnings("unchecked") // that is what Json makes of objects
    Map<String, Object> getObject(Target target) throws VerbFailure, NodeUnreachableException {
        return get(target) instanceof Map<?, ?> object ? (Map<String, Object>) object : Map.of();
    }

    /** Asks for an object; null if it is not there. */
    @SuppressWarnings("unchecked") // that is what Json makes of objects
    Map<String, Object> find(Target target) throws VerbFailure, NodeUnreachableException {
        try (Answer answer = send(Call.of(Verb.GET, target.toString()))) {
            if (answer.status() == 404) {
                return null;
            }
            Refusals.check(answer, null);
            return value(answer.text()) instanceof Map<?, ?> object ? (Map<String, Object>) object : Map.of();
        }
    }

    private static Object value(String text) throws VerbFailure {
        try {
            return text.isEmpty() ? null : Json.read(text);
        } catch (IllegalArgumentException e) {
            throw new VerbFailure(Exit.SOFTWARE, "what answers there speaks no JSON; is it a node's HTTP API?");
        }
    }

    /**
     * Has something changed; gives the status.
     *
     * @param subject what it is about, named when it is not there
     */
    int change(Verb verb, Target target, Object body, String subject) throws VerbFailure, NodeUnreachableException {
        try (Answer answer = accepted(call(verb, target, body), subject)) {
            return answer.status();
        }
    }

    /** Has something done that answers a value. */
    Object ask(Verb verb, Target target, Object body, String subject) throws VerbFailure, NodeUnreachableException {
        try (Answer answer = accepted(call(verb, target, body), subject)) {
            return value(answer.text());
        }
    }

    private static Call call(Verb verb, Target target, Object body) {
        byte[] bytes = body == null ? new byte[0] : Json.write(body).getBytes(StandardCharsets.UTF_8);
        return new Call(verb, target.toString(), Map.of(), bytes);
    }

    private Answer accepted(Call call, String subject) throws VerbFailure, NodeUnreachableException {
        Answer answer = send(call);
        try {
            Refusals.check(answer, subject);
            return answer;
        } catch (VerbFailure | NodeUnreachableException e) {
            answer.close();
            throw e;
        }
    }

    /** The arguments of a declaration: {@code --arguments} with JSON, and each {@code -a NAME=VALUE}. */
    Map<String, Object> table(String jsonOption, String pairOption) throws VerbFailure {
        Map<String, Object> table = new LinkedHashMap<>();
        String given = option(jsonOption);
        if (given != null) {
            if (!(Values.json(jsonOption, given) instanceof Map<?, ?> object)) {
                throw VerbFailure.usage(jsonOption + " takes a JSON object");
            }
            object.forEach((name, value) -> table.put(name.toString(), value));
        }
        for (String pair : options(pairOption)) {
            int equals = pair.indexOf('=');
            if (equals <= 0) {
                throw VerbFailure.usage(pairOption + " takes NAME=VALUE, not " + Cells.safe(pair));
            }
            table.put(pair.substring(0, equals), Values.guessed(pair.substring(equals + 1)));
        }
        return table;
    }

    @Override
    public void close() {
        if (carrier != null) {
            carrier.close();
        }
    }
}
