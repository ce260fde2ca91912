package io.leveret.persistence.log;

import io.leveret.persistence.log.ScriptStream.Item;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** What streams of several shards of a {@link LogScript} add and drop together. */
final class ScriptTransaction {
    private final List<Item> added = new ArrayList<>();
    private final List<Item> dropped = new ArrayList<>();

    /** One of its records adds an item. */
    void adds(Item item) {
        added.add(item);
    }

    /** One of its records drops an item. */
    void drops(Item item) {
        dropped.add(item);
    }

    /** Whether all of it is there or none, as far as can be told. */
    boolean isWhole(Predicate<Item> found) {
        boolean something = false;
        boolean everything = true;
        for (Item item : added) {
            something |= found.test(item);
            // What was dropped since may be gone for that.
            everything &= found.test(item) || item.dropped;
        }
        for (Item item : dropped) {
            // What was not known to be there may never have been.
            something |= !found.test(item) && item.addDurable;
            everything &= !found.test(item);
        }
        return everything || !something;
    }
}
