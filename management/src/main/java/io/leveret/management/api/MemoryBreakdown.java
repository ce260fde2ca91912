package io.leveret.management.api;

import io.leveret.management.admin.FiguresAdmin;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What takes the process' memory, under RabbitMQ's headings. Messages of queues stand under {@code queue_procs}, what
 * waits for slow clients under {@code connection_writers}, buffers outside the heap under {@code binary}, classes and
 * compiled code under {@code code}, all other of the heap under {@code other_system}, what the heap has taken and does
 * not use under {@code allocated_unused}; headings with nothing of the kind here are 0.
 *
 * @param bytes by heading
 * @param usedBytes of heap, code and buffers
 * @param allocatedBytes the same with what the heap has in reserve
 */
record MemoryBreakdown(Map<String, Long> bytes, long usedBytes, long allocatedBytes) {
    /** RabbitMQ's word for what is measured: what the process itself has allocated. */
    static final String STRATEGY = "allocated";

    private static final List<String> HEADINGS = List.of(
            "connection_readers",
            "connection_writers",
            "connection_channels",
            "connection_other",
            "queue_procs",
            "quorum_queue_procs",
            "quorum_queue_dlx_procs",
            "stream_queue_procs",
            "stream_queue_replica_reader_procs",
            "stream_queue_coordinator_procs",
            "plugins",
            "metadata_store",
            "other_proc",
            "metrics",
            "mgmt_db",
            "mnesia",
            "quorum_ets",
            "metadata_store_ets",
            "other_ets",
            "binary",
            "msg_index",
            "code",
            "atom",
            "other_system",
            "allocated_unused",
            "reserved_unallocated");

    /** Of a process whose broker has these figures; null while there is none. */
    static MemoryBreakdown of(FiguresAdmin figures) {
        Map<String, Long> known = figures == null ? Map.of() : figures.memory();
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        long buffers = 0;
        for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
            buffers += Math.max(0, pool.getMemoryUsed());
        }
        long code = 0;
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            code += pool.getType() == MemoryType.NON_HEAP ? pool.getUsage().getUsed() : 0;
        }
        long queues = Math.min(heap.getUsed(), known.getOrDefault("queues", 0L));
        long outbound = Math.min(buffers, known.getOrDefault("outbound", 0L));
        Map<String, Long> bytes = new LinkedHashMap<>();
        HEADINGS.forEach(heading -> bytes.put(heading, 0L));
        bytes.put("connection_writers", outbound);
        bytes.put("queue_procs", queues);
        bytes.put("binary", buffers - outbound);
        bytes.put("code", code);
        bytes.put("other_system", heap.getUsed() - queues);
        bytes.put("allocated_unused", heap.getCommitted() - heap.getUsed());
        return new MemoryBreakdown(bytes, heap.getUsed() + buffers + code, heap.getCommitted() + buffers + code);
    }

    /** In bytes. */
    Map<String, Object> absolute() {
        Map<String, Object> memory = new LinkedHashMap<>(bytes);
        Map<String, Object> total = new LinkedHashMap<>();
        total.put("erlang", usedBytes);
        total.put("rss", allocatedBytes);
        total.put("allocated", allocatedBytes);
        memory.put("strategy", STRATEGY);
        memory.put("total", total);
        return memory;
    }

    /** In percent, rounded up as RabbitMQ does. */
    Map<String, Object> relative() {
        Map<String, Object> memory = new LinkedHashMap<>();
        memory.put("total", 100);
        bytes.forEach((heading, size) ->
                memory.put(heading, allocatedBytes == 0 ? 0 : (size * 100 + allocatedBytes - 1) / allocatedBytes));
        return memory;
    }
}
