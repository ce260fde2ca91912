package io.leveret.management.ctl;

import java.util.List;
import java.util.Map;

/** What a command has to print. */
sealed interface Result {
    /** Nothing. */
    Result NOTHING = new Text("");

    /** Text as it is, with the line ends it has. */
    record Text(String text) implements Result {}

    /** Text with the line ends it has, and the same for machines. */
    record Value(String text, Object json) implements Result {}

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

    static Result lines(String... lines) {
        return new Text(String.join("\n", lines) + "\n");
    }
}
