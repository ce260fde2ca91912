package io.leveret.management.cli;

import io.leveret.management.json.Json;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What there is to say of one thing: names and values, one pair to a line. */
final class Details {
    /** Fields of a RabbitMQ that say nothing here; they are kept where machines read. */
    private static final Set<String> SILENT = Set.of("garbage_collection", "reductions", "reductions_details");

    private final Map<String, Object> fields = new LinkedHashMap<>();

    Details with(String name, Object value) {
        fields.put(name, value);
        return this;
    }

    /** The fields of an object, those of objects in it with dots between; what is empty is left out. */
    static Details of(Map<String, Object> object) {
        Details details = new Details();
        details.add("", object);
        details.fields.values().removeIf(value -> Cells.plain(value).isEmpty());
        return details;
    }

    private void add(String prefix, Map<?, ?> object) {
        object.forEach((name, value) -> {
            if (SILENT.contains(name.toString())) {
                return;
            }
            if (value instanceof Map<?, ?> inner && !inner.isEmpty()) {
                add(prefix + name + ".", inner);
            } else {
                fields.put(prefix + name, value);
            }
        });
    }

    /**
     * Prints them.
     *
     * @param json what is printed in their place where machines read
     */
    int print(VerbCall call, Object json) throws VerbFailure {
        PrintStream out = call.terminal().out();
        switch (call.output()) {
            case "json" -> out.println(Json.write(json));
            case "csv" -> {
                List<Column> columns = List.of(Column.of("name"), Column.of("value"));
                RowWriter rows = RowWriter.of("csv", columns, false, true, out);
                fields.forEach((name, value) -> rows.row(Map.of("name", name, "value", value == null ? "" : value)));
            }
            default -> {
                int width =
                        fields.keySet().stream().mapToInt(String::length).max().orElse(0);
                fields.forEach((name, value) -> {
                    String gap = " ".repeat(width - name.length() + 2);
                    out.println((Cells.safe(name) + gap + Cells.safe(Cells.plain(value))).stripTrailing());
                });
            }
        }
        return Exit.OK;
    }
}
