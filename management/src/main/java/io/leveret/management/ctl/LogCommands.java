package io.leveret.management.ctl;

import io.leveret.management.admin.LogsAdmin;
import io.leveret.management.ctl.Command.Tool;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** The node's log: its level, where it goes, its last lines, its next lines. */
final class LogCommands {
    private static final String GROUP = "Observability";
    private static final String TAIL_LINES = "50";

    /** Lines that a slow client may be behind; what comes then is left out. */
    private static final int MOST_BEHIND = 10_000;

    private static final long LOOK_MS = 500;

    private LogCommands() {}

    static void addTo(CommandTable table) {
        table.add(Command.named("set_log_level", "Configuration and Environment", "Sets log level in the running node")
                .takes("<log_level>", 1, 1)
                .alsoWhenStopped()
                .saying(call -> LogsAdmin.LEVELS.contains(call.argument(0))
                        ? "Setting log level to \"" + call.argument(0) + "\" ..."
                        : null)
                .doing(LogCommands::setLevel));
        table.add(Command.named("log_location", GROUP, "Shows log file location(s) on target node")
                .takes("[--all|-a] [--timeout <timeout>]", 0, 0)
                .switches("all", "a")
                .of(Tool.DIAGNOSTICS)
                .alsoWhenStopped()
                .saying(call -> "Log file location(s) on node " + call.node().name() + " ...")
                .doing(LogCommands::locations));
        table.add(Command.named("log_tail", GROUP, "Prints the last N lines of the log on the node")
                .takes("[--number|-N <number>] [--timeout <timeout>]", 0, 0)
                .options("number", "N")
                .of(Tool.DIAGNOSTICS)
                .alsoWhenStopped()
                .checking(call -> number(call, "N", "number", TAIL_LINES))
                .saying(call -> "Last " + given(call, "N", "number", TAIL_LINES) + " log lines on node "
                        + call.node().name() + " ...")
                .doing(LogCommands::tail));
        table.add(Command.named("log_tail_stream", GROUP, "Streams logs from a running node for a period of time")
                .takes("[--duration|-d <seconds>] [--timeout <timeout>]", 0, 0)
                .options("duration", "d")
                .of(Tool.DIAGNOSTICS)
                .alsoWhenStopped()
                .checking(call -> {
                    if (!given(call, "d", "duration", "infinity").equals("infinity")) {
                        number(call, "d", "duration", "0");
                    }
                })
                .saying(call -> "Streaming logs from node " + call.node().name() + " for "
                        + given(call, "d", "duration", "infinity") + " seconds ...")
                .doing(LogCommands::stream));
    }

    private static Result setLevel(Invocation call) throws CommandFailure {
        String level = call.argument(0);
        if (!LogsAdmin.LEVELS.contains(level)) {
            throw CommandFailure.error(
                    ExitCode.UNAVAILABLE,
                    "level " + level + " is not supported. Try one of " + String.join(", ", LogsAdmin.LEVELS));
        }
        call.node().logs().level(level);
        return Result.NOTHING;
    }

    /** The first, or all of them, as in RabbitMQ. */
    private static Result locations(Invocation call) {
        List<String> all = call.node().logs().locations();
        boolean wanted = call.options().has("all") || call.options().has("a");
        List<String> shown = wanted ? all : all.subList(0, Math.min(1, all.size()));
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("result", "ok");
        json.put("node_name", call.node().name());
        json.put("paths", shown);
        return new Result.Value(String.join("\n", shown) + "\n", json);
    }

    private static Result tail(Invocation call) throws BadUsage {
        List<String> lines = call.node().logs().tail(number(call, "N", "number", TAIL_LINES));
        List<Map<String, Object>> json = new ArrayList<>();
        lines.forEach(line -> json.add(Map.of("message", line)));
        return new Result.Value(String.join("\n", lines) + "\n", json);
    }

    private static Result stream(Invocation call) throws BadUsage {
        boolean forEver = given(call, "d", "duration", "infinity").equals("infinity");
        long wanted = forEver ? Long.MAX_VALUE : TimeUnit.SECONDS.toNanos(number(call, "d", "duration", "0"));
        long begin = System.nanoTime();
        BlockingQueue<String> lines = new ArrayBlockingQueue<>(MOST_BEHIND);
        Runnable end = call.node().logs().follow(lines::offer);
        try {
            long left = wanted;
            while (left > 0 && !call.session().isGone()) {
                String line = lines.poll(Math.min(left, TimeUnit.MILLISECONDS.toNanos(LOOK_MS)), TimeUnit.NANOSECONDS);
                if (line != null) {
                    call.session().out(line + "\n");
                }
                left = wanted - (System.nanoTime() - begin);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            end.run();
        }
        return Result.SILENCE;
    }

    private static String given(Invocation call, String shortName, String name, String otherwise) {
        return call.options().valueOr(shortName, call.options().valueOr(name, otherwise));
    }

    private static int number(Invocation call, String shortName, String name, String otherwise) throws BadUsage {
        return Invocation.number("-" + shortName, given(call, shortName, name, otherwise));
    }
}
