package io.leveret.management.metrics;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryUsage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the memory of the process is, in RabbitMQ's parts, so that what adds them up comes to the whole. Of its parts
 * there are few in a JVM; the others are zero.
 */
final class MemoryFamilies {
    private static final String PREFIX = "rabbitmq_";

    private static final String CODE = "code_module";
    private static final String UNSENT = "client_connection_writer";
    private static final String QUEUES = "classic_queue_erlang_process";
    private static final String BUFFERS = "binary_heap";
    private static final String OTHER = "other_system";
    private static final String UNUSED = "runtime_allocated_unused";

    /** All of RabbitMQ's parts. */
    private static final List<String> PARTS = List.of(
            CODE,
            "client_connection_reader",
            UNSENT,
            "client_connection_channel",
            "client_connection_other",
            QUEUES,
            "quorum_queue_erlang_process",
            "quorum_queue_dlx_erlang_process",
            "stream_erlang_process",
            "stream_replica_reader_erlang_process",
            "stream_coordinator_erlang_process",
            "plugin",
            "modern_metadata_store",
            "other_erlang_process",
            "metrics",
            "management_stats_db",
            "classic_metadata_store",
            "quorum_queue_ets_table",
            "modern_metadata_store_ets_table",
            "other_ets_table",
            BUFFERS,
            "message_index",
            "atom_table",
            OTHER,
            UNUSED,
            "runtime_reserved_unallocated");

    private static final Map<String, String> HELP = Map.of(
            CODE, "Bytes of classes and of what they were compiled to",
            UNSENT, "Bytes that wait for clients to read them",
            QUEUES, "Bytes of bodies in memory and of the queues' indexes",
            BUFFERS, "Bytes of buffers outside the heap, but for those that wait for clients",
            OTHER, "Bytes of the heap that are in use for anything else",
            UNUSED, "Bytes of the heap that are taken from the system and free");

    private MemoryFamilies() {}

    /** @param known what the broker knows to be in memory, in bytes by name */
    static void write(Exposition out, Map<String, Long> known) throws IOException {
        Map<String, Long> sizes = sizes(known);
        for (String part : PARTS) {
            String name = "memory_" + part + "_bytes";
            out.family(
                    PREFIX, name, MetricType.GAUGE, HELP.getOrDefault(part, "A part of RabbitMQ's that is not here"));
            out.sample(PREFIX, name).value(sizes.getOrDefault(part, 0L));
        }
    }

    private static Map<String, Long> sizes(Map<String, Long> known) {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        MemoryUsage heap = memory.getHeapMemoryUsage();
        long buffers = 0;
        for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
            buffers += pool.getName().equals("direct") ? pool.getMemoryUsed() : 0;
        }
        long unsent = known.getOrDefault("outbound", 0L);
        long queues = Math.min(known.getOrDefault("queues", 0L), heap.getUsed());
        Map<String, Long> sizes = new HashMap<>();
        sizes.put(CODE, memory.getNonHeapMemoryUsage().getUsed());
        sizes.put(UNSENT, unsent);
        sizes.put(QUEUES, queues);
        sizes.put(BUFFERS, Math.max(0, buffers - unsent));
        sizes.put(OTHER, heap.getUsed() - queues);
        sizes.put(UNUSED, heap.getCommitted() - heap.getUsed());
        return sizes;
    }
}
