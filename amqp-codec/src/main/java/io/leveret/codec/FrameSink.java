package io.leveret.codec;

import io.netty.buffer.ByteBuf;

/** Takes the frames that a {@link FrameDecoder} cuts out of a read burst. */
public interface FrameSink {
    /**
     * One whole frame. The payload is the {@code size} bytes of {@code buffer} from {@code offset} on; it is valid
     * during this call only, and the sink must not move the buffer's indices.
     *
     * @param type the frame type octet, unchecked
     * @param channel 0 to 65535
     * @throws AmqpException refuses the frame; the decoder drops the rest of the burst, stays in step, and passes it on
     */
    void frame(int type, int channel, ByteBuf buffer, int offset, int size) throws AmqpException;
}
