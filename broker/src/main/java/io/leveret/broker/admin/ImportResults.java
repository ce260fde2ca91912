package io.leveret.broker.admin;

import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.DefinitionsAdmin.ImportResult;
import io.leveret.management.admin.DefinitionsAdmin.Outcome;
import io.leveret.management.definitions.Problems;
import io.leveret.persistence.DefinitionsStore.Change;
import io.leveret.persistence.H2Definitions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What an import comes to: a result for each object, and what is wrong. */
final class ImportResults {
    /** Most bytes of a name that AMQP can carry. */
    private static final int MAX_NAME_BYTES = 255;

    private final List<ImportResult> results = new ArrayList<>();
    private final Problems problems = new Problems();

    void add(String place, String vhost, String name, Outcome outcome) {
        add(place, vhost, name, outcome, "");
    }

    void add(String place, String vhost, String name, Outcome outcome, String reason) {
        results.add(new ImportResult(place, vhost, name, outcome, reason));
    }

    void skip(String place, String vhost, String name, String reason) {
        add(place, vhost, name, Outcome.SKIPPED, reason);
    }

    void problem(String place, String text) {
        problems.add(place, text);
    }

    /** Whether a name can be one; what is wrong with it is noted. */
    boolean isName(String place, String name) {
        int bytes = name.getBytes(StandardCharsets.UTF_8).length;
        if (bytes == 0 || bytes > MAX_NAME_BYTES) {
            problem(place, "a name has 1 to " + MAX_NAME_BYTES + " bytes, this one has " + bytes);
            return false;
        }
        return true;
    }

    /** Whether a record can be kept; a store that was given a larger one takes nothing more. */
    boolean fits(String place, Change record) {
        if (record.key().length() <= H2Definitions.MAX_KEY_LENGTH
                && record.value().length <= H2Definitions.MAX_VALUE_BYTES) {
            return true;
        }
        problem(place, "is too large to be kept");
        return false;
    }

    /** What becomes of something that can be changed. */
    static <T> Outcome outcome(T before, T after) {
        if (before == null) {
            return Outcome.ADDED;
        }
        return Objects.equals(before, after) ? Outcome.UNCHANGED : Outcome.CHANGED;
    }

    /** @throws AdminException something is wrong; or something cannot be, though all of it is wanted */
    void refuse(boolean strict) throws AdminException {
        if (strict) {
            results.stream()
                    .filter(each -> each.outcome() == Outcome.SKIPPED)
                    .forEach(each -> problem(each.place(), "cannot be imported: " + each.reason()));
        }
        problems.refuseIfAny();
    }

    List<ImportResult> results() {
        return List.copyOf(results);
    }
}
