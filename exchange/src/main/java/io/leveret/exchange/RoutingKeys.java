package io.leveret.exchange;

import java.util.List;

/**
 * The keys that a message is routed by: the one it was published with, and those of its {@code CC} and {@code BCC}
 * headers. Immutable; the usual message has one key and costs one small object.
 */
public final class RoutingKeys {
    private static final String[] NO_COPIES = {};

    private final String key;
    private final String[] copies;

    private RoutingKeys(String key, String[] copies) {
        this.key = key;
        this.copies = copies;
    }

    /** One key alone. */
    public static RoutingKeys of(String key) {
        return new RoutingKeys(key, NO_COPIES);
    }

    /** The key of the publish first, then the keys of the carbon copies; repetitions do no harm. */
    public static RoutingKeys of(String key, List<String> copies) {
        return new RoutingKeys(key, copies.toArray(NO_COPIES));
    }

    /** At least 1. */
    public int size() {
        return 1 + copies.length;
    }

    /** The key at a position; at 0 stands the key of the publish. */
    public String get(int index) {
        return index == 0 ? key : copies[index - 1];
    }
}
