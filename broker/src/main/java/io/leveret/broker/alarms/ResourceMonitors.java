package io.leveret.broker.alarms;

import com.sun.management.OperatingSystemMXBean;
import io.leveret.broker.settings.Settings;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches memory and disk of a node on threads of its own, and says what was measured. What it watches for is set:
 * {@code vm_memory_high_watermark}, {@code memory_monitor_interval}, {@code disk_free_limit}.
 */
public final class ResourceMonitors implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ResourceMonitors.class);
    private static final String DISK_ABSOLUTE = "disk_free_limit.absolute";
    private static final String DISK_RELATIVE = "disk_free_limit.relative";
    private static final long MIB = 1 << 20;
    private static final long CLOSE_WAIT_MS = 2_000;

    /** One for each of the two, and one for a collection. */
    private static final int THREADS = 3;

    private final long memoryIntervalMs;
    private final MemoryUse memoryUse = new MemoryUse();
    private volatile MemoryLimits memoryLimits;
    private final MemoryBudget memoryBudget;
    private final ProcessMemory process = new JvmMemory();
    private final MemoryMonitor memory;
    private final DiskMonitor disk;
    private final ScheduledExecutorService threads;
    private final AtomicBoolean askedSoon = new AtomicBoolean();
    private Runnable unwatchHeap = () -> {};

    /**
     * Watches nothing yet.
     *
     * @param data the data directory, whose file system is watched
     * @param clockMs epoch milliseconds; called by any thread
     */
    public ResourceMonitors(Settings settings, Path data, Alarms alarms, LongSupplier clockMs) {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(THREADS, task -> {
            Thread thread = new Thread(task, "monitor");
            thread.setDaemon(true);
            return thread;
        });
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        this.threads = executor;
        this.memoryIntervalMs = settings.durationMs("memory_monitor_interval");
        this.memoryLimits = MemoryLimits.of(settings, process);
        this.memoryBudget = MemoryBudget.of(settings, memoryLimits);
        this.memory = new MemoryMonitor(process, memoryLimits, memoryUse, alarms, threads, clockMs);
        File directory = data.toFile();
        this.disk = new DiskMonitor(directory::getUsableSpace, diskLimitBytes(settings, machineBytes()), alarms);
    }

    /** {@code disk_free_limit.absolute} goes before {@code .relative}, which counts in the machine's memory. */
    static long diskLimitBytes(Settings settings, long machineMemoryBytes) {
        if (!settings.isSet(DISK_RELATIVE)) {
            return settings.bytes(DISK_ABSOLUTE);
        }
        if (settings.isSet(DISK_ABSOLUTE)) {
            LOG.warn("both {} and {} are set; the first counts", DISK_ABSOLUTE, DISK_RELATIVE);
            return settings.bytes(DISK_ABSOLUTE);
        }
        return Math.round(settings.fraction(DISK_RELATIVE) * machineMemoryBytes);
    }

    /** The memory of the machine, or of the control group that this process is in. */
    private static long machineBytes() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    }

    /** Says what the limits are, measures once, so that the first client meets the alarms there are, and goes on. */
    public synchronized void start() {
        LOG.info(
                "memory: the process may use {} MiB (heap {}, buffers outside it {});"
                        + " publishers are stopped above {} MiB (heap {}, buffers {})",
                memoryLimits.processBytes() / MIB,
                memoryLimits.heapMaxBytes() / MIB,
                memoryLimits.directMaxBytes() / MIB,
                memoryLimits.watermarkBytes() / MIB,
                memoryLimits.heapBytes() / MIB,
                memoryLimits.directBytes() / MIB);
        unwatchHeap = process.whenOldReaches(memoryLimits.heapBytes(), this::memoryIsShort);
        checkMemory();
        threads.scheduleWithFixedDelay(this::checkMemory, memoryIntervalMs, memoryIntervalMs, TimeUnit.MILLISECONDS);
        watchDisk();
        LOG.info("disk: {} bytes free; publishers are stopped below {} bytes", disk.freeBytes(), disk.limitBytes());
    }

    private void checkMemory() {
        try {
            memory.check();
        } catch (RuntimeException e) {
            LOG.error("memory could not be measured", e);
        }
    }

    private void watchDisk() {
        long nextMs = DiskMonitor.LONGEST_MS;
        try {
            nextMs = disk.check();
        } catch (RuntimeException e) {
            LOG.error("the disk could not be measured", e);
        }
        try {
            threads.schedule(this::watchDisk, nextMs, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("stopped meanwhile", e);
        }
    }

    /** Somebody has used up a budget: measures memory now and not at the next interval. Any thread; does not wait. */
    public void memoryIsShort() {
        if (askedSoon.compareAndSet(false, true)) {
            try {
                threads.execute(() -> {
                    askedSoon.set(false);
                    checkMemory();
                });
            } catch (RejectedExecutionException e) {
                LOG.debug("stopped meanwhile", e);
            }
        }
    }

    /** Where whoever holds much memory says so. */
    public MemoryUse memoryUse() {
        return memoryUse;
    }

    public MemoryLimits memoryLimits() {
        return memoryLimits;
    }

    /**
     * Sets the memory high watermark until the node stops, and measures at once; what queues may keep in memory stays.
     *
     * @param share of what the process may use, 0 to 1
     */
    public synchronized void memoryWatermark(double share) {
        memoryLimits = memoryLimits.withShare(share);
        unwatchHeap.run();
        unwatchHeap = process.whenOldReaches(memoryLimits.heapBytes(), this::memoryIsShort);
        memory.limits(memoryLimits);
    }

    /** Sets the free disk space that must be left until the node stops, and looks at once. */
    public void diskFreeLimitBytes(long bytes) {
        disk.limitBytes(bytes);
    }

    /** The same as a multiple of the machine's memory. */
    public void diskFreeLimit(double memoryShare) {
        disk.limitBytes(Math.round(memoryShare * machineBytes()));
    }

    /** What the contents of queues may take. */
    public MemoryBudget memoryBudget() {
        return memoryBudget;
    }

    /** Bytes in use when last measured; RabbitMQ's {@code mem_used}. Any thread. */
    public long memoryUsedBytes() {
        return memory.usedBytes();
    }

    /** Bytes free when last looked, -1 if never; RabbitMQ's {@code disk_free}. Any thread. */
    public long diskFreeBytes() {
        return disk.freeBytes();
    }

    /** RabbitMQ's {@code disk_free_limit}. */
    public long diskFreeLimitBytes() {
        return disk.limitBytes();
    }

    @Override
    public synchronized void close() {
        unwatchHeap.run();
        unwatchHeap = () -> {};
        threads.shutdown();
        try {
            if (!threads.awaitTermination(CLOSE_WAIT_MS, TimeUnit.MILLISECONDS)) {
                LOG.warn("a measurement has not ended within {} ms", CLOSE_WAIT_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
