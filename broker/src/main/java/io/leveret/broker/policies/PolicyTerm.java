package io.leveret.broker.policies;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Values of policies as RabbitMQ's refusals show them: as terms of Erlang. */
final class PolicyTerm {
    private PolicyTerm() {}

    /** A value as read from JSON. */
    static String of(Object value) {
        if (value instanceof String text) {
            return text(text);
        }
        if (value instanceof List<?> elements) {
            return elements.stream().map(PolicyTerm::of).collect(Collectors.joining(",", "[", "]"));
        }
        if (value instanceof Map<?, ?> fields) {
            Map<String, Object> sorted = new TreeMap<>();
            fields.forEach((key, each) -> sorted.put(key.toString(), each));
            return sorted.entrySet().stream()
                    .map(each -> text(each.getKey()) + " => " + of(each.getValue()))
                    .collect(Collectors.joining(",", "#{", "}"));
        }
        return String.valueOf(value);
    }

    /** A list of pairs. */
    static String pairs(Map<String, Object> pairs) {
        return pairs.entrySet().stream()
                .map(each -> "{" + text(each.getKey()) + "," + of(each.getValue()) + "}")
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static String text(String text) {
        boolean ascii = text.chars().allMatch(c -> c < 128);
        String quoted = text.replace("\\", "\\\\").replace("\"", "\\\"");
        return text.isEmpty() ? "<<>>" : "<<\"" + quoted + "\"" + (ascii ? "" : "/utf8") + ">>";
    }
}
