package io.leveret.broker.alarms;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;

/**
 * What the broker itself knows to be in memory, by name: bodies, pages, what waits for a slow client. Whoever holds
 * much registers how much it is. Any thread.
 */
public final class MemoryUse {
    /** Where the bytes are: each place has a limit of its own. */
    public enum Place {
        HEAP,
        DIRECT
    }

    private record Part(String name, Place place, LongSupplier sizeBytes) {}

    private final List<Part> parts = new CopyOnWriteArrayList<>();

    /**
     * Counts one more part. Parts must not overlap.
     *
     * @param name what it is, for people and for the management; parts of one name are added up
     * @param sizeBytes asked by any thread, often; must not wait
     */
    public void register(String name, Place place, LongSupplier sizeBytes) {
        parts.add(new Part(name, place, sizeBytes));
    }

    /** Bytes by name, now. */
    public Map<String, Long> byName() {
        Map<String, Long> sizes = new TreeMap<>();
        for (Part part : parts) {
            sizes.merge(part.name(), part.sizeBytes().getAsLong(), Long::sum);
        }
        return sizes;
    }

    /** Bytes of all parts in one place, now. */
    public long bytes(Place place) {
        long sum = 0;
        for (Part part : parts) {
            if (part.place() == place) {
                sum += part.sizeBytes().getAsLong();
            }
        }
        return sum;
    }
}
