package io.leveret.management.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The fields of a JSON object that a client sent, read as leniently as RabbitMQ reads them: {@code "true"} is a
 * boolean, {@code "1"} a number, and what nobody asks for is ignored.
 */
public final class Fields {
    private final Map<String, Object> values = new LinkedHashMap<>();

    /** Keeps the fields of an object. */
    public Fields(Map<?, ?> object) {
        object.forEach((name, value) -> values.put(name.toString(), value));
    }

    /** Whether there is a field of this name, be it null. */
    public boolean has(String name) {
        return values.containsKey(name);
    }

    /** A field as it stands, or null. */
    public Object get(String name) {
        return values.get(name);
    }

    /** All of them, in their order. */
    public Map<String, Object> all() {
        return new LinkedHashMap<>(values);
    }

    /**
     * A field that must be there.
     *
     * @throws ApiException 400 {@code key_missing}
     */
    public Object require(String name) throws ApiException {
        requireAll(name);
        return values.get(name);
    }

    /**
     * Fields that must be there, so that a client is told of all that are missing at once.
     *
     * @throws ApiException 400 {@code key_missing}, as RabbitMQ writes it
     */
    public void requireAll(String... names) throws ApiException {
        String missing = Stream.of(names)
                .filter(name -> !values.containsKey(name))
                .map(name -> "{key_missing," + name + "}")
                .collect(Collectors.joining(","));
        if (!missing.isEmpty()) {
            throw ApiException.badRequest("[" + missing + "]");
        }
    }

    /** A text that must be there. */
    public String requireText(String name) throws ApiException {
        return text(name, require(name));
    }

    /** A text, or what stands for it if it is not there. */
    public String text(String name, String byDefault) throws ApiException {
        Object value = values.get(name);
        return value == null ? byDefault : text(name, value);
    }

    private static String text(String name, Object value) throws ApiException {
        if (value instanceof String text) {
            return text;
        }
        throw ApiException.badRequest(List.of("not_a_string", name));
    }

    /** A boolean, or what stands for it if it is not there. */
    public boolean flag(String name, boolean byDefault) throws ApiException {
        Object value = values.get(name);
        if (value == null) {
            return byDefault;
        }
        if (value instanceof Boolean flag) {
            return flag;
        }
        return switch (value.toString()) {
            case "true" -> true;
            case "false" -> false;
            default -> throw ApiException.badRequest(List.of("not_boolean", value));
        };
    }

    /** A whole number, or what stands for it if it is not there. */
    public long number(String name, long byDefault) throws ApiException {
        Object value = values.get(name);
        if (value == null) {
            return byDefault;
        }
        if (value instanceof Long number) {
            return number;
        }
        try {
            return Long.parseLong(value.toString());
        } catch (NumberFormatException e) {
            throw ApiException.badRequest(List.of("not_integer", value));
        }
    }

    /** An object, empty if it is not there. */
    public Map<String, Object> object(String name) throws ApiException {
        Object value = values.get(name);
        if (value == null || value instanceof List<?> list && list.isEmpty()) {
            return Map.of(); // an empty Erlang list and an empty object are one to RabbitMQ
        }
        if (value instanceof Map<?, ?> object) {
            return new Fields(object).all();
        }
        throw ApiException.badRequest(List.of("not_an_object", name));
    }
}
