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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Arguments as JSON, with RabbitMQ's types: whole numbers are 64 bits wide, other numbers doubles, texts long strings.
 * The way out loses types, as with RabbitMQ: what comes back from JSON may be wider than it was. No value is null, both
 * ways; RabbitMQ 4.0.5 writes the text {@code undefined} and refuses null.
 */
final class ArgumentsJson {
    private ArgumentsJson() {}

    /** Reads arguments; an empty list is an empty object to Erlang. What is wrong is noted, with its place. */
    static FieldTable read(String place, Object json, Problems problems) {
        return read(place, json, 1, problems);
    }

    /** What is deeper than what clients may send, no client could ever declare. */
    private static FieldTable read(String place, Object json, int depth, Problems problems) {
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
                table.value(name.toString(), value(at, value, depth, problems));
            } catch (IllegalArgumentException e) {
                problems.add(at, e.getMessage());
            }
        });
        return table.build();
    }

    private static FieldValue value(String place, Object json, int depth, Problems problems) {
        if (json instanceof Map<?, ?>) {
            return FieldValue.of(read(place, json, depth + 1, problems));
        } else if (json instanceof List<?> elements) {
            if (depth >= FieldTable.MAX_DEPTH) {
                problems.add(place, "nested deeper than " + FieldTable.MAX_DEPTH);
                return FieldValue.VOID;
            }
            List<FieldValue> values = new ArrayList<>();
            for (int i = 0; i < elements.size(); i++) {
                values.add(value(place + "[" + i + "]", elements.get(i), depth + 1, problems));
            }
            return FieldValue.of(values);
        } else if (json instanceof Boolean truth) {
            return FieldValue.of(truth);
        } else if (json instanceof Long number) {
            return FieldValue.of(number.longValue());
        } else if (json instanceof Double number) {
            return new FieldValue(FieldType.DOUBLE, number);
        } else if (json instanceof String text) {
            return FieldValue.of(text);
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

    private static Object write(FieldValue value) {
        return switch (value.type()) {
            case TABLE -> write(value.asTable());
            case ARRAY -> value.asArray().stream().map(ArgumentsJson::write).toList();
            case LONGSTR, BINARY -> text((LongString) value.value());
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
