package io.leveret.broker.admin;

import io.leveret.codec.FieldTable;
import io.leveret.codec.FieldType;
import io.leveret.codec.FieldValue;
import java.util.List;
import java.util.Map;

/** Values of JSON as the event exchange writes them. */
final class EventValues {
    private EventValues() {}

    /** @param value what {@code Json} reads; null is told as the text {@code null}, as Erlang's atom of that name */
    static FieldValue of(Object value) {
        if (value instanceof Map<?, ?> members) {
            FieldTable.Builder table = FieldTable.builder();
            members.forEach((name, member) -> table.value(name.toString(), of(member)));
            return FieldValue.of(table.build());
        } else if (value instanceof List<?> elements) {
            return FieldValue.of(elements.stream().map(EventValues::of).toList());
        } else if (value instanceof Boolean truth) {
            return FieldValue.of(truth);
        } else if (value instanceof Number number) {
            double exact = number.doubleValue();
            return exact == Math.rint(exact)
                    ? FieldValue.of(number.longValue())
                    : new FieldValue(FieldType.DOUBLE, exact);
        }
        return FieldValue.of(String.valueOf(value));
    }
}
