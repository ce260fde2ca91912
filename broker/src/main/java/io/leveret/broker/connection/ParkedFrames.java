package io.leveret.broker.connection;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;

/**
 * Frames of a channel that waits for an answer from elsewhere, kept in order as copies. When those of all channels are
 * more than the limit, their connection stops reading; what the present burst still holds is kept too.
 */
final class ParkedFrames {
    private record Parked(int type, ByteBuf payload) {}

    private static final int FRAME_OVERHEAD_BYTES = 64;

    private final ReadingPauses pauses;
    private final ArrayDeque<Parked> frames = new ArrayDeque<>(0);
    private long sizeBytes;

    ParkedFrames(ReadingPauses pauses) {
        this.pauses = pauses;
    }

    boolean isEmpty() {
        return frames.isEmpty();
    }

    void add(int type, ByteBuf buffer, int offset, int size) {
        byte[] copy = new byte[size];
        buffer.getBytes(offset, copy);
        frames.add(new Parked(type, Unpooled.wrappedBuffer(copy)));
        sizeBytes += size + FRAME_OVERHEAD_BYTES;
        pauses.parked(size + FRAME_OVERHEAD_BYTES);
    }

    /** Takes the next frame's payload; its type is {@link #nextType} just before. */
    ByteBuf poll() {
        Parked next = frames.poll();
        int size = next.payload().readableBytes() + FRAME_OVERHEAD_BYTES;
        sizeBytes -= size;
        pauses.parked(-size);
        return next.payload();
    }

    int nextType() {
        return frames.peek().type();
    }

    void clear() {
        frames.clear();
        long cleared = sizeBytes;
        sizeBytes = 0;
        pauses.parked(-cleared);
    }
}
