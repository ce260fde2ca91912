package io.leveret.management.ctl;

import io.leveret.codec.FieldTable;
import io.leveret.codec.FieldValue;
import io.leveret.management.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Prints results: {@code table}, {@code json}, {@code csv}, {@code pretty_table}. */
final class Formatters {
    static final Set<String> NAMES = Set.of("table", "json", "csv", "pretty_table", "erlang", "string");

    /** A switch to line drawing and back, as terminals of the VT100's kind know it. */
    private static final String DRAW = "\u001b(0";

    private static final String TEXT = "\u001b(B";

    private Formatters() {}

    static String print(Result result, String formatter, boolean headers) {
        if (result instanceof Result.Done) {
            return "";
        }
        if (result instanceof Result.Text text) {
            boolean wrapped = formatter.equals("json") && !text.text().isEmpty();
            return wrapped ? Json.write(Map.of("message", text.text().strip())) + "\n" : text.text();
        }
        if (result instanceof Result.Value value) {
            return formatter.equals("json") ? Json.write(value.json()) + "\n" : value.text();
        }
        if (result instanceof Result.Parts parts) {
            return formatter.equals("json") ? parts(parts.json()) : parts.text();
        }
        if (result instanceof Result.Shown shown) {
            return formatter.equals("json")
                    ? Json.write(shown.json()) + "\n"
                    : print(shown.table(), formatter, headers);
        }
        Result.Table table = (Result.Table) result;
        return switch (formatter) {
            case "json" -> json(table);
            case "csv" -> csv(table);
            case "pretty_table" -> pretty(table);
            default -> plain(table, headers);
        };
    }

    private static String parts(List<?> parts) {
        String lines = String.join("\n,", parts.stream().map(Json::write).toList());
        return "[\n" + lines + (lines.isEmpty() ? "" : "\n") + "]\n";
    }

    private static String plain(Result.Table table, boolean headers) {
        if (table.rows().isEmpty()) {
            return table.streamed() ? "" : "\n";
        }
        StringBuilder text = new StringBuilder();
        if (headers) {
            text.append(String.join("\t", table.columns())).append('\n');
        }
        for (List<Object> row : table.rows()) {
            text.append(String.join("\t", row.stream().map(ErlangText::of).toList()))
                    .append('\n');
        }
        return text.toString();
    }

    private static String json(Result.Table table) {
        if (table.rows().isEmpty() && !table.streamed()) {
            return "[]\n";
        }
        StringBuilder text = new StringBuilder("[\n");
        String separator = "";
        for (List<Object> row : table.rows()) {
            Map<String, Object> object = new LinkedHashMap<>();
            for (int i = 0; i < row.size(); i++) {
                object.put(table.columns().get(i), json(row.get(i)));
            }
            text.append(separator).append(Json.write(object)).append('\n');
            separator = ",";
        }
        return text.append("]\n").toString();
    }

    /** Field tables are lists of name, type and value, as they are in RabbitMQ. */
    private static Object json(Object value) {
        if (value instanceof FieldTable table) {
            List<Object> fields = new ArrayList<>();
            table.forEach((name, field) -> fields.add(List.of(name, field.type().rabbitName(), json(field))));
            return fields;
        }
        if (value instanceof Proplist list) {
            List<Object> pairs = new ArrayList<>();
            list.fields().forEach((name, field) -> pairs.add(List.of(name, field)));
            return pairs;
        }
        if (value instanceof FieldValue field) {
            if (field.asTable() != null) {
                return json(field.asTable());
            }
            if (field.asArray() != null) {
                List<Object> elements = new ArrayList<>();
                field.asArray()
                        .forEach(element -> elements.add(List.of(element.type().rabbitName(), json(element))));
                return elements;
            }
            return field.asString() != null ? field.asString() : orUndefined(field.value());
        }
        return value;
    }

    private static Object orUndefined(Object value) {
        return value == null ? "undefined" : value;
    }

    private static String csv(Result.Table table) {
        StringBuilder text = new StringBuilder();
        if (!table.rows().isEmpty()) {
            text.append(csvLine(table.columns()));
        }
        for (List<Object> row : table.rows()) {
            text.append(csvLine(row.stream().map(ErlangText::of).toList()));
        }
        return text.toString();
    }

    private static String csvLine(List<String> cells) {
        List<String> quoted = cells.stream()
                .map(cell -> '"' + cell.replace("\"", "\"\"") + '"')
                .toList();
        return String.join(",", quoted) + "\n";
    }

    private static String pretty(Result.Table table) {
        List<List<String>> lines = new ArrayList<>();
        lines.add(table.columns());
        table.rows().forEach(row -> lines.add(row.stream().map(Formatters::bare).toList()));
        int[] widths = new int[table.columns().size()];
        for (List<String> line : lines) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        }
        StringBuilder text = new StringBuilder(border(widths, 'l', 'w', 'k'));
        for (int i = 0; i < lines.size(); i++) {
            text.append(i == 0 ? "" : border(widths, 't', 'n', 'u'));
            text.append(prettyLine(lines.get(i), widths, i == 0));
        }
        return text.append(border(widths, 'm', 'v', 'j')).toString();
    }

    /** Lists have no brackets in such a table. */
    private static String bare(Object value) {
        return value instanceof List<?> elements
                ? String.join(", ", elements.stream().map(ErlangText::of).toList())
                : ErlangText.of(value);
    }

    private static String border(int[] widths, char left, char between, char right) {
        StringBuilder line = new StringBuilder(DRAW).append(left);
        for (int i = 0; i < widths.length; i++) {
            line.append("q".repeat(widths[i] + 2)).append(i == widths.length - 1 ? right : between);
        }
        return line.append(TEXT).append('\n').toString();
    }

    private static String prettyLine(List<String> cells, int[] widths, boolean bold) {
        String bar = DRAW + "x" + TEXT;
        StringBuilder line = new StringBuilder(bar);
        for (int i = 0; i < widths.length; i++) {
            String cell = cells.get(i);
            line.append(' ')
                    .append(bold ? "\u001b[1m" + cell + "\u001b[0m" : cell)
                    .append(" ".repeat(widths[i] - cell.length() + 1))
                    .append(bar);
        }
        return line.append('\n').toString();
    }
}
