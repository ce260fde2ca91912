package io.leveret.management.cli;

import io.leveret.management.remote.NodeUnreachableException;
import io.leveret.management.remote.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Commands that list something: which columns, in which order, in which form, of which part. */
final class ListVerb {
    private static final int PAGE = 500;

    /** What is asked for. */
    @FunctionalInterface
    interface Source {
        Target target(VerbCall call) throws VerbFailure, NodeUnreachableException;

        /** Fields whose values are given, of what is listed of a list that the node answers whole. */
        default Map<String, String> only(VerbCall call) {
            return Map.of();
        }
    }

    /**
     * What the node is asked for.
     *
     * @param columns none for whole objects
     * @param sort the path of a value, or null
     */
    private record Wanted(Target target, Map<String, String> only, List<Column> columns, String sort, boolean paged) {}

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
                .doing(call -> list(call, source, paged, columns))
                .watchable();
    }

    /** The path of a list of a virtual host, or with {@code --all-vhosts} of all. */
    static Target inVhost(VerbCall call, String ofAll, String ofOne) {
        return call.has("--all-vhosts") ? Target.of(ofAll.split("/")) : Target.of(ofOne, call.vhost());
    }

    private static int list(VerbCall call, Source source, boolean paged, List<Column> byDefault)
            throws VerbFailure, NodeUnreachableException {
        List<Column> columns = columns(call, byDefault);
        boolean whole = call.output().equals("json") && call.option("--columns") == null;
        String sort = call.option("--sort") == null
                ? null
                : column(byDefault, call.option("--sort")).path();
        Wanted wanted = new Wanted(source.target(call), source.only(call), whole ? List.of() : columns, sort, paged);
        RowWriter rows = RowWriter.of(
                call.output(),
                columns,
                whole,
                !call.has("--no-headings"),
                call.terminal().out());
        print(call, wanted, rows);
        rows.end();
        return Exit.OK;
    }

    /** A column by its name or by the path of its values. */
    private static Column column(List<Column> known, String name) {
        return known.stream()
                .filter(each -> each.path().equals(name) || each.name().equals(name))
                .findFirst()
                .orElse(Column.of(name));
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
            columns.add(column(byDefault, path).named(path));
        }
        return columns;
    }

    private static void print(VerbCall call, Wanted wanted, RowWriter rows)
            throws VerbFailure, NodeUnreachableException {
        long left = call.number("--limit", Long.MAX_VALUE);
        long page = 1;
        while (left > 0) {
            Object answer = page(call, wanted, page);
            if (answer == null) {
                return;
            }
            List<?> items = items(answer);
            if (page == 1) {
                requireSortable(wanted.sort, items);
            }
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

    /** A page; null if there are no longer as many: what is listed may become less meanwhile. */
    private static Object page(VerbCall call, Wanted wanted, long page) throws VerbFailure, NodeUnreachableException {
        Target target = Target.copy(wanted.target).with(query(call, wanted, wanted.paged ? page : 0));
        String subject = call.has("--vhost") ? "vhost '" + call.vhost() + "'" : null;
        Object answer = page == 1 ? call.get(target, subject) : call.getUnless(target, subject, "page_out_of_range");
        if (!(answer instanceof List<?> all) || wanted.only.isEmpty()) {
            return answer;
        }
        return all.stream()
                .filter(row -> wanted.only.entrySet().stream()
                        .allMatch(each -> each.getValue().equals(Values.at(row, each.getKey()))))
                .toList();
    }

    /** What none of the rows has is a mistake; paths into objects are not looked at: those come and go with traffic. */
    private static void requireSortable(String sort, List<?> rows) throws VerbFailure {
        boolean looked = sort != null && !rows.isEmpty() && sort.indexOf('.') < 0;
        if (looked && rows.stream().noneMatch(row -> row instanceof Map<?, ?> fields && fields.containsKey(sort))) {
            throw VerbFailure.usage("there is no column " + Cells.safe(sort) + " to sort by");
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

    private static String[] query(VerbCall call, Wanted wanted, long page) {
        List<String> query = new ArrayList<>();
        if (!wanted.columns.isEmpty()) {
            List<String> paths =
                    new ArrayList<>(wanted.columns.stream().map(Column::path).toList());
            Stream.concat(Stream.ofNullable(wanted.sort), wanted.only.keySet().stream())
                    .filter(path -> !paths.contains(path))
                    .forEach(paths::add);
            query.addAll(List.of("columns", String.join(",", paths)));
        }
        if (wanted.sort != null) {
            query.addAll(List.of("sort", wanted.sort, "sort_reverse", "" + call.has("--reverse")));
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
