package io.leveret.broker.shard;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.SingleThreadEventExecutor;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.TimeUnit;

/** A Netty event loop as the thread under a shard. */
public final class NettyShardThread implements ShardThread {
    /**
     * Wall time at the start of the process; from there on the clock that is never set counts, so no jump ends or
     * delays anything. One for all threads: a queue that moves to another sees no time twice.
     */
    private static final long STARTED_AT_MS = System.currentTimeMillis();

    private static final long STARTED_NANOS = System.nanoTime();

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final EventLoop loop;

    public NettyShardThread(EventLoop loop) {
        this.loop = loop;
    }

    @Override
    public void execute(Runnable task) {
        loop.execute(task);
    }

    /** An event loop goes on with tasks that tasks have added, for up to a second, but takes due ones once a round. */
    @Override
    public void executeAfterSockets(Runnable task) {
        loop.schedule(task, 0, TimeUnit.MILLISECONDS);
    }

    @Override
    public void executeAt(long atMs, Runnable task) {
        loop.schedule(task, Math.max(0, atMs - nowMs()), TimeUnit.MILLISECONDS);
    }

    @Override
    public long nowMs() {
        return STARTED_AT_MS + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - STARTED_NANOS);
    }

    @Override
    public boolean isCurrent() {
        return loop.inEventLoop();
    }

    /** Asked of the system, so that the thread need not measure anything. */
    @Override
    public long cpuNanos() {
        return loop instanceof SingleThreadEventExecutor executor && THREADS.isThreadCpuTimeSupported()
                ? THREADS.getThreadCpuTime(executor.threadProperties().id())
                : -1;
    }
}
