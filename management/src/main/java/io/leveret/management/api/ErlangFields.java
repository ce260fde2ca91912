package io.leveret.management.api;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Fields about Erlang's processes, which there are none of here; clients that decode strictly want them all the same.
 */
final class ErlangFields {
    /** A rate of nothing. */
    static final Map<String, Object> NO_RATE = Map.of("rate", 0.0);

    private ErlangFields() {}

    /** Adds those of a process. */
    static void process(Map<String, Object> object) {
        Map<String, Object> collections = new LinkedHashMap<>();
        collections.put("fullsweep_after", 0);
        collections.put("max_heap_size", 0);
        collections.put("min_bin_vheap_size", 0);
        collections.put("min_heap_size", 0);
        collections.put("minor_gcs", 0);
        object.put("garbage_collection", collections);
        object.put("reductions", 0);
        object.put("reductions_details", NO_RATE);
    }
}
