package io.leveret.it.crash;

import java.util.ArrayList;
import java.util.List;

/** What was seen and must not be. For any thread. */
final class Violations {
    private static final int KEPT = 40;

    private final List<String> kept = new ArrayList<>();
    private int count;

    /** Only the first ones are kept in full: one lost file of the log can break thousands of promises. */
    synchronized void add(String text) {
        count++;
        if (kept.size() < KEPT) {
            kept.add(text);
        }
    }

    /** The first ones, and how many there are of the others. */
    synchronized List<String> all() {
        List<String> all = new ArrayList<>(kept);
        if (count > kept.size()) {
            all.add((count - kept.size()) + " more");
        }
        return all;
    }
}
