package io.leveret.broker.connection;

import io.leveret.broker.tls.TlsPeer;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import java.net.InetAddress;

/** A transport within the process: what is written is taken at once, and nobody far away is at its other end. */
public interface MemoryTransport extends Transport {
    @Override
    default ByteBufAllocator allocator() {
        return PooledByteBufAllocator.DEFAULT;
    }

    @Override
    default boolean isWritable() {
        return true;
    }

    @Override
    default boolean isOverfull() {
        return false;
    }

    @Override
    default long unsentBytes() {
        return 0;
    }

    /** Who says so little need not be stopped. */
    @Override
    default void reading(boolean on) {}

    @Override
    default InetAddress remoteAddress() {
        return null;
    }

    @Override
    default TlsPeer tls() {
        return null;
    }
}
