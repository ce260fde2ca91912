package io.leveret.management.stats;

import com.sun.management.UnixOperatingSystemMXBean;
import io.leveret.management.admin.BrokerPorts;
import io.leveret.management.admin.FiguresAdmin.DiskCalls;
import io.leveret.management.admin.FiguresAdmin.DiskTraffic;
import io.leveret.management.admin.NodeAdmin;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;

/** Measures the node's process. Any thread. */
public final class NodeGauges {
    private static final Path THREADS_MAX = Path.of("/proc/sys/kernel/threads-max");

    private final NodeAdmin node;

    /** Of a node in this process. */
    public NodeGauges(NodeAdmin node) {
        this.node = node;
    }

    /** A gauge, now; 0 for what this system does not tell. */
    public long read(NodeGauge gauge) {
        return switch (gauge) {
            case MEM_USED -> node.status().memoryUsedBytes();
            case FD_USED -> openFiles();
            case SOCKETS_USED -> node.status().connections();
            case PROC_USED -> ManagementFactory.getThreadMXBean().getThreadCount();
            case DISK_FREE -> Math.max(0, node.status().diskFreeBytes());
            case GC_NUM -> collections();
            case IO_READ_COUNT -> disk(DiskTraffic::reads).count();
            case IO_READ_BYTES -> disk(DiskTraffic::reads).bytes();
            case IO_WRITE_COUNT -> disk(DiskTraffic::writes).count();
            case IO_WRITE_BYTES -> disk(DiskTraffic::writes).bytes();
            case IO_SYNC_COUNT -> disk(DiskTraffic::syncs).count();
        };
    }

    private DiskCalls disk(Function<DiskTraffic, DiskCalls> calls) {
        return node.broker()
                .map(BrokerPorts::figures)
                .map(figures -> calls.apply(figures.disk()))
                .orElse(new DiskCalls(0, 0, 0));
    }

    private static UnixOperatingSystemMXBean unix() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix ? unix : null;
    }

    private static long openFiles() {
        return unix() == null ? 0 : unix().getOpenFileDescriptorCount();
    }

    /** Most files that may be open; 0 if this system does not tell. */
    public static long mostFiles() {
        return unix() == null ? 0 : unix().getMaxFileDescriptorCount();
    }

    /** Most threads that there may be on this machine; as many as there are if it does not tell. */
    public static long mostThreads() {
        int threads = ManagementFactory.getThreadMXBean().getThreadCount();
        try {
            return Math.max(
                    threads, Long.parseLong(Files.readString(THREADS_MAX).trim()));
        } catch (IOException | NumberFormatException e) {
            return threads;
        }
    }

    /** How long this process has run. */
    public static long uptimeMs() {
        return ManagementFactory.getRuntimeMXBean().getUptime();
    }

    private static long collections() {
        long sum = 0;
        for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
            sum += Math.max(0, collector.getCollectionCount());
        }
        return sum;
    }
}
