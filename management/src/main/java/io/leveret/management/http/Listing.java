package io.leveret.management.http;

import com.google.re2j.Pattern;
import io.leveret.management.admin.AdminException;
import io.leveret.management.pattern.LinearPattern;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Answers a list: filtered by name, sorted, cut into pages, with the columns that were asked for (RabbitMQ's
 * {@code rabbit_mgmt_util:reply_list}). Only what stands on the page is made into objects, so a list of 100,000 costs
 * what its filter and order cost.
 *
 * @param <R> what stands in the list
 */
public final class Listing<R> {
    /** Most entries of a page. */
    public static final int MAX_PAGE_SIZE = 500;

    private static final int DEFAULT_PAGE_SIZE = 100;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final long LONGEST_FILTER_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
    private static final String INVALID = "Pagination parameters are invalid";

    private final Function<R, String> name;
    private final Function<R, Map<String, Object>> object;
    private final Map<String, Function<R, Object>> columns = new LinkedHashMap<>();

    /** Null if they stand as they come. */
    private Comparator<R> usualOrder;

    /** Null if nobody asks. */
    private Shown<R> shown;

    /** Null if rows can be made into objects as they come. */
    private Shown<R> describer;

    /** Hears what stands on a page before it is made into objects: what is asked of shards is asked for it at once. */
    @FunctionalInterface
    public interface Shown<R> {
        /** Only these will be shown. */
        void shown(List<R> rows) throws AdminException;
    }

    /**
     * A list.
     *
     * @param name what {@code name=} is compared with
     * @param object what an entry becomes
     */
    public Listing(Function<R, String> name, Function<R, Map<String, Object>> object) {
        this.name = name;
        this.object = object;
        column("name", name::apply);
    }

    /** A column by which the list can be sorted without making objects of all; dots lead into objects. */
    public Listing<R> column(String path, Function<R, Object> value) {
        columns.put(path, value);
        return this;
    }

    /**
     * The order where none is asked for, and of those that are equal by what is; else it is that in which they come.
     */
    public Listing<R> inOrder(Comparator<R> order) {
        usualOrder = order;
        return this;
    }

    /** Has somebody told of what is shown, if it is no more than a page can hold. */
    public Listing<R> whenShown(Shown<R> told) {
        shown = told;
        return this;
    }

    /**
     * Has somebody look at rows before they are made into objects, all of them at once, however many they are: those of
     * the page; all that are kept, if there are no pages or if they are to be sorted by what is no column; none if
     * nothing but columns is asked for. What a column says must be what stands in the object, then.
     */
    public Listing<R> describedBy(Shown<R> looking) {
        describer = looking;
        return this;
    }

    /** The answer: the list, or with {@code page} one page of it. */
    public Response answer(Request request, Collection<R> all) throws ApiException, AdminException {
        List<R> kept = filtered(request, all);
        List<String> wanted = wanted(request);
        if (request.query("page").isEmpty()) {
            return Response.json(objects(told(ordered(request, kept, 0, kept.size()), wanted), wanted));
        }
        return Response.json(page(request, all.size(), kept, wanted));
    }

    private static List<String> wanted(Request request) {
        return request.query("columns").map(text -> List.of(text.split(","))).orElse(List.of());
    }

    /** One object with the columns that were asked for, or whole. */
    public static Map<String, Object> columns(Request request, Map<String, Object> whole) {
        List<String> wanted = wanted(request);
        return wanted.isEmpty() ? whole : projected(whole, wanted);
    }

    /** A short list that is not cut into pages, nor filtered by name, but sorted and projected. */
    public static Response rows(Request request, List<Map<String, Object>> rows) {
        Listing<Map<String, Object>> plain =
                new Listing<Map<String, Object>>(row -> "", row -> row).column("name", row -> row.get("name"));
        return Response.json(plain.inOrder(request, rows, 0, rows.size()).stream()
                .map(row -> columns(request, row))
                .toList());
    }

    private List<R> filtered(Request request, Collection<R> all) throws ApiException {
        String text = request.query("name").orElse("");
        if (!text.isEmpty() && request.flag("use_regex")) {
            return found(pattern(text), all);
        }
        List<R> kept = new ArrayList<>(all);
        if (!text.isEmpty()) {
            String lower = text.toLowerCase(Locale.ROOT);
            kept.removeIf(row -> !name.apply(row).toLowerCase(Locale.ROOT).contains(lower));
        }
        return kept;
    }

    /**
     * Linear in the names and in the pattern, which is much where there are many names and the pattern is long. What
     * counts is the time that the thread has worked, as the machine may have others to serve; that is asked for when it
     * may be up.
     */
    private List<R> found(Pattern pattern, Collection<R> all) throws ApiException {
        long beganNanos = THREADS.getCurrentThreadCpuTime();
        long askAgainNanos = System.nanoTime() + LONGEST_FILTER_NANOS;
        List<R> found = new ArrayList<>();
        for (R row : all) {
            if (pattern.matcher(name.apply(row)).find()) {
                found.add(row);
            }
            if (System.nanoTime() - askAgainNanos > 0) {
                long leftNanos = LONGEST_FILTER_NANOS - (THREADS.getCurrentThreadCpuTime() - beganNanos);
                if (leftNanos <= 0) {
                    throw ApiException.badRequest("the pattern takes too long with these names");
                }
                askAgainNanos = System.nanoTime() + leftNanos;
            }
        }
        return found;
    }

    /** In linear time, so that nobody can stop the API by a pattern; look-arounds and back references are refused. */
    private static Pattern pattern(String text) throws ApiException {
        try {
            return LinearPattern.compile(text, Pattern.CASE_INSENSITIVE);
        } catch (IllegalArgumentException e) {
            throw ApiException.badRequest(INVALID);
        }
    }

    /** What stands from one place to another in order, for which all are looked at if it is none of columns. */
    private List<R> ordered(Request request, List<R> rows, int from, int to) throws AdminException {
        String path = request.query("sort").orElse("");
        if (describer != null && !path.isEmpty() && !columns.containsKey(path)) {
            describer.shown(rows);
        }
        return inOrder(request, rows, from, to);
    }

    /** What stands from one place to another when they are in order. */
    private List<R> inOrder(Request request, List<R> rows, int from, int to) {
        String path = request.query("sort").orElse("");
        if (path.isEmpty()) {
            return usualOrder == null ? rows.subList(from, to) : Slice.sorted(rows, usualOrder, from, to);
        }
        Function<R, Object> column = columns.getOrDefault(path, row -> at(object.apply(row), path));
        List<Keyed<R>> keyed = new ArrayList<>(rows.size());
        for (R row : rows) {
            keyed.add(new Keyed<>(column.apply(row), keyed.size(), row));
        }
        Comparator<Keyed<R>> byKey = (one, other) -> compare(one.key, other.key);
        Comparator<Keyed<R>> order = (request.flag("sort_reverse") ? byKey.reversed() : byKey)
                .thenComparing(
                        usualOrder == null
                                ? Comparator.comparingInt(Keyed::place)
                                : Comparator.comparing(Keyed::row, usualOrder));
        return Slice.sorted(keyed, order, from, to).stream().map(Keyed::row).toList();
    }

    /** @param place among all, before they are sorted */
    private record Keyed<R>(Object key, int place, R row) {}

    /** Nothing comes first, then numbers, then what is written out; as in Erlang's order of terms. */
    private static int compare(Object one, Object other) {
        if (one instanceof Number first && other instanceof Number second) {
            return Double.compare(first.doubleValue(), second.doubleValue());
        }
        int ranks = Integer.compare(rank(one), rank(other));
        return ranks != 0 || one == null ? ranks : one.toString().compareTo(other.toString());
    }

    private static int rank(Object value) {
        if (value == null) {
            return 0;
        }
        return value instanceof Number ? 1 : 2;
    }

    private List<R> told(List<R> rows, List<String> wanted) throws AdminException {
        if (shown != null && rows.size() <= MAX_PAGE_SIZE) {
            shown.shown(rows);
        }
        if (describer != null && !isOfColumns(wanted)) {
            describer.shown(rows);
        }
        return rows;
    }

    /** Whether what is asked for is known without making objects, where making them costs more than columns do. */
    private boolean isOfColumns(List<String> wanted) {
        return describer != null && !wanted.isEmpty() && columns.keySet().containsAll(wanted);
    }

    /** Objects are made while they are written: all of a long list at once would fill the heap. */
    private List<Map<String, Object>> objects(List<R> rows, List<String> wanted) {
        boolean byColumns = isOfColumns(wanted);
        return new AbstractList<>() {
            @Override
            public Map<String, Object> get(int index) {
                R row = rows.get(index);
                if (byColumns) {
                    return projected(wanted, path -> columns.get(path).apply(row));
                }
                Map<String, Object> whole = object.apply(row);
                return wanted.isEmpty() ? whole : projected(whole, wanted);
            }

            @Override
            public int size() {
                return rows.size();
            }
        };
    }

    private Map<String, Object> page(Request request, int total, List<R> kept, List<String> wanted)
            throws ApiException, AdminException {
        int page = number(request, "page", 1);
        int size = number(request, "page_size", DEFAULT_PAGE_SIZE);
        if (page < 1 || size < 1 || size > MAX_PAGE_SIZE) {
            throw ApiException.of(
                    400,
                    "invalid_pagination_parameters",
                    "Invalid pagination parameters: page number "
                            + request.query("page").orElse("undefined") + ", page size "
                            + request.query("page_size").orElse("undefined"));
        }
        int pages = Math.max(1, (kept.size() + size - 1) / size);
        if (page > pages) {
            throw ApiException.of(
                    400,
                    "page_out_of_range",
                    "Page out of range, page: " + page + " page size: " + size + ", len: " + kept.size());
        }
        List<R> items = ordered(request, kept, (page - 1) * size, Math.min(kept.size(), page * size));
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("total_count", total);
        answer.put("item_count", items.size());
        answer.put("filtered_count", kept.size());
        answer.put("page", page);
        answer.put("page_size", size);
        answer.put("page_count", pages);
        answer.put("items", objects(told(items, wanted), wanted));
        return answer;
    }

    private static int number(Request request, String parameter, int byDefault) throws ApiException {
        try {
            return Integer.parseInt(request.query(parameter).orElse(Integer.toString(byDefault)));
        } catch (NumberFormatException e) {
            throw ApiException.badRequest(INVALID);
        }
    }

    /** An object with what was asked for alone, dots leading into objects. */
    static Map<String, Object> projected(Map<String, Object> whole, List<String> wanted) {
        return projected(wanted, path -> at(whole, path));
    }

    private static Map<String, Object> projected(List<String> wanted, Function<String, Object> values) {
        Map<String, Object> part = new LinkedHashMap<>();
        for (String path : wanted) {
            Object value = values.apply(path);
            String[] names = path.split("\\.");
            if (value != null && names.length > 0) {
                put(part, names, value);
            }
        }
        return part;
    }

    @SuppressWarnings("unchecked") // what is put in here are maps of this kind
    private static void put(Map<String, Object> target, String[] path, Object value) {
        Map<String, Object> place = target;
        for (int i = 0; i < path.length - 1; i++) {
            Object inner = place.computeIfAbsent(path[i], name -> new LinkedHashMap<>());
            if (!(inner instanceof LinkedHashMap<?, ?>)) {
                return; // it was asked for as a whole before
            }
            place = (Map<String, Object>) inner;
        }
        place.put(path[path.length - 1], value);
    }

    private static Object at(Object value, String path) {
        Object found = value;
        for (String name : path.split("\\.")) {
            found = found instanceof Map<?, ?> object ? object.get(name) : null;
        }
        return found;
    }
}
