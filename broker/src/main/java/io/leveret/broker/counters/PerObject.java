package io.leveret.broker.counters;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Something for each of several objects, made when it is first wanted. Objects that are gone are let go of when others
 * come, so that there are never more than a few of them, or as many as of those that are there.
 *
 * <p>Written by one shard, read by anyone.
 */
public final class PerObject<K, V> {
    private static final int FEW = 32;

    private final Predicate<K> there;
    private final Supplier<V> maker;
    private final Map<K, V> values = new ConcurrentHashMap<>(4);
    private int lookAgainAt = FEW;

    /** @param there whether an object is not gone; any thread */
    public PerObject(Predicate<K> there, Supplier<V> maker) {
        this.there = there;
        this.maker = maker;
    }

    /** What there is for an object. On the shard. */
    public V of(K object) {
        V value = values.get(object);
        return value == null ? add(object) : value;
    }

    private V add(K object) {
        if (values.size() >= lookAgainAt) {
            values.keySet().removeIf(there.negate());
            lookAgainAt = Math.max(FEW, 2 * values.size());
        }
        V value = maker.get();
        values.put(object, value);
        return value;
    }

    /** The same, or null if nothing was wanted for it yet. Any thread. */
    public V find(K object) {
        return values.get(object);
    }

    /** All that are there. Any thread. */
    public void forEach(BiConsumer<K, V> action) {
        values.forEach((object, value) -> {
            if (there.test(object)) {
                action.accept(object, value);
            }
        });
    }

    /** How many are kept, gone ones too. Any thread. */
    int size() {
        return values.size();
    }
}
