package io.leveret.management.cli;

import io.leveret.management.json.Json;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Values as texts of one line. */
final class Cells {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final String[] UNITS = {"B", "kB", "MB", "GB", "TB", "PB"};

    private Cells() {}

    /** A value for people: lists of simple things with commas between, objects as JSON, nothing as nothing. */
    static String plain(Object value) {
        if (value == null) {
            return "";
        }
        if (value instanceof List<?> list && list.stream().noneMatch(Cells::hasStructure)) {
            return String.join(", ", list.stream().map(Cells::plain).toList());
        }
        if (value instanceof Map<?, ?> map && map.isEmpty()) {
            return "";
        }
        if (hasStructure(value)) {
            return Json.write(value);
        }
        if (value instanceof Double number) {
            return number == Math.rint(number) && Math.abs(number) < 1e15
                    ? Long.toString(number.longValue())
                    : String.format(Locale.ROOT, "%.2f", number);
        }
        return value.toString();
    }

    private static boolean hasStructure(Object value) {
        return value instanceof List<?> || value instanceof Map<?, ?>;
    }

    /** A time in epoch milliseconds, to the second, in UTC. */
    static String time(Object value) {
        return value instanceof Number ms ? TIME.format(Instant.ofEpochMilli(ms.longValue())) : plain(value);
    }

    /** A size: {@code 1.5 MB}. */
    static String size(Object value) {
        if (!(value instanceof Number bytes)) {
            return plain(value);
        }
        double size = bytes.doubleValue();
        int unit = 0;
        while (size >= 1000 && unit < UNITS.length - 1) {
            size /= 1000;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 ? "%.0f %s" : "%.1f %s", size, UNITS[unit]);
    }

    /** A span: {@code 3 d 4 h}, {@code 5 min 6 s}. */
    static String span(long ms) {
        long seconds = ms / 1000;
        long days = seconds / 86_400;
        long hours = seconds / 3_600 % 24;
        long minutes = seconds / 60 % 60;
        if (days > 0) {
            return days + " d " + hours + " h";
        }
        if (hours > 0) {
            return hours + " h " + minutes + " min";
        }
        return minutes > 0 ? minutes + " min " + seconds % 60 + " s" : seconds + " s";
    }

    /** Without what would move the cursor or change the terminal: names come from anybody who may declare a queue. */
    static String safe(String text) {
        StringBuilder safe = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean harmful = Character.isISOControl(c) || Character.getType(c) == Character.FORMAT;
            if (harmful && safe == null) {
                safe = new StringBuilder(text.substring(0, i));
            }
            if (safe != null) {
                safe.append(harmful ? String.format("\\u%04x", (int) c) : String.valueOf(c));
            }
        }
        return safe == null ? text : safe.toString();
    }
}
