package io.leveret.management.api;

import io.leveret.codec.DecimalValue;
import io.leveret.codec.FieldTable;
import io.leveret.codec.FieldType;
import io.leveret.codec.FieldValue;
import io.leveret.management.http.ApiException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Field tables as JSON and back, with RabbitMQ's types: whole numbers are of type long, others double, and null is
 * refused. On the way back, what JSON has no type for becomes the number or text that it stands for, and no value the
 * text {@code undefined}, as RabbitMQ writes it.
 */
final class JsonTables {
    private static final String VOID = "undefined";

    private JsonTables() {}

    /**
     * A table out of an object.
     *
     * @throws ApiException 400 {@code null_not_allowed}, or a name is longer than 255 bytes
     */
    static FieldTable table(Map<?, ?> object) throws ApiException {
        FieldTable.Builder table = FieldTable.builder();
        for (Map.Entry<?, ?> each : new TreeMap<>(object).entrySet()) {
            String name = each.getKey().toString();
            Names.requireShort("field name", name);
            table.value(name, value(each.getValue()));
        }
        return table.build();
    }

    private static FieldValue value(Object value) throws ApiException {
        if (value == null) {
            throw ApiException.badRequest("null_not_allowed");
        }
        if (value instanceof Map<?, ?> object) {
            return FieldValue.of(table(object));
        }
        if (value instanceof List<?> list) {
            List<FieldValue> elements = new ArrayList<>(list.size());
            for (Object each : list) {
                elements.add(value(each));
            }
            return FieldValue.of(elements);
        }
        if (value instanceof Boolean truth) {
            return FieldValue.of(truth);
        }
        if (value instanceof Long number) {
            return FieldValue.of(number);
        }
        return value instanceof Double number ? real(number) : FieldValue.of(value.toString());
    }

    private static FieldValue real(double number) throws ApiException {
        if (!Double.isFinite(number)) {
            throw ApiException.badRequest("number_out_of_range");
        }
        return new FieldValue(FieldType.DOUBLE, number);
    }

    /** A table as an object, by name; of entries of one name, the first. */
    static Map<String, Object> object(FieldTable table) {
        Map<String, Object> object = new TreeMap<>();
        table.forEach((name, value) -> object.putIfAbsent(name, json(value)));
        return new LinkedHashMap<>(object);
    }

    private static Object json(FieldValue value) {
        return switch (value.type()) {
            case TABLE -> object(value.asTable());
            case ARRAY -> value.asArray().stream().map(JsonTables::json).toList();
            case VOID -> VOID;
            case DECIMAL -> ((DecimalValue) value.value()).toBigDecimal().doubleValue();
            case LONGSTR, BINARY -> value.value().toString();
            default -> value.value();
        };
    }
}
