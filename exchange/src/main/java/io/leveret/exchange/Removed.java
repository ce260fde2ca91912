package io.leveret.exchange;

import java.util.List;

/**
 * What a removal took with it, in the order in which it went.
 *
 * @param bindings every explicit binding that is gone
 * @param exchanges every exchange that is gone: one that was deleted itself, and the auto-delete exchanges that lost
 *     their last binding as a source
 */
public record Removed(List<Binding> bindings, List<Exchange> exchanges) {
    static final Removed NOTHING = new Removed(List.of(), List.of());

    /** Whether nothing was removed at all. */
    public boolean isEmpty() {
        return bindings.isEmpty() && exchanges.isEmpty();
    }
}
