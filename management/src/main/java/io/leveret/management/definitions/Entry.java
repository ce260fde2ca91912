package io.leveret.management.definitions;

import io.leveret.codec.FieldTable;
import io.leveret.management.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * An object of a definitions file, and where it stands. What is not as it should be is noted, and something harmless
 * given in its place, so that reading can go on.
 */
record Entry(String place, Map<?, ?> fields, Problems problems) {
    /** What old files have for nothing. */
    private static final String UNDEFINED = "undefined";

    private String at(String key) {
        return place.isEmpty() ? key : place + "." + key;
    }

    /** A field as it stands, or null. */
    Object get(String key) {
        return fields.get(key);
    }

    /** Whether a field is there and not null. */
    boolean isSaid(String key) {
        return fields.get(key) != null;
    }

    /** A text that must be there. */
    String text(String key) {
        if (!isSaid(key)) {
            problems.add(at(key), "is missing");
            return "";
        }
        return optionalText(key);
    }

    /** A text, or null if it is not there. */
    String optionalText(String key) {
        Object value = fields.get(key);
        if (value == null || value instanceof String) {
            return (String) value;
        }
        problems.add(at(key), "not a text");
        return "";
    }

    /** A boolean; {@code "true"} will do. */
    boolean flag(String key, boolean byDefault) {
        Object value = fields.get(key);
        if (value == null || value.equals(UNDEFINED)) {
            return byDefault;
        }
        if (!value.toString().equals("true") && !value.toString().equals("false")) {
            problems.add(at(key), "not a boolean");
        }
        return value.toString().equals("true");
    }

    /** A list of texts, or one text with commas between; null if it is not there. */
    List<String> tags(String key) {
        Object value = fields.get(key);
        if (value == null || value.equals(UNDEFINED) || value.equals("null")) {
            return null;
        }
        if (value instanceof String text) {
            return Stream.of(text.split(","))
                    .map(String::trim)
                    .filter(tag -> !tag.isEmpty())
                    .toList();
        }
        if (value instanceof List<?> tags && tags.stream().allMatch(String.class::isInstance)) {
            return tags.stream().map(String.class::cast).toList();
        }
        problems.add(at(key), "neither a list of texts nor a text with commas");
        return List.of();
    }

    /** A type of queues, or null if none is meant. */
    String queueType(String key) {
        String type = optionalText(key);
        return type == null || type.isEmpty() || type.equals(UNDEFINED) ? null : type;
    }

    /** A value of any kind, written as JSON; an empty Erlang list may stand for an empty object. */
    String json(String key, Object ifEmptyList) {
        Object value = fields.get(key);
        return Json.write(value instanceof List<?> list && list.isEmpty() && ifEmptyList != null ? ifEmptyList : value);
    }

    /** The arguments of an exchange, queue or binding. */
    FieldTable arguments() {
        List<String> voids = new ArrayList<>();
        if (fields.get(ArgumentsJson.VOIDS) instanceof List<?> places) {
            places.forEach(each -> voids.add(String.valueOf(each)));
        }
        return ArgumentsJson.read(at("arguments"), fields.get("arguments"), voids, problems);
    }

    /** An object in this one; one without fields if it is not there. */
    Entry object(String key) {
        Object value = fields.get(key);
        if (value instanceof Map<?, ?> inner) {
            return new Entry(at(key), inner, problems);
        }
        if (value != null && !(value instanceof List<?> list && list.isEmpty())) {
            problems.add(at(key), "not an object");
        }
        return new Entry(at(key), Map.of(), problems);
    }

    /** A list of objects; empty if it is not there. */
    List<Entry> list(String key) {
        Object value = fields.get(key);
        List<Entry> entries = new ArrayList<>();
        if (value instanceof List<?> elements) {
            for (int i = 0; i < elements.size(); i++) {
                String where = at(key) + "[" + i + "]";
                if (elements.get(i) instanceof Map<?, ?> element) {
                    entries.add(new Entry(where, element, problems));
                } else {
                    problems.add(where, "not an object");
                }
            }
        } else if (value != null) {
            problems.add(at(key), "not a list");
        }
        return entries;
    }
}
