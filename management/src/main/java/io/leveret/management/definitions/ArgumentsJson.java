package io.leveret.management.definitions;

import io.leveret.codec.DecimalValue;
import io.leveret.codec.FieldTable;
import io.leveret.codec.FieldType;
import io.leveret.codec.FieldValue;
import io.leveret.codec.LongString;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Arguments as JSON, with RabbitMQ's types: whole numbers are 64 bits wide, other numbers doubles, texts long strings.
 * The way out loses types, as with RabbitMQ: what comes back from JSON may be wider than it was. No value is the text
 * {@code undefined}, as RabbitMQ 4.0.5 writes it, which takes it for a text when it comes back and refuses null. So the
 * places of such values are written besides, where RabbitMQ does not look; null is read as no value, too.
 */
final class ArgumentsJson {
    /** The field beside the arguments that has the places of those without a value. */
    static final String VOIDS = "void_arguments";

    private static final String UNDEFINED = "undefined";

    private final Set<String> voids;
    private final Problems problems;

    private ArgumentsJson(Set<String> voids, Problems problems) {
        this.voids = voids;
        this.problems = problems;
    }

    /**
     * Reads arguments; an empty list is an empty object to Erlang. What is wrong is noted, with its place.
     *
     * @param voids places, as {@link #voids} has them, at which {@code undefined} is no value
     */
    static FieldTable read(String place, Object json, Collection<String> voids, Problems problems) {
        Set<String> at = new HashSet<>();
        voids.forEach(each -> at.add(place + "." + each));
        return new ArgumentsJson(at, problems).read(place, json, 1);
    }

    /** What is deeper than what clients may send, no client could ever declare. */
    private FieldTable read(String place, Object json, int depth) {
        if (depth > FieldTable.MAX_DEPTH) {
            problems.add(place, "nested deeper than " + FieldTable.MAX_DEPTH);
            return FieldTable.EMPTY;
        }
        if (json == null || json instanceof List<?> list && list.isEmpty()) {
            return FieldTable.EMPTY;
        }
        if (!(json instanceof Map<?, ?> members)) {
            problems.add(place, "not an object");
            return FieldTable.EMPTY;
        }
        FieldTable.Builder table = FieldTable.builder();
        members.forEach((name, value) -> {
            String at = place + "." + name;
            try {
                table.value(name.toString(), value(at, value, depth));
            } catch (IllegalArgumentException e) {
                problems.add(at, e.getMessage());
            }
        });
        return table.build();
    }

    private FieldValue value(String place, Object json, int depth) {
        if (json instanceof Map<?, ?>) {
            return FieldValue.of(read(place, json, depth + 1));
        } else if (json instanceof List<?> elements) {
            if (depth >= FieldTable.MAX_DEPTH) {
                problems.add(place, "nested deeper than " + FieldTable.MAX_DEPTH);
                return FieldValue.VOID;
            }
            List<FieldValue> values = new ArrayList<>();
            for (int i = 0; i < elements.size(); i++) {
                values.add(value(place + "[" + i + "]", elements.get(i), depth + 1));
            }
            return FieldValue.of(values);
        } else if (json instanceof Boolean truth) {
            return FieldValue.of(truth);
        } else if (json instanceof Long number) {
            return FieldValue.of(number.longValue());
        } else if (json instanceof Double number) {
            return new FieldValue(FieldType.DOUBLE, number);
        } else if (json instanceof String text) {
            return text.equals(UNDEFINED) && voids.contains(place) ? FieldValue.VOID : FieldValue.of(text);
        }
        return FieldValue.VOID;
    }

    /** Arguments as an object, by name. */
    static Map<String, Object> write(FieldTable arguments) {
        if (arguments.isEmpty()) {
            return Map.of();
        }
        SortedMap<String, Object> members = new TreeMap<>();
        arguments.forEach((name, value) -> members.putIfAbsent(name, write(value)));
        return new LinkedHashMap<>(members);
    }

    /** Where arguments have no value: {@code name}, {@code list[0]}, {@code table.name}. */
    static List<String> voids(FieldTable arguments) {
        List<String> found = new ArrayList<>();
        arguments.forEach((name, value) -> voids(name, value, found));
        return found;
    }

    private static void voids(String place, FieldValue value, List<String> found) {
        switch (value.type()) {
            case VOID -> found.add(place);
            case TABLE -> value.asTable().forEach((name, inner) -> voids(place + "." + name, inner, found));
            case ARRAY -> {
                for (int i = 0; i < value.asArray().size(); i++) {
                    voids(place + "[" + i + "]", value.asArray().get(i), found);
                }
            }
            default -> {}
        }
    }

    private static Object write(FieldValue value) {
        return switch (value.type()) {
            case TABLE -> write(value.asTable());
            case ARRAY -> value.asArray().stream().map(ArgumentsJson::write).toList();
            case LONGSTR, BINARY -> text((LongString) value.value());
            case VOID -> UNDEFINED;
            case DECIMAL -> ((DecimalValue) value.value()).toBigDecimal().doubleValue();
            default -> value.value();
        };
    }

    /** Bytes that are no text are given in base64, as RabbitMQ does. */
    private static String text(LongString bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toBytes()))
                    .toString();
        } catch (CharacterCodingException notText) {
            return Base64.getEncoder().encodeToString(bytes.toBytes());
        }
    }
}
