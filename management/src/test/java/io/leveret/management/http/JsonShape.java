package io.leveret.management.http;

import io.leveret.management.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Which fields an answer must have at least, and of which JSON types; the shapes under {@code shapes/} are those of
 * RabbitMQ 4.0.5's answers to the same requests.
 *
 * <p>A shape is JSON: {@code "string", "number", "boolean"} stand for their types and {@code "any"} for whatever it is,
 * null too; an object has the fields that must be there, those whose name ends with a question mark if they are there;
 * {@code {"*": S}} is an object whose fields, whatever their names, have the shape S; {@code [S]} is an array of S, and
 * {@code []} any array. Fields beyond those are allowed.
 */
public final class JsonShape {
    private final Object shape;

    private JsonShape(Object shape) {
        this.shape = shape;
    }

    /** A shape out of the test resources, by the name of the sample. */
    public static JsonShape named(String name) {
        String resource = "/shapes/" + name + ".json";
        try (InputStream stream = JsonShape.class.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IllegalArgumentException("there is no " + resource);
            }
            return of(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException("cannot read " + resource, e);
        }
    }

    /** A shape as text. */
    public static JsonShape of(String text) {
        return new JsonShape(Json.read(text));
    }

    /** The shape of one field of an object. */
    public JsonShape field(String name) {
        if (shape instanceof Map<?, ?> fields && fields.containsKey(name)) {
            return new JsonShape(fields.get(name));
        }
        throw new IllegalArgumentException("the shape has no field " + name);
    }

    /** What a value lacks, each with its path; nothing if it has the shape. */
    public List<String> lacks(Object value) {
        List<String> found = new ArrayList<>();
        // As it is read by who gets it: records of the broker's become strings, and so on.
        compare(shape, Json.read(Json.write(value)), "", found);
        return found;
    }

    /** The same of JSON as text. */
    public List<String> lacksText(String json) {
        return lacks(Json.read(json));
    }

    private static void compare(Object shape, Object value, String path, List<String> found) {
        if (shape instanceof Map<?, ?> fields) {
            if (value instanceof Map<?, ?> object) {
                compareFields(fields, object, path, found);
            } else {
                found.add(path + ": not an object but " + typeOf(value));
            }
        } else if (shape instanceof List<?> elements) {
            if (value instanceof List<?> array) {
                for (int i = 0; i < array.size() && !elements.isEmpty(); i++) {
                    compare(elements.get(0), array.get(i), path + "[" + i + "]", found);
                }
            } else {
                found.add(path + ": not an array but " + typeOf(value));
            }
        } else if (!shape.equals("any") && !shape.equals(typeOf(value))) {
            found.add(path + ": not " + shape + " but " + typeOf(value));
        }
    }

    private static void compareFields(Map<?, ?> fields, Map<?, ?> object, String path, List<String> found) {
        fields.forEach((key, expected) -> {
            String name = key.toString();
            if (name.equals("*")) {
                object.forEach((each, value) -> compare(expected, value, path + "." + each, found));
                return;
            }
            boolean optional = name.endsWith("?");
            String plain = optional ? name.substring(0, name.length() - 1) : name;
            if (object.containsKey(plain)) {
                compare(expected, object.get(plain), path + "." + plain, found);
            } else if (!optional) {
                found.add(path + "." + plain + ": missing");
            }
        });
    }

    private static String typeOf(Object value) {
        if (value == null) {
            return "null";
        }
        if (value instanceof Boolean) {
            return "boolean";
        }
        if (value instanceof Number) {
            return "number";
        }
        if (value instanceof Map<?, ?>) {
            return "object";
        }
        return value instanceof List<?> ? "array" : "string";
    }
}
