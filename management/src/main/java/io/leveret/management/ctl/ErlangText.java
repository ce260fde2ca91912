package io.leveret.management.ctl;

import io.leveret.codec.FieldTable;
import io.leveret.codec.FieldValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Values as RabbitMQ's tools show them in tables: strings plain, what has structure as a term of Erlang. */
final class ErlangText {
    private ErlangText() {}

    /** A value that stands by itself. */
    static String of(Object value) {
        if (value instanceof FieldTable table) {
            return table(table);
        }
        if (value instanceof Proplist list) {
            List<String> pairs = new ArrayList<>();
            list.fields().forEach((name, field) -> pairs.add("{<<\"" + name + "\">>, " + of(field) + "}"));
            return "[" + String.join(", ", pairs) + "]";
        }
        if (value instanceof List<?> elements) {
            List<String> texts = new ArrayList<>();
            elements.forEach(element -> texts.add(of(element)));
            return "[" + String.join(", ", texts) + "]";
        }
        if (value instanceof Map<?, ?> fields) {
            List<String> texts = new ArrayList<>();
            fields.forEach((name, field) -> texts.add(name + " => " + of(field)));
            return "#{" + String.join(", ", texts) + "}";
        }
        return value == null ? "" : value.toString();
    }

    private static String table(FieldTable table) {
        List<String> fields = new ArrayList<>();
        table.forEach((name, value) -> fields.add("{" + string(name) + "," + term(value) + "}"));
        return "[" + String.join(",", fields) + "]";
    }

    private static String term(FieldValue value) {
        if (value.asTable() != null) {
            return table(value.asTable());
        }
        if (value.asArray() != null) {
            List<String> elements = new ArrayList<>();
            value.asArray().forEach(element -> elements.add(term(element)));
            return "[" + String.join(",", elements) + "]";
        }
        if (value.asString() != null) {
            return string(value.asString());
        }
        return value.value() == null ? "undefined" : String.valueOf(value.value());
    }

    /** Erlang shows a list of characters as a string if all can be shown, and an empty one as the empty list. */
    private static String string(String text) {
        if (text.isEmpty()) {
            return "[]";
        }
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> quoted.append('\\').append(c);
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                default -> {
                    if (c < ' ' || c == 127) {
                        return numbers(text);
                    }
                    quoted.append(c);
                }
            }
        }
        return quoted.append('"').toString();
    }

    private static String numbers(String text) {
        List<String> codes = new ArrayList<>();
        text.codePoints().forEach(code -> codes.add(Integer.toString(code)));
        return "[" + String.join(",", codes) + "]";
    }
}
