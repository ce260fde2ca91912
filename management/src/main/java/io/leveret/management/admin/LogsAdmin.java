package io.leveret.management.admin;

import java.util.List;
import java.util.function.Consumer;

/** The node's log: how much of it is written, where it goes, and its last lines. Any thread. */
public interface LogsAdmin {
    /** The levels that can be set, as RabbitMQ names them. */
    List<String> LEVELS = List.of("debug", "info", "warning", "error", "critical", "none");

    /**
     * Writes from now on what is of this level or above, in all categories but those that are switched off, until the
     * process ends.
     *
     * @param level one of {@link #LEVELS}
     */
    void level(String level);

    /** Where it goes: names of files, {@code <stdout>}, {@code <stderr>}. */
    List<String> locations();

    /**
     * The last lines since the process started, oldest first.
     *
     * @param lines how many at most; the node keeps some hundreds
     */
    List<String> tail(int lines);

    /**
     * Gives each further line to a consumer, which must not wait: it is called where something is logged.
     *
     * @return ends it
     */
    Runnable follow(Consumer<String> line);
}
