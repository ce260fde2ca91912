package io.leveret.management.definitions;

import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.AdminException.Kind;
import java.util.ArrayList;
import java.util.List;

/** What is wrong in a definitions file, each with its place, such as {@code queues[12].arguments.x-max-length}. */
public final class Problems {
    private static final int TOLD = 10;

    private final List<String> told = new ArrayList<>();
    private int count;

    /** Nothing so far. */
    public Problems() {}

    /** Adds one. */
    public void add(String place, String text) {
        if (count++ < TOLD) {
            told.add(place + ": " + text);
        }
    }

    /**
     * Goes on only if there are none.
     *
     * @throws AdminException the first of them, in lines
     */
    public void refuseIfAny() throws AdminException {
        if (count == 0) {
            return;
        }
        String more = count > told.size() ? "\nand " + (count - told.size()) + " more" : "";
        throw new AdminException(Kind.INVALID, String.join("\n", told) + more);
    }
}
