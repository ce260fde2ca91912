package io.leveret.broker.shard;

import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;

/** A Netty event loop as the thread under a shard. */
public final class NettyShardThread implements ShardThread {
    private final EventLoop loop;

    /** Wall time at the start; from there on the clock that is never set counts, so no jump ends or delays anything. */
    private final long startedAtMs = System.currentTimeMillis();

    private final long startedNanos = System.nanoTime();

    public NettyShardThread(EventLoop loop) {
        this.loop = loop;
    }

    @Override
    public void execute(Runnable task) {
        loop.execute(task);
    }

    @Override
    public void executeAt(long atMs, Runnable task) {
        loop.schedule(task, Math.max(0, atMs - nowMs()), TimeUnit.MILLISECONDS);
    }

    @Override
    public long nowMs() {
        return startedAtMs + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startedNanos);
    }

    @Override
    public boolean isCurrent() {
        return loop.inEventLoop();
    }
}
