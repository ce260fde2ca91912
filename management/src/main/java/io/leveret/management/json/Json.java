package io.leveret.management.json;

import java.io.OutputStream;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads and writes JSON: objects are maps in their order, arrays lists, numbers {@link Long} or {@link Double}, the
 * rest strings, booleans and null.
 */
public final class Json {
    /** Deepest nesting that is read. */
    public static final int MAX_DEPTH = 32;

    /** By how much values stand deeper in a file of definitions than where they were set. */
    private static final int DEEPER_IN_FILES = 8;

    /** Values, names, and beginnings and ends of objects and arrays in what somebody sent; a text is one of them. */
    public static final int MOST_SENT_TOKENS = 400_000;

    private static final JsonFactory FACTORY = factory(MAX_DEPTH, Long.MAX_VALUE);
    private static final JsonFactory SENT = factory(MAX_DEPTH, MOST_SENT_TOKENS);
    private static final JsonFactory OF_FILES = factory(MAX_DEPTH + DEEPER_IN_FILES, Long.MAX_VALUE);

    private Json() {}

    private static JsonFactory factory(int depth, long tokens) {
        return JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(depth)
                        .maxTokenCount(tokens)
                        .build())
                .build();
    }

    /** As {@link #read(String)} a file of definitions, in which whatever could be set may stand. */
    public static Object readFile(String text) {
        return read(OF_FILES, text);
    }

    /**
     * Reads one value.
     *
     * @throws IllegalArgumentException the text is not one JSON value, or nested too deeply
     */
    public static Object read(String text) {
        return read(FACTORY, text);
    }

    /**
     * The same of a text that somebody sent: it may hold {@link #MOST_SENT_TOKENS}, so that none takes a hundred times
     * its own size.
     */
    public static Object readSent(String text) {
        return read(SENT, text);
    }

    private static Object read(JsonFactory factory, String text) {
        try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), text)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw new IllegalArgumentException("there is nothing");
            }
            Object value = value(parser);
            if (parser.nextToken() != null) {
                throw new IllegalArgumentException("something stands behind the value");
            }
            return value;
        } catch (JacksonException e) {
            throw new IllegalArgumentException(e.getOriginalMessage(), e);
        }
    }

    private static Object value(JsonParser parser) {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> parser.getString();
            case VALUE_NUMBER_INT -> integer(parser);
            case VALUE_NUMBER_FLOAT -> parser.getDoubleValue();
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> null;
        };
    }

    private static Object integer(JsonParser parser) {
        return parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
                ? (Object) parser.getDoubleValue()
                : (Object) parser.getLongValue();
    }

    private static Map<String, Object> object(JsonParser parser) {
        Map<String, Object> fields = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            fields.put(name, value(parser));
        }
        return fields;
    }

    private static List<Object> array(JsonParser parser) {
        List<Object> elements = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            elements.add(value(parser));
        }
        return elements;
    }

    /** Writes a value without spaces; what is neither number, boolean, null, map nor list as a string. */
    public static String write(Object value) {
        StringWriter text = new StringWriter();
        try (JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
            write(generator, value);
        }
        return text.toString();
    }

    /** Writes a value in UTF-8 as {@link #write(Object)} does; the stream stays open. */
    public static void write(OutputStream stream, Object value) {
        JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), stream);
        write(generator, value);
        generator.flush();
    }

    private static void write(JsonGenerator generator, Object value) {
        if (value == null) {
            generator.writeNull();
        } else if (value instanceof Boolean bool) {
            generator.writeBoolean(bool);
        } else if (value instanceof Double || value instanceof Float) {
            generator.writeNumber(((Number) value).doubleValue());
        } else if (value instanceof Number number) {
            generator.writeNumber(number.longValue());
        } else if (value instanceof Map<?, ?> fields) {
            generator.writeStartObject();
            fields.forEach((name, field) -> {
                generator.writeName(name.toString());
                write(generator, field);
            });
            generator.writeEndObject();
        } else if (value instanceof List<?> elements) {
            generator.writeStartArray();
            elements.forEach(element -> write(generator, element));
            generator.writeEndArray();
        } else {
            generator.writeString(value.toString());
        }
    }
}
