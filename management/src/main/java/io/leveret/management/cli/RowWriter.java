package io.leveret.management.cli;

import io.leveret.management.json.Json;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Prints rows as they come. */
interface RowWriter {
    /** A row: an object as the node answered it. */
    void row(Object row);

    /** After the last one. */
    void end();

    /**
     * Prints in a form.
     *
     * @param whole whether JSON has the objects whole, and not the columns alone
     */
    static RowWriter of(String form, List<Column> columns, boolean whole, boolean headings, PrintStream out) {
        return switch (form) {
            case "json" -> new JsonRows(columns, whole, out);
            case "csv" -> new CsvRows(columns, headings, out);
            default -> new TableRows(columns, headings, out);
        };
    }

    /** Columns with two blanks between; the widths are those of the first rows, so that a long list need not wait. */
    final class TableRows implements RowWriter {
        private static final int MEASURED_ROWS = 1_000;

        private final List<Column> columns;
        private final boolean headings;
        private final PrintStream out;
        private List<String[]> kept = new ArrayList<>();
        private final int[] widths;
        private final boolean[] numbers;

        TableRows(List<Column> columns, boolean headings, PrintStream out) {
            this.columns = columns;
            this.headings = headings;
            this.out = out;
            this.widths = new int[columns.size()];
            this.numbers = new boolean[columns.size()];
        }

        @Override
        public void row(Object row) {
            String[] cells = new String[widths.length];
            for (int i = 0; i < cells.length; i++) {
                cells[i] = columns.get(i).cell(row);
            }
            if (kept == null) {
                print(cells);
                return;
            }
            for (int i = 0; i < cells.length; i++) {
                widths[i] = Math.max(widths[i], width(cells[i]));
                numbers[i] |= columns.get(i).kind() == Column.Kind.PLAIN
                        && columns.get(i).value(row) instanceof Number;
            }
            kept.add(cells);
            if (kept.size() == MEASURED_ROWS) {
                release();
            }
        }

        private void release() {
            if (headings && !kept.isEmpty()) {
                String[] names = columns.stream().map(Column::name).toArray(String[]::new);
                for (int i = 0; i < names.length; i++) {
                    widths[i] = Math.max(widths[i], width(names[i]));
                }
                print(names);
            }
            kept.forEach(this::print);
            kept = null;
        }

        private void print(String[] cells) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < cells.length; i++) {
                String gap = " ".repeat(Math.max(0, widths[i] - width(cells[i])));
                line.append(i == 0 ? "" : "  ");
                line.append(numbers[i] ? gap + cells[i] : cells[i] + gap);
            }
            out.println(line.toString().stripTrailing());
        }

        private static int width(String text) {
            return text.codePointCount(0, text.length());
        }

        @Override
        public void end() {
            if (kept != null) {
                release();
            }
        }
    }

    /** RFC 4180, with line feeds. */
    final class CsvRows implements RowWriter {
        private final List<Column> columns;
        private final PrintStream out;

        CsvRows(List<Column> columns, boolean headings, PrintStream out) {
            this.columns = columns;
            this.out = out;
            if (headings) {
                print(columns.stream().map(Column::name).toList());
            }
        }

        @Override
        public void row(Object row) {
            print(columns.stream()
                    .map(column -> {
                        Object value = column.value(row);
                        return value instanceof List<?> || value instanceof Map<?, ?>
                                ? Json.write(value)
                                : value == null ? "" : value.toString();
                    })
                    .toList());
        }

        private void print(List<String> cells) {
            List<String> quoted = cells.stream().map(CsvRows::quoted).toList();
            out.print(String.join(",", quoted) + "\n");
        }

        private static String quoted(String cell) {
            boolean bare = cell.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
            return bare ? cell : '"' + cell.replace("\"", "\"\"") + '"';
        }

        @Override
        public void end() {
            // nothing is left to print
        }
    }

    /** An array, an element to a line. */
    final class JsonRows implements RowWriter {
        private final List<Column> columns;
        private final boolean whole;
        private final PrintStream out;
        private String before = "[\n";

        JsonRows(List<Column> columns, boolean whole, PrintStream out) {
            this.columns = columns;
            this.whole = whole;
            this.out = out;
        }

        @Override
        public void row(Object row) {
            out.print(before + Json.write(whole ? row : projected(row)));
            before = ",\n";
        }

        private Map<String, Object> projected(Object row) {
            Map<String, Object> part = new LinkedHashMap<>();
            columns.forEach(column -> part.put(column.path(), column.value(row)));
            return part;
        }

        @Override
        public void end() {
            out.print(before.equals("[\n") ? "[]\n" : "\n]\n");
        }
    }
}
