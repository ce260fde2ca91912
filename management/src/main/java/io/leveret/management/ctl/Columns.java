package io.leveret.management.ctl;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The columns that a list can have, and what stands in them. */
final class Columns<T> {
    private final Map<String, Function<T, Object>> byName = new LinkedHashMap<>();
    private final List<String> byDefault;

    Columns(String... defaults) {
        byDefault = List.of(defaults);
    }

    Columns<T> with(String name, Function<T, Object> value) {
        byName.put(name, value);
        return this;
    }

    /** The columns that are asked for, by names that may be written together with spaces or commas between. */
    List<String> wanted(List<String> arguments) throws BadUsage {
        List<String> wanted = new ArrayList<>();
        List<String> unknown = new ArrayList<>();
        for (String argument : arguments) {
            for (String name : argument.split("[ ,]+")) {
                if (!name.isEmpty()) {
                    (byName.containsKey(name) ? wanted : unknown).add(name);
                }
            }
        }
        if (!unknown.isEmpty()) {
            throw new BadUsage("Info key(s) " + String.join(",", unknown) + " are not supported");
        }
        return wanted.isEmpty() ? byDefault : wanted;
    }

    Result.Table table(List<String> names, List<T> subjects, boolean streamed) {
        List<List<Object>> rows = new ArrayList<>();
        for (T subject : subjects) {
            List<Object> row = new ArrayList<>();
            names.forEach(name -> row.add(byName.get(name).apply(subject)));
            rows.add(row);
        }
        return new Result.Table(names, rows, streamed);
    }
}
