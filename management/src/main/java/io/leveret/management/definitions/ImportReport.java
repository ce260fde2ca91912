package io.leveret.management.definitions;

import io.leveret.management.admin.DefinitionsAdmin.ImportResult;
import io.leveret.management.admin.DefinitionsAdmin.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What became of the objects of an import, for machines and for people. */
public final class ImportReport {
    private final List<ImportResult> results;
    private final boolean dryRun;

    /** @param dryRun whether nothing was done */
    public ImportReport(List<ImportResult> results, boolean dryRun) {
        this.results = results;
        this.dryRun = dryRun;
    }

    private long count(Outcome outcome) {
        return results.stream().filter(each -> each.outcome() == outcome).count();
    }

    /** Counts, and each object with its place in the file. */
    public Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("dry_run", dryRun);
        for (Outcome outcome : Outcome.values()) {
            json.put(word(outcome), count(outcome));
        }
        List<Object> objects = new ArrayList<>();
        for (ImportResult each : results) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("place", each.place());
            object.put("vhost", each.vhost());
            object.put("name", each.name());
            object.put("outcome", word(each.outcome()));
            if (!each.reason().isEmpty()) {
                object.put("reason", each.reason());
            }
            objects.add(object);
        }
        json.put("objects", objects);
        return json;
    }

    /** A line for each object that is new, changed, skipped or other than the file says; then the counts. */
    public String text() {
        StringBuilder text = new StringBuilder();
        for (ImportResult each : results) {
            if (each.outcome() != Outcome.UNCHANGED || !each.reason().isEmpty()) {
                text.append(mark(each.outcome()))
                        .append(' ')
                        .append(each.place())
                        .append(" '")
                        .append(each.name())
                        .append('\'')
                        .append(each.vhost().isEmpty() ? "" : " in vhost '" + each.vhost() + "'")
                        .append(each.reason().isEmpty() ? "" : ": " + each.reason())
                        .append('\n');
            }
        }
        return text.append(dryRun ? "Would be: " : "")
                .append(counts())
                .append('\n')
                .toString();
    }

    /** How many there are of each outcome, for people. */
    public String counts() {
        return Stream.of(Outcome.values())
                .map(each -> count(each) + " " + word(each))
                .collect(Collectors.joining(", "));
    }

    private static char mark(Outcome outcome) {
        return switch (outcome) {
            case ADDED -> '+';
            case CHANGED -> '~';
            case UNCHANGED -> '=';
            case SKIPPED -> '!';
        };
    }

    private static String word(Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT);
    }
}
