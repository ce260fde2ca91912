package io.leveret.broker.simulation;

import io.leveret.codec.AmqpException;
import io.leveret.codec.BasicMethod;
import io.leveret.codec.ChannelMethod;
import io.leveret.codec.ConnectionMethod;
import io.leveret.codec.FieldTable;
import io.leveret.codec.FrameDecoder;
import io.leveret.codec.FrameSink;
import io.leveret.codec.Frames;
import io.leveret.codec.Method;
import io.leveret.codec.MethodDecoder;
import io.leveret.codec.ProtocolHeader;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * A client that writes frames and puts together what comes back. It fails on anything that is no well-formed frame, and
 * on content out of order.
 */
final class WireClient implements FrameSink {
    /** Hears what the broker says. */
    interface Listener {
        void method(int channel, Method method);

        void content(int channel, Method method, byte[] body);

        /** A method whose text is not UTF-8: the broker repeats what it was sent, as RabbitMQ does. */
        default void unreadable(AmqpException cause) {
            throw new AssertionError("the broker sent what cannot be read: " + cause.getMessage(), cause);
        }
    }

    static final byte[] NO_PROPERTIES = {0, 0};
    private static final int FRAME_MAX_BYTES = 131_072;

    private static final class Content {
        private final Method method;
        private byte[] body;
        private int filled;

        Content(Method method) {
            this.method = method;
        }
    }

    private final SimulatedTransport transport;
    private final Listener listener;
    private final FrameDecoder decoder = new FrameDecoder(FRAME_MAX_BYTES);
    private final ByteBuf out = Unpooled.buffer(1024);
    private final Map<Integer, Content> contents = new HashMap<>();
    private boolean heard;
    private boolean refused;

    WireClient(SimulatedTransport transport, Listener listener) {
        this.transport = transport;
        this.listener = listener;
    }

    SimulatedTransport transport() {
        return transport;
    }

    // ---- sending

    /** Everything up to {@code connection.open}, without waiting for answers. */
    void open(int heartbeatSeconds) {
        ProtocolHeader.write(out);
        Frames.method(out, 0, startOk());
        Frames.method(out, 0, new ConnectionMethod.TuneOk(2047, FRAME_MAX_BYTES, heartbeatSeconds));
        Frames.method(out, 0, new ConnectionMethod.Open("/"));
        flush();
    }

    static ConnectionMethod.StartOk startOk() {
        FieldTable capabilities = FieldTable.builder()
                .bool("consumer_cancel_notify", true)
                .bool("connection.blocked", true)
                .bool("authentication_failure_close", true)
                .build();
        FieldTable properties =
                FieldTable.builder().table("capabilities", capabilities).build();
        byte[] response = "\0guest\0guest".getBytes(StandardCharsets.UTF_8);
        return new ConnectionMethod.StartOk(properties, "PLAIN", response, "en_US");
    }

    void send(int channel, Method method) {
        Frames.method(out, channel, method);
        flush();
    }

    void openChannel(int channel) {
        send(channel, new ChannelMethod.Open());
    }

    void publish(int channel, BasicMethod.Publish publish, byte[] properties, byte[] body) {
        byte[] content = new byte[properties.length + body.length];
        System.arraycopy(properties, 0, content, 0, properties.length);
        System.arraycopy(body, 0, content, properties.length, body.length);
        Frames.method(out, channel, publish);
        Frames.contentHeader(out, channel, content, properties.length);
        Frames.body(out, channel, content, properties.length, content.length, FRAME_MAX_BYTES);
        flush();
    }

    private void flush() {
        transport.send(out);
        out.clear();
    }

    // ---- receiving

    /** The broker answered with a protocol header: it does not speak what was asked for. */
    boolean isRefused() {
        return refused;
    }

    /** Takes some of what waits. */
    void take(int mostBytes) {
        ByteBuf taken = transport.take(mostBytes);
        require(!refused || !taken.isReadable(), "bytes after a protocol header");
        if (!heard && taken.readableBytes() == ProtocolHeader.SIZE && taken.getByte(taken.readerIndex()) == 'A') {
            refused = true;
            return;
        }
        heard |= taken.isReadable();
        try {
            decoder.decode(taken, this);
        } catch (AmqpException e) {
            throw new AssertionError(transport.name() + ": the broker sent what is no frame: " + e.getMessage(), e);
        }
    }

    @Override
    public void frame(int type, int channel, ByteBuf buffer, int offset, int size) throws AmqpException {
        Content content = contents.get(channel);
        switch (type) {
            case Frames.METHOD -> {
                require(content == null, "a method within content");
                decodeMethod(channel, buffer, offset, size);
            }
            case Frames.HEADER -> {
                require(content != null && content.body == null, "a header that belongs to nothing");
                content.body = new byte[Math.toIntExact(buffer.getLong(offset + 4))];
                finishIfWhole(channel, content);
            }
            case Frames.BODY -> {
                require(content != null && content.body != null, "a body that belongs to nothing");
                buffer.getBytes(offset, content.body, content.filled, size);
                content.filled += size;
                finishIfWhole(channel, content);
            }
            default -> require(type == Frames.HEARTBEAT && channel == 0 && size == 0, "frame type " + type);
        }
    }

    private void decodeMethod(int channel, ByteBuf buffer, int offset, int size) throws AmqpException {
        Method method;
        try {
            method = MethodDecoder.decode(buffer, offset, size);
        } catch (AmqpException e) {
            require(e.replyText().contains("Malformed UTF-8"), e.replyText());
            listener.unreadable(e);
            return;
        }
        method(channel, method);
    }

    private void method(int channel, Method method) {
        if (method instanceof BasicMethod.Deliver
                || method instanceof BasicMethod.GetOk
                || method instanceof BasicMethod.Return) {
            contents.put(channel, new Content(method));
        } else {
            listener.method(channel, method);
        }
    }

    private void finishIfWhole(int channel, Content content) {
        if (content.filled == content.body.length) {
            contents.remove(channel);
            listener.content(channel, content.method, content.body);
        }
    }

    private void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(transport.name() + ": " + what);
        }
    }
}
