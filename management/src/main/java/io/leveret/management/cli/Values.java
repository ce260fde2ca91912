package io.leveret.management.cli;

import io.leveret.management.json.Json;
import java.util.Map;

/** Values on command lines, and within answers. */
final class Values {
    private Values() {}

    /** JSON that must be well-formed. */
    static Object json(String what, String text) throws VerbFailure {
        try {
            return Json.read(text);
        } catch (IllegalArgumentException e) {
            throw VerbFailure.usage(what + " is no JSON: " + Cells.safe(e.getMessage()));
        }
    }

    /** What is JSON is the value, all else a text: {@code 5}, {@code true}, {@code {"a":1}}, {@code lazy}. */
    static Object guessed(String text) {
        try {
            return Json.read(text);
        } catch (IllegalArgumentException e) {
            return text;
        }
    }

    /** What stands in an object at a path, dots leading inwards; null if there is nothing. */
    static Object at(Object value, String path) {
        if (value instanceof Map<?, ?> object && object.containsKey(path)) {
            return object.get(path);
        }
        Object found = value;
        for (String name : path.split("\\.")) {
            found = found instanceof Map<?, ?> object ? object.get(name) : null;
        }
        return found;
    }

    /** A number at a path, 0 if there is none. */
    static long number(Object value, String path) {
        return at(value, path) instanceof Number number ? number.longValue() : 0;
    }

    /** What stands at a path as a text, or empty. */
    static String text(Object value, String path) {
        return Cells.plain(at(value, path));
    }
}
