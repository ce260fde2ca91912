package io.leveret.broker.simulation;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledHeapByteBuf;

/** Gives arrays for every buffer, since they are cheaper in a test, and knows how many bytes were not given back. */
final class CountingAllocator extends AbstractByteBufAllocator {
    private long usedBytes;

    long usedBytes() {
        return usedBytes;
    }

    @Override
    public boolean isDirectBufferPooled() {
        return false;
    }

    @Override
    protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
        return new CountedBuffer(initialCapacity, maxCapacity);
    }

    @Override
    protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
        return new CountedBuffer(initialCapacity, maxCapacity);
    }

    private final class CountedBuffer extends UnpooledHeapByteBuf {
        CountedBuffer(int initialCapacity, int maxCapacity) {
            super(CountingAllocator.this, initialCapacity, maxCapacity);
        }

        @Override
        protected byte[] allocateArray(int initialCapacity) {
            usedBytes += initialCapacity;
            return super.allocateArray(initialCapacity);
        }

        @Override
        protected void freeArray(byte[] array) {
            usedBytes -= array.length;
            super.freeArray(array);
        }
    }
}
