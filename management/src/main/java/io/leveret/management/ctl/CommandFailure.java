package io.leveret.management.ctl;

import io.leveret.management.json.Json;
import java.util.Map;
import java.util.TreeMap;

/**
 * A command failed; the text, or for machines what stands for it, goes to standard error as it is. An empty text is not
 * printed.
 */
final class CommandFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final int exitCode;
    private final int jsonExitCode;
    private final transient Map<String, Object> json;

    CommandFailure(int exitCode, String text) {
        this(exitCode, text, null);
    }

    /**
     * The same, with what machines are told.
     *
     * @param json null if RabbitMQ tells them the text
     */
    CommandFailure(int exitCode, String text, Map<String, Object> json) {
        this(exitCode, text, exitCode, json);
    }

    private CommandFailure(int exitCode, String text, int jsonExitCode, Map<String, Object> json) {
        super(text);
        this.json = json;
        this.jsonExitCode = jsonExitCode;
        this.exitCode = exitCode;
    }

    /** The form that most failures have. */
    static CommandFailure error(int exitCode, String text) {
        return new CommandFailure(exitCode, "Error:\n" + text);
    }

    /** The same with what machines are told; {@code json} as in the constructor. */
    static CommandFailure error(int exitCode, String text, Map<String, Object> json) {
        return new CommandFailure(exitCode, "Error:\n" + text, json);
    }

    /** The same, of which machines are told another text, and another exit code than people where that is not 69. */
    CommandFailure toMachines(Invocation call, String text) {
        return new CommandFailure(
                exitCode,
                getMessage(),
                ExitCode.UNAVAILABLE,
                new TreeMap<>(Map.of("message", text, "node", call.node().name(), "result", "error")));
    }

    /** What is to be printed with a formatter. */
    String told(String formatter) {
        return isTold(formatter) ? Json.write(json) : getMessage();
    }

    /** What the program ends with where {@link #told} is printed. */
    int exitCode(String formatter) {
        return isTold(formatter) ? jsonExitCode : exitCode;
    }

    private boolean isTold(String formatter) {
        return json != null && formatter.equals("json");
    }
}
