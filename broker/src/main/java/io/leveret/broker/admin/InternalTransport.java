package io.leveret.broker.admin;

import io.leveret.broker.admin.InternalClient.Gone;
import io.leveret.broker.admin.InternalClient.Refused;
import io.leveret.broker.admin.InternalClient.Said;
import io.leveret.broker.admin.InternalClient.SaidContent;
import io.leveret.broker.admin.InternalClient.SaidMethod;
import io.leveret.broker.connection.AmqpConnection;
import io.leveret.broker.connection.ConnectionServices;
import io.leveret.broker.connection.MemoryTransport;
import io.leveret.broker.shard.BrokerShard;
import io.leveret.codec.AmqpException;
import io.leveret.codec.BasicMethod;
import io.leveret.codec.ChannelMethod;
import io.leveret.codec.ConnectionMethod;
import io.leveret.codec.FrameDecoder;
import io.leveret.codec.FrameSink;
import io.leveret.codec.Frames;
import io.leveret.codec.Method;
import io.leveret.codec.MethodDecoder;
import io.leveret.management.admin.MessagingAdmin.Acting;
import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;

/**
 * The transport of an {@link InternalClient}: takes the broker's frames apart as they are written, and keeps no more of
 * a body than is wanted. On the connection's shard, within a turn, but for {@link #abandon}.
 */
final class InternalTransport implements MemoryTransport, FrameSink {
    private static final int BODY_SIZE_OFFSET = 4;
    private static final int PROPERTIES_OFFSET = 12;

    private final BrokerShard shard;
    private final String name;
    private final int bodyBytes;
    private final FrameDecoder decoder = new FrameDecoder(0);
    private Consumer<Said> heard = said -> {};
    private AmqpConnection connection;
    private Method contentOf;
    private byte[] properties;
    private byte[] body;
    private long announced;
    private long arrived;
    private boolean admitted;

    /** Nobody waits for answers any more. */
    private volatile boolean abandoned;

    private boolean closed;

    /** @param bodyBytes kept of each body */
    InternalTransport(BrokerShard shard, String name, int bodyBytes) {
        this.shard = shard;
        this.name = name;
        this.bodyBytes = bodyBytes;
    }

    /** Who is told what the broker says. To be set before anything is said. */
    void whenHeard(Consumer<Said> listener) {
        heard = listener;
    }

    // ---- what is said to the broker

    /** Begins. */
    void connect(ConnectionServices services, Acting acting) {
        connection = new AmqpConnection(shard, this, services);
        try {
            connection.admit(acting.user(), acting.vhost());
            admitted = true;
        } catch (AmqpException e) {
            heard.accept(new Refused(e.code().code(), e.replyText()));
        }
    }

    void say(ByteBuf bytes) {
        if (admitted && !closed && !abandoned) {
            connection.received(bytes);
        }
    }

    // ---- what the broker says

    @Override
    public void write(ByteBuf bytes) {
        try {
            decoder.decode(bytes, this);
        } catch (AmqpException e) {
            heard.accept(new Refused(e.code().code(), e.replyText()));
        } finally {
            bytes.release();
        }
    }

    @Override
    public void frame(int type, int channel, ByteBuf buffer, int offset, int size) throws AmqpException {
        switch (type) {
            case Frames.METHOD -> method(MethodDecoder.decode(buffer, offset, size));
            case Frames.HEADER -> {
                announced = buffer.getLong(offset + BODY_SIZE_OFFSET);
                arrived = 0;
                properties = new byte[size - PROPERTIES_OFFSET];
                buffer.getBytes(offset + PROPERTIES_OFFSET, properties);
                body = new byte[(int) Math.min(announced, bodyBytes)];
                contentIfWhole();
            }
            case Frames.BODY -> {
                int wanted = (int) Math.min(size, body.length - Math.min(arrived, body.length));
                buffer.getBytes(offset, body, (int) Math.min(arrived, body.length), wanted);
                arrived += size;
                contentIfWhole();
            }
            default -> {
                // Heartbeats are not agreed on, and there is no other.
            }
        }
    }

    private void method(Method method) {
        if (method instanceof ChannelMethod.Close close) {
            heard.accept(new Refused(close.replyCode(), close.replyText()));
        } else if (method instanceof ConnectionMethod.Close close) {
            heard.accept(new Refused(close.replyCode(), close.replyText()));
        } else if (method instanceof BasicMethod.GetOk || method instanceof BasicMethod.Return) {
            contentOf = method;
        } else {
            heard.accept(new SaidMethod(method));
        }
    }

    private void contentIfWhole() {
        if (arrived >= announced) {
            heard.accept(new SaidContent(contentOf, properties, announced, body));
            contentOf = null;
            body = null;
        }
    }

    // ---- the transport

    @Override
    public void close() {
        shard.soon(this::drop);
    }

    @Override
    public void abort() {
        shard.soon(this::drop);
    }

    /** What has not been said yet is not said any more. Any thread. */
    void abandon() {
        abandoned = true;
    }

    /** Ends the connection, once. */
    void drop() {
        if (connection != null && !closed) {
            closed = true;
            connection.transportClosed();
            heard.accept(new Gone());
        }
    }

    @Override
    public String name() {
        return name;
    }
}
