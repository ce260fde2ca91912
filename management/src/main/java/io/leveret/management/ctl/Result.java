package io.leveret.management.ctl;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a command has to print. */
sealed interface Result {
    /** It is done, which people are not told. */
    Result NOTHING = new Done();

    /** Nobody is told more than was printed on the way. */
    Result SILENCE = new Text("");

    /** What machines are told in the form of {@link #done}. */
    record Done() implements Result {}

    /** Text as it is, with the line ends it has. */
    record Text(String text) implements Result {}

    /** Text with the line ends it has, and the same for machines. */
    record Value(String text, Object json) implements Result {}

    /** Text with the line ends it has, and for machines a list of what RabbitMQ makes one after the other. */
    record Parts(String text, List<?> json) implements Result {}

    /** What is shown in one way to people and in another to machines. */
    record Shown(Table table, Object json) implements Result {}

    /**
     * Rows under columns. Values are strings, numbers, booleans, lists, maps, and field tables.
     *
     * @param streamed how RabbitMQ makes it, which shows when there are no rows: then nothing is printed, and else an
     *     empty line
     */
    record Table(List<String> columns, List<List<Object>> rows, boolean streamed) implements Result {}

    /** What a check says when all is well, where RabbitMQ tells machines no more than that. */
    static Result passed(String text) {
        return new Value(text + "\n", Map.of("result", "ok"));
    }

    /** The same where people are told nothing if silence was asked. */
    static Result passedUnlessSilent(Invocation call, String text) {
        return new Value(call.options().has("silent") ? "" : text + "\n", Map.of("result", "ok"));
    }

    /** What machines are told of what was done on a node. */
    static Map<String, Object> done(Invocation call) {
        return new TreeMap<>(Map.of("node", call.node().name(), "result", "ok"));
    }

    /** A line that machines are told as the value that came of it. */
    static Result outcome(Invocation call, String text) {
        Map<String, Object> json = done(call);
        json.put("value", text);
        return new Value(text + "\n", json);
    }

    static Result lines(String... lines) {
        return new Text(String.join("\n", lines) + "\n");
    }
}
