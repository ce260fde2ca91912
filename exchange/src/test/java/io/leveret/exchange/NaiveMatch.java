package io.leveret.exchange;

import io.leveret.codec.FieldTable;
import io.leveret.codec.FieldType;
import io.leveret.codec.FieldValue;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Matching as the rules say it, one binding at a time, without any index: what the indexes are judged by. */
final class NaiveMatch {
    private NaiveMatch() {}

    static boolean topic(String pattern, String key) {
        return topic(words(pattern), words(key));
    }

    private static boolean topic(List<String> pattern, List<String> key) {
        if (pattern.isEmpty()) {
            return key.isEmpty();
        }
        List<String> rest = pattern.subList(1, pattern.size());
        if (pattern.get(0).equals("#")) {
            return topic(rest, key) || !key.isEmpty() && topic(pattern, key.subList(1, key.size()));
        }
        return !key.isEmpty()
                && (pattern.get(0).equals("*") || pattern.get(0).equals(key.get(0)))
                && topic(rest, key.subList(1, key.size()));
    }

    private static List<String> words(String key) {
        return key.isEmpty() ? List.of() : List.of(key.split("\\.", -1));
    }

    static boolean headers(FieldTable arguments, FieldTable headers) {
        String match = Objects.requireNonNullElse(arguments.string("x-match"), "all");
        boolean any = match.startsWith("any");
        for (Map.Entry<String, FieldValue> argument : arguments) {
            String name = argument.getKey();
            if (name.equals("x-match") || name.startsWith("x-") && !match.endsWith("-with-x")) {
                continue;
            }
            if (met(argument.getValue(), last(headers, name)) == any) {
                return any;
            }
        }
        return !any;
    }

    private static FieldValue last(FieldTable headers, String name) {
        FieldValue last = null;
        for (Map.Entry<String, FieldValue> header : headers) {
            if (header.getKey().equals(name)) {
                last = header.getValue();
            }
        }
        return last;
    }

    private static boolean met(FieldValue argument, FieldValue header) {
        if (header == null) {
            return false;
        }
        if (argument.type() == FieldType.VOID) {
            return true;
        }
        if (argument.type().isInteger() && header.type().isInteger()) {
            return argument.asInteger().equals(header.asInteger());
        }
        if (isBytes(argument) && isBytes(header) || isFloat(argument) && isFloat(header)) {
            return argument.value().toString().equals(header.value().toString());
        }
        return argument.equals(header);
    }

    private static boolean isBytes(FieldValue value) {
        return value.type() == FieldType.LONGSTR || value.type() == FieldType.BINARY;
    }

    private static boolean isFloat(FieldValue value) {
        return value.type() == FieldType.FLOAT || value.type() == FieldType.DOUBLE;
    }
}
