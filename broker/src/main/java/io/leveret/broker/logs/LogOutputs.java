package io.leveret.broker.logs;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Brings each event to the outputs of its category: to its own file if it has one, else to all that are for everything.
 * An event must have the level of its category or above, or of the output, when its category has none. Any thread.
 */
final class LogOutputs extends UnsynchronizedAppenderBase<ILoggingEvent> {
    /** An output with its level. */
    record Leveled(LogLevel level, Appender<ILoggingEvent> appender) {}

    /** What holds at a time. */
    private record Plan(List<Leveled> common, Map<LogCategory, LogLevel> levels, Map<LogCategory, List<Leveled>> own) {}

    private final Map<String, LogCategory> categories = new ConcurrentHashMap<>();
    private final RecentLines recent;
    private volatile Plan plan;

    LogOutputs(
            List<Leveled> common,
            Map<LogCategory, LogLevel> levels,
            Map<LogCategory, List<Leveled>> own,
            RecentLines recent) {
        this.plan = new Plan(List.copyOf(common), Map.copyOf(levels), Map.copyOf(own));
        this.recent = recent;
    }

    @Override
    protected void append(ILoggingEvent event) {
        recent.doAppend(event);
        LogCategory category = categories.computeIfAbsent(event.getLoggerName(), LogCategory::of);
        Plan now = plan;
        LogLevel level = now.levels.get(category);
        for (Leveled output : now.own.getOrDefault(category, now.common)) {
            Level least = (level != null ? level : output.level).library();
            if (event.getLevel().isGreaterOrEqual(least)) {
                output.appender.doAppend(event);
            }
        }
    }

    /** The least severe level of a category that any output takes. */
    LogLevel least(LogCategory category) {
        Plan now = plan;
        LogLevel own = now.levels.get(category);
        if (own != null) {
            return own;
        }
        LogLevel least = LogLevel.NONE;
        for (Leveled output : now.own.getOrDefault(category, now.common)) {
            least = output.level.compareTo(least) < 0 ? output.level : least;
        }
        return least;
    }

    /** All outputs and categories take this level from now on, but those that are switched off. */
    void level(LogLevel level) {
        Plan old = plan;
        Map<LogCategory, LogLevel> levels = new EnumMap<>(LogCategory.class);
        old.levels.forEach((category, now) -> levels.put(category, now == LogLevel.NONE ? now : level));
        Map<LogCategory, List<Leveled>> own = new EnumMap<>(LogCategory.class);
        old.own.forEach((category, outputs) -> own.put(category, at(level, outputs)));
        plan = new Plan(at(level, old.common), levels, own);
    }

    private static List<Leveled> at(LogLevel level, List<Leveled> outputs) {
        return outputs.stream()
                .map(output -> new Leveled(level, output.appender))
                .toList();
    }

    /** Stops all of them; files have what was logged. */
    @Override
    public void stop() {
        super.stop();
        Plan last = plan;
        last.common.forEach(output -> output.appender.stop());
        last.own.values().forEach(outputs -> outputs.forEach(output -> output.appender.stop()));
    }
}
