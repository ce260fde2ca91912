package io.leveret.broker.logs;

import io.leveret.broker.settings.Settings;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * How an output writes times and levels, and which of both forms it has.
 *
 * @param json whether lines are JSON objects
 * @param time a name of the setting {@code formatter.time_format}
 * @param level a name of the setting {@code formatter.level_format}
 * @param format the line in plain text, with variables behind {@code $}
 * @param fieldMap the fields in JSON: {@code name}, {@code name:other}, {@code name:-} and {@code *:-}, parted by
 *     blanks
 * @param mostChars what a message, and what belongs to it, is cut at
 */
record LineStyle(boolean json, String time, String level, String format, String fieldMap, int mostChars) {
    /** The form of a line in which nothing is set. */
    static final LineStyle PLAIN = new LineStyle(false, "rfc3339_space", "lc", "$time [$level] $pid $msg", "", 16_384);

    private static final DateTimeFormatter SPACE = formatter("yyyy-MM-dd HH:mm:ss.SSSSSSxxx");
    private static final DateTimeFormatter WITH_T = formatter("yyyy-MM-dd'T'HH:mm:ss.SSSSSSxxx");
    private static final DateTimeFormatter LAGER = formatter("yyyy-MM-dd HH:mm:ss.SSS");

    /** The style of an output, {@code console}, {@code file}, {@code exchange} or {@code syslog}. */
    static LineStyle of(Settings settings, String output) {
        String prefix = "log." + output + ".formatter";
        return new LineStyle(
                settings.text(prefix).equals("json"),
                settings.text(prefix + ".time_format"),
                settings.text(prefix + ".level_format"),
                settings.text(prefix + ".plaintext.format"),
                settings.has(prefix + ".json.field_map") ? settings.text(prefix + ".json.field_map") : "",
                settings.integer("limits.log_line"));
    }

    private static DateTimeFormatter formatter(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(ZoneId.systemDefault());
    }

    /** A time as a {@link String}, or as a {@link Long} if it is counted. */
    Object timeOf(Instant instant) {
        return switch (time) {
            case "rfc3339_T" -> WITH_T.format(instant);
            case "epoch_usecs" -> instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1_000;
            case "epoch_secs" -> instant.getEpochSecond();
            case "lager_default" -> LAGER.format(instant);
            default -> SPACE.format(instant);
        };
    }

    /** A level in full or in three or four letters, in lower or upper case. */
    String levelOf(LogLevel of) {
        String word = switch (level) {
            case "lc3", "uc3" -> threeLetters(of);
            case "lc4", "uc4" -> fourLetters(of);
            default -> of.name().toLowerCase(Locale.ROOT);
        };
        return level.startsWith("uc") ? word.toUpperCase(Locale.ROOT) : word;
    }

    private static String threeLetters(LogLevel level) {
        return switch (level) {
            case DEBUG -> "dbg";
            case WARNING -> "wrn";
            case ERROR -> "err";
            default -> "inf";
        };
    }

    private static String fourLetters(LogLevel level) {
        return switch (level) {
            case DEBUG -> "dbug";
            case WARNING -> "warn";
            case ERROR -> "erro";
            default -> "info";
        };
    }

    /** A text that is no longer than a line may be. */
    String cut(String text) {
        return text.length() <= mostChars
                ? text
                : text.substring(0, mostChars) + "... (" + (text.length() - mostChars) + " more characters)";
    }
}
