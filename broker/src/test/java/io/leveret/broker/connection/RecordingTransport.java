package io.leveret.broker.connection;

import io.leveret.broker.tls.TlsPeer;
import io.leveret.codec.AmqpException;
import io.leveret.codec.FrameDecoder;
import io.leveret.codec.Frames;
import io.leveret.codec.Method;
import io.leveret.codec.MethodDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/** A socket that keeps what is written to it, and takes as much as the test says. */
final class RecordingTransport implements Transport {
    /** A frame that was written; {@code method} is null if it is none. */
    record Frame(int type, int channel, Method method, int size) {}

    final List<Integer> writes = new ArrayList<>();
    boolean writable = true;
    boolean overfull;
    long unsentBytes;
    boolean reading = true;
    boolean closed;

    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
    private final ByteBuf written = Unpooled.buffer();
    private final FrameDecoder decoder = new FrameDecoder(0);

    @Override
    public ByteBufAllocator allocator() {
        return allocator;
    }

    @Override
    public void write(ByteBuf bytes) {
        writes.add(bytes.readableBytes());
        written.writeBytes(bytes);
        bytes.release();
    }

    /** Frames written since the last call. */
    List<Frame> frames() throws AmqpException {
        List<Frame> frames = new ArrayList<>();
        decoder.decode(written, (type, channel, buffer, offset, size) -> {
            Method method = type == Frames.METHOD ? MethodDecoder.decode(buffer, offset, size) : null;
            frames.add(new Frame(type, channel, method, size));
        });
        written.clear();
        return frames;
    }

    /** Methods written since the last call. */
    List<Method> methods() throws AmqpException {
        return frames().stream().map(Frame::method).filter(each -> each != null).toList();
    }

    /** Bytes of buffers that nobody has released. */
    long heldBytes() {
        return allocator.metric().usedDirectMemory() + allocator.metric().usedHeapMemory();
    }

    @Override
    public boolean isWritable() {
        return writable;
    }

    @Override
    public boolean isOverfull() {
        return overfull;
    }

    @Override
    public long unsentBytes() {
        return unsentBytes;
    }

    @Override
    public void reading(boolean on) {
        reading = on;
    }

    @Override
    public void close() {
        closed = true;
    }

    @Override
    public void abort() {
        closed = true;
    }

    @Override
    public InetAddress remoteAddress() {
        return InetAddress.getLoopbackAddress();
    }

    @Override
    public TlsPeer tls() {
        return null;
    }

    @Override
    public String name() {
        return "client:1 -> broker:5672";
    }
}
