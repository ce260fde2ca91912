package io.leveret.broker.connection;

import io.leveret.broker.counters.TrafficCounters;
import io.leveret.broker.shard.BrokerShard;
import io.leveret.broker.shard.EndOfTurn;
import io.leveret.codec.Frames;
import io.leveret.codec.Method;
import io.leveret.codec.MethodDecoder;
import io.leveret.codec.ProtocolHeader;
import io.leveret.queue.Message;
import io.netty.buffer.ByteBuf;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What goes out to a client: frames are written into one buffer during a turn and leave in one write at its end, or as
 * soon as the buffer has {@link #FLUSH_BYTES}.
 */
final class Outbound implements EndOfTurn {
    private static final Logger LOG = LoggerFactory.getLogger(Outbound.class);

    /** Enough for one write to be worth its system call. */
    private static final int FLUSH_BYTES = 64 * 1024;

    /** What one connection may write in a turn before others have theirs. */
    private static final long TURN_BYTES = 1024 * 1024;

    private static final int SMALLEST_BUFFER = 256;

    private final BrokerShard shard;
    private final Transport transport;
    private final TrafficCounters traffic;
    private ByteBuf buffer;
    private int nextCapacity = SMALLEST_BUFFER;
    private int frameMaxBytes;
    private long turnBytes;
    private boolean asked;
    private boolean closed;

    /** The last write left more waiting than is good. */
    private boolean full;

    private Runnable whenFull = () -> {};

    Outbound(BrokerShard shard, Transport transport, TrafficCounters traffic) {
        this.shard = shard;
        this.transport = transport;
        this.traffic = traffic;
    }

    /** Largest frame to write, 0 for no limit; known after tuning. */
    void frameMaxBytes(int bytes) {
        frameMaxBytes = bytes;
    }

    /** Bytes written so far. */
    long sentBytes() {
        return traffic.sentBytes() + (buffer == null ? 0 : buffer.readableBytes());
    }

    /** A buffer to write a frame to, or a few. */
    private ByteBuf buffer() {
        if (buffer == null) {
            buffer = transport.allocator().directBuffer(nextCapacity);
        }
        if (!asked) {
            asked = true;
            shard.flushAtEndOfTurn(this);
        }
        return buffer;
    }

    void method(int channel, Method method) {
        if (!closed) {
            Frames.method(buffer(), channel, method);
        }
    }

    void heartbeat() {
        if (!closed) {
            Frames.heartbeat(buffer());
        }
    }

    /** The answer to a protocol header that is not ours. */
    void protocolHeader() {
        if (!closed) {
            ProtocolHeader.write(buffer());
        }
    }

    /** A method with content: {@code basic.return}, {@code basic.get-ok}. */
    void content(int channel, Method method, Message message) {
        if (closed) {
            return;
        }
        try {
            Frames.method(buffer(), channel, method);
            contentFrames(channel, message);
            if (buffer.readableBytes() >= FLUSH_BYTES) {
                flush();
            }
        } catch (RuntimeException | OutOfMemoryError e) {
            spoilt(e);
        }
    }

    /**
     * {@code basic.deliver} with its content. The caller sees to it that the client is not full already.
     *
     * @return false if the client has enough for now
     */
    boolean deliver(int channel, byte[] consumerTag, long deliveryTag, boolean redelivered, Message message) {
        if (closed) {
            return true;
        }
        try {
            deliverMethod(channel, consumerTag, deliveryTag, redelivered, message.address());
            contentFrames(channel, message);
            return buffer.readableBytes() < FLUSH_BYTES || flushEarly();
        } catch (RuntimeException | OutOfMemoryError e) {
            spoilt(e);
            return true;
        }
    }

    private void deliverMethod(int channel, byte[] consumerTag, long deliveryTag, boolean redelivered, byte[] address) {
        int argumentsSize = 4 + 1 + consumerTag.length + 8 + 1 + address.length;
        ByteBuf out = buffer();
        out.ensureWritable(argumentsSize + Frames.OVERHEAD);
        out.writeByte(Frames.METHOD);
        out.writeShort(channel);
        out.writeInt(argumentsSize);
        out.writeInt(MethodDecoder.BASIC_DELIVER);
        out.writeByte(consumerTag.length);
        out.writeBytes(consumerTag);
        out.writeLong(deliveryTag);
        out.writeByte(redelivered ? 1 : 0);
        out.writeBytes(address);
        out.writeByte(Frames.END);
    }

    /** A frame was left half written: nothing more can go to this client, and what it held goes back. */
    private void spoilt(Throwable cause) {
        LOG.error("{}: closing: a frame could not be written", transport.name(), cause);
        discard();
        transport.abort();
    }

    private void contentFrames(int channel, Message message) {
        byte[] content = message.content();
        Frames.contentHeader(buffer, channel, content, message.propertiesLength());
        Frames.body(buffer, channel, content, message.propertiesLength(), content.length, frameMaxBytes);
    }

    /** Sends what there is in the middle of a turn; false if the client, or this turn, has enough. */
    private boolean flushEarly() {
        turnBytes += buffer.readableBytes();
        flush();
        return !full && turnBytes < TURN_BYTES;
    }

    /** The transport can take more. */
    void writable() {
        full = false;
    }

    /** Whether the client asks for more than it reads, by so much that it must not be served until it has read. */
    boolean isOverfull() {
        return full && transport.isOverfull();
    }

    /** Whether more waits for the client than is good; {@link #writable} ends it. */
    boolean isFull() {
        return full;
    }

    /** Runs a task whenever the client becomes full. */
    void whenFull(Runnable task) {
        whenFull = task;
    }

    /** How many bytes the socket has taken; it rises as long as the client reads. */
    long takenBytes() {
        return traffic.sentBytes() - transport.unsentBytes();
    }

    private void flush() {
        ByteBuf written = buffer;
        if (written == null) {
            return;
        }
        int size = written.readableBytes();
        nextCapacity = Math.max(SMALLEST_BUFFER, Math.min(FLUSH_BYTES + FLUSH_BYTES / 4, capacityFor(size)));
        traffic.sent(size);
        buffer = null;
        transport.write(written);
        boolean wasFull = full;
        full = !transport.isWritable();
        if (full && !wasFull) {
            whenFull.run();
        }
    }

    /** The next power of two; a size once needed is expected again, but shrinks by half each time it is not. */
    private int capacityFor(int size) {
        int wanted = Integer.highestOneBit(Math.max(1, size - 1)) << 1;
        return Math.max(wanted, nextCapacity / 2);
    }

    @Override
    public void endTurn() {
        asked = false;
        turnBytes = 0;
        flush();
    }

    /** Sends what there is and takes nothing more. */
    void close() {
        if (!closed) {
            flush();
            closed = true;
        }
    }

    /** The socket is gone: drops what there is and takes nothing more. */
    void discard() {
        closed = true;
        if (buffer != null) {
            buffer.release();
            buffer = null;
        }
    }
}
