package io.leveret.broker.alarms;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;
import javax.management.ListenerNotFoundException;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;

/** The memory of this JVM. */
final class JvmMemory implements ProcessMemory {
    /** The pools of long-lived objects: a threshold of use is for them alone. */
    private final List<MemoryPoolMXBean> old = ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP && pool.isUsageThresholdSupported())
            .toList();

    private final long directMaxBytes = readDirectMax();

    /** The option that the launcher sets; without it the JVM allows as much as for the heap. */
    private static long readDirectMax() {
        HotSpotDiagnosticMXBean options = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        long set = Long.parseLong(options.getVMOption("MaxDirectMemorySize").getValue());
        return set > 0 ? set : Runtime.getRuntime().maxMemory();
    }

    @Override
    public long heapMaxBytes() {
        return Runtime.getRuntime().maxMemory();
    }

    @Override
    public long directMaxBytes() {
        return directMaxBytes;
    }

    @Override
    public long heapUsedBytes() {
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** Where objects begin; a collector may have no such pool. */
    @Override
    public long heapOutlivedBytes() {
        boolean never = ManagementFactory.getGarbageCollectorMXBeans().stream()
                .allMatch(collector -> collector.getCollectionCount() <= 0);
        long youngBytes = never
                ? 0
                : ManagementFactory.getMemoryPoolMXBeans().stream()
                        .filter(pool -> pool.getName().contains("Eden"))
                        .mapToLong(pool -> used(pool.getUsage()))
                        .sum();
        return Math.max(0, heapUsedBytes() - youngBytes);
    }

    @Override
    public long oldUsedBytes() {
        return old.stream().mapToLong(pool -> used(pool.getUsage())).sum();
    }

    @Override
    public long oldAfterCollectionBytes() {
        return old.stream().mapToLong(pool -> used(pool.getCollectionUsage())).sum();
    }

    /** A pool that is no longer valid has no usage. */
    private static long used(MemoryUsage usage) {
        return usage == null ? 0 : usage.getUsed();
    }

    @Override
    public Runnable whenOldReaches(long bytes, Runnable task) {
        for (MemoryPoolMXBean pool : old) {
            pool.setUsageThreshold(bytes);
            if (pool.isCollectionUsageThresholdSupported()) {
                pool.setCollectionUsageThreshold(bytes);
            }
        }
        NotificationEmitter emitter = (NotificationEmitter) ManagementFactory.getMemoryMXBean();
        NotificationListener listener = (notification, none) -> task.run();
        emitter.addNotificationListener(listener, null, null);
        return () -> {
            try {
                emitter.removeNotificationListener(listener);
            } catch (ListenerNotFoundException e) {
                throw new IllegalStateException("ended twice", e);
            }
        };
    }

    /** With the launcher's options G1 does this beside the work. */
    @Override
    public void collect() {
        System.gc();
    }
}
