package io.leveret.broker.settings;

import java.util.ArrayList;
import java.util.List;

/**
 * A key of the table. Segments stand between dots; a segment that begins with {@code $} matches any one segment. A
 * backslash before a dot makes it part of its segment, as in {@code loopback_users.jane\.doe}.
 */
record KeyPattern(String text, List<String> segments) {
    static KeyPattern of(String text) {
        return new KeyPattern(text, split(text));
    }

    boolean literal() {
        return text.indexOf('$') < 0;
    }

    boolean matches(List<String> key) {
        if (key.size() != segments.size()) {
            return false;
        }
        for (int i = 0; i < key.size(); i++) {
            String segment = segments.get(i);
            boolean fits = segment.startsWith("$") ? !key.get(i).isEmpty() : segment.equals(key.get(i));
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    /** This pattern with its open segments filled from the key at the same positions, for comparing spellings. */
    String filledFrom(List<String> key) {
        List<String> filled = new ArrayList<>(segments.size());
        for (int i = 0; i < segments.size(); i++) {
            String segment = segments.get(i);
            filled.add(segment.startsWith("$") && i < key.size() ? key.get(i) : segment);
        }
        return String.join(".", filled);
    }

    /** Characters of the segments that are its own. */
    int ownLength() {
        return segments.stream()
                .filter(segment -> !segment.startsWith("$"))
                .mapToInt(String::length)
                .sum();
    }

    /** The segments of a key as written, with the backslashes before dots kept. */
    static List<String> split(String key) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < key.length(); i++) {
            if (key.charAt(i) == '.' && (i == 0 || key.charAt(i - 1) != '\\')) {
                parts.add(key.substring(start, i));
                start = i + 1;
            }
        }
        parts.add(key.substring(start));
        return List.copyOf(parts);
    }

    /** A segment without the backslashes that protect its dots. */
    static String unescaped(String segment) {
        return segment.replace("\\.", ".");
    }
}
