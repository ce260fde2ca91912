package io.leveret.management.cli;

import io.leveret.management.remote.NodeUnreachableException;
import io.leveret.management.remote.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Commands that list something: which columns, in which order, in which form, of which part. */
final class ListVerb {
    private static final int PAGE = 500;

    /** What is asked for. */
    @FunctionalInterface
    interface Source {
        Target target(VerbCall call) throws VerbFailure;
    }

    private ListVerb() {}

    /** A list that the node answers whole. */
    static Verb whole(String group, String description, Source source, Column... columns) {
        return named(group, "list", description, source, false, List.of(columns));
    }

    /** A list that the node answers in pages, and of which it can leave out what is not wanted. */
    static Verb paged(String group, String description, Source source, Column... columns) {
        return named(group, "list", description, source, true, List.of(columns))
                .option("--filter", "TEXT", "Only those whose names contain this.")
                .option("--regex", "EXPRESSION", "Only those whose names match this.");
    }

    /** A list that the node answers whole, by another name. */
    static Verb named(String group, String name, String description, Source source, Column... columns) {
        return named(group, name, description, source, false, List.of(columns));
    }

    private static Verb named(
            String group, String name, String description, Source source, boolean paged, List<Column> columns) {
        return Verb.named(group, name, description)
                .option("--columns", "NAMES", "Which columns, with commas between; dots lead into objects.")
                .option("--sort", "COLUMN", "Sorts by a column.")
                .flag("--reverse", "Sorts downwards.")
                .option("--limit", "COUNT", "Only the first so many.")
                .flag("--no-headings", "Without the line of names.")
                .doing(call -> list(call, source.target(call), paged, columns))
                .watchable();
    }

    /** The path of a list of a virtual host, or with {@code --all-vhosts} of all. */
    static Target inVhost(VerbCall call, String ofAll, String ofOne) {
        return call.has("--all-vhosts") ? Target.of(ofAll.split("/")) : Target.of(ofOne, call.vhost());
    }

    private static int list(VerbCall call, Target target, boolean paged, List<Column> byDefault)
            throws VerbFailure, NodeUnreachableException {
        List<Column> columns = columns(call, byDefault);
        boolean whole = call.output().equals("json") && call.option("--columns") == null;
        RowWriter rows = RowWriter.of(
                call.output(),
                columns,
                whole,
                !call.has("--no-headings"),
                call.terminal().out());
        print(call, target, whole ? List.of() : columns, paged, rows);
        rows.end();
        return Exit.OK;
    }

    private static List<Column> columns(VerbCall call, List<Column> byDefault) {
        String wanted = call.option("--columns");
        List<Column> columns = new ArrayList<>();
        if (wanted == null) {
            if (call.has("--all-vhosts")
                    && byDefault.stream().noneMatch(each -> each.path().equals("vhost"))) {
                columns.add(Column.of("vhost"));
            }
            columns.addAll(byDefault);
            return columns;
        }
        for (String path : wanted.split("[ ,]+")) {
            Optional<Column> known = byDefault.stream()
                    .filter(each -> each.path().equals(path) || each.name().equals(path))
                    .findFirst();
            columns.add(known.map(each -> each.named(path)).orElse(Column.of(path)));
        }
        return columns;
    }

    private static void print(VerbCall call, Target target, List<Column> columns, boolean paged, RowWriter rows)
            throws VerbFailure, NodeUnreachableException {
        long left = call.number("--limit", Long.MAX_VALUE);
        long page = 1;
        while (left > 0) {
            Object answer = call.get(
                    Target.copy(target).with(query(call, columns, paged ? page : 0)),
                    call.has("--vhost") ? "vhost '" + call.vhost() + "'" : null);
            List<?> items = items(answer);
            for (Object item : items.subList(0, (int) Math.min(items.size(), left))) {
                rows.row(item);
            }
            left -= items.size();
            if (!(answer instanceof Map<?, ?>) || page >= Values.number(answer, "page_count")) {
                return;
            }
            page++;
        }
    }

    /** A node that does not answer this list in pages answers it whole. */
    private static List<?> items(Object answer) throws VerbFailure {
        Object items = answer instanceof Map<?, ?> page ? page.get("items") : answer;
        if (items instanceof List<?> list) {
            return list;
        }
        throw new VerbFailure(Exit.SOFTWARE, "what answers there is no list");
    }

    private static String[] query(VerbCall call, List<Column> columns, long page) {
        List<String> query = new ArrayList<>();
        if (!columns.isEmpty()) {
            query.addAll(List.of(
                    "columns",
                    String.join(",", columns.stream().map(Column::path).toList())));
        }
        if (call.option("--sort") != null) {
            query.addAll(List.of("sort", call.option("--sort"), "sort_reverse", "" + call.has("--reverse")));
        }
        if (page > 0) {
            query.addAll(List.of("page", "" + page, "page_size", "" + PAGE, "pagination", "true"));
            String regex = call.option("--regex");
            String name = regex == null ? call.option("--filter", "") : regex;
            query.addAll(List.of("name", name, "use_regex", "" + (regex != null)));
        }
        return query.toArray(String[]::new);
    }

    /** Prints a list that is there already, with all that the options of lists say but pages. */
    static int print(VerbCall call, List<?> items, Column... columns) throws VerbFailure {
        boolean whole = call.output().equals("json");
        RowWriter rows = RowWriter.of(
                call.output(),
                Arrays.asList(columns),
                whole,
                true,
                call.terminal().out());
        items.forEach(rows::row);
        rows.end();
        return Exit.OK;
    }
}
