package io.leveret.codec;

import io.netty.buffer.ByteBuf;

/**
 * Cuts frames out of the bytes of a connection (AMQP 0-9-1 section 4.2.3), wherever the reads end.
 *
 * <p>Most frames of a busy connection lie whole within one read, so they are handed out where they stand, and only what
 * a read cuts in two is copied. A header that has not arrived whole is kept in a number, and a buffer for the payload
 * exists only from the first of its bytes to its last: an idle connection costs no memory. The buffer grows with what
 * has arrived, not with what was announced.
 *
 * <p>Like RabbitMQ's reader, the size is checked as soon as the header is there, with eight bytes of tolerance, since
 * quite a few clients forget to count the overhead; the type is not checked at all, and the end octet when the frame is
 * whole. After a frame error the place in the stream is lost: all further input is dropped without a look.
 *
 * <p>Belongs to the one thread of its connection.
 */
public final class FrameDecoder {
    /** Stands for "unlimited": the largest message RabbitMQ can be told to take, 512 MiB. */
    private static final int LARGEST_FRAME = 512 * 1024 * 1024;

    /** A frame up to this size gets a buffer of its own size at once. */
    private static final int SMALL_FRAME = 128 * 1024;

    private int maxFrameSize;
    /** The header, if {@link #headerBytes} is 7, else its first bytes in the low end. */
    private long header;

    private int headerBytes;
    private ByteBuf tail;
    private boolean lost;

    /** @param maxFrameSize bytes of the largest frame, overhead included; 0 for no limit but 512 MiB */
    public FrameDecoder(int maxFrameSize) {
        maxFrameSize(maxFrameSize);
    }

    /** Sets the largest frame in bytes, overhead included (0 for no limit but 512 MiB), from the next header on. */
    public void maxFrameSize(int bytes) {
        if (bytes != 0 && bytes < Frames.OVERHEAD) {
            throw new IllegalArgumentException("a frame has at least 8 bytes, not " + bytes);
        }
        maxFrameSize = bytes == 0 ? LARGEST_FRAME : bytes;
    }

    /**
     * Takes all readable bytes of {@code input} and hands each whole frame to {@code sink}.
     *
     * <p>If the sink refuses a frame, the rest of this burst is dropped, but cut into frames all the same, so that
     * later calls (for the {@code close-ok}) go on in step. An unchecked exception of the sink's loses the place in the
     * stream.
     *
     * @throws AmqpException 501 for a frame too large or without the end octet, or what the sink threw
     */
    public void decode(ByteBuf input, FrameSink sink) throws AmqpException {
        AmqpException refusal = null;
        try {
            while (!lost && completeHeader(input) && completePayload(input)) {
                refusal = handOut(input, refusal == null ? sink : null, refusal);
            }
        } catch (AmqpException frameError) {
            release();
            refusal = refusal == null ? frameError : refusal;
        } catch (RuntimeException broken) {
            release();
            throw broken;
        } finally {
            input.readerIndex(input.writerIndex());
        }
        if (refusal != null) {
            throw refusal;
        }
    }

    /** Frees what is kept of a frame; all later input is dropped. May be called from the sink, and more than once. */
    public void release() {
        lost = true;
        dropTail();
    }

    private boolean completeHeader(ByteBuf input) throws AmqpException {
        if (headerBytes == Frames.HEADER_SIZE) {
            return true;
        }
        if (headerBytes == 0 && input.readableBytes() >= Frames.HEADER_SIZE) {
            header = (long) input.readUnsignedByte() << 48 | (long) input.readUnsignedShort() << 32;
            header |= input.readUnsignedInt();
            headerBytes = Frames.HEADER_SIZE;
        }
        while (headerBytes < Frames.HEADER_SIZE && input.isReadable()) {
            header = header << 8 | input.readUnsignedByte();
            headerBytes++;
        }
        if (headerBytes < Frames.HEADER_SIZE) {
            return false;
        }
        // A payload as large as the whole frame may be is let pass: the tolerance spoken of above.
        if (payloadSize() > maxFrameSize) {
            throw FrameErrors.tooLarge(type(), payloadSize(), maxFrameSize - Frames.OVERHEAD);
        }
        return true;
    }

    /** Whether payload and end octet are there: within the input if nothing of them was kept, else in the tail. */
    private boolean completePayload(ByteBuf input) {
        int wanted = (int) payloadSize() + 1;
        if (tail == null && input.readableBytes() >= wanted) {
            return true;
        }
        if (!input.isReadable()) {
            return false;
        }
        if (tail == null) {
            tail = input.alloc().heapBuffer(wanted <= SMALL_FRAME ? wanted : SMALL_FRAME, wanted);
        }
        int taken = Math.min(wanted - tail.writerIndex(), input.readableBytes());
        reserve(tail.writerIndex() + taken, wanted);
        input.readBytes(tail, taken);
        return tail.writerIndex() == wanted;
    }

    private void reserve(int needed, int wanted) {
        if (needed > tail.capacity()) {
            tail.capacity((int) Math.min(wanted, Math.max(needed, 2L * tail.capacity())));
        }
    }

    /** Checks the end of a whole frame and hands it to the sink, if there is one; gives the refusal so far. */
    private AmqpException handOut(ByteBuf input, FrameSink sink, AmqpException refusal) throws AmqpException {
        int size = (int) payloadSize();
        ByteBuf kept = tail;
        ByteBuf buffer = kept == null ? input : kept;
        int offset = kept == null ? input.readerIndex() : 0;
        if (buffer.getUnsignedByte(offset + size) != Frames.END) {
            throw FrameErrors.badEnd(type(), buffer, offset, size);
        }
        int type = type();
        int channel = (int) (header >>> 32) & 0xFFFF;
        tail = null;
        header = 0;
        headerBytes = 0;
        if (kept == null) {
            input.readerIndex(offset + size + 1);
        }
        try {
            if (sink != null) {
                sink.frame(type, channel, buffer, offset, size);
            }
            return refusal;
        } catch (AmqpException e) {
            return e;
        } finally {
            if (kept != null) {
                kept.release();
            }
        }
    }

    private int type() {
        return (int) (header >>> 48) & 0xFF;
    }

    private long payloadSize() {
        return header & 0xFFFF_FFFFL;
    }

    private void dropTail() {
        if (tail != null) {
            tail.release();
            tail = null;
        }
    }
}
