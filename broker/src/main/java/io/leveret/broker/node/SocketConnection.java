package io.leveret.broker.node;

import io.leveret.broker.connection.AmqpConnection;
import io.leveret.broker.connection.ConnectionServices;
import io.leveret.broker.connection.OpenConnections;
import io.leveret.broker.connection.Transport;
import io.leveret.broker.shard.BrokerShard;
import io.leveret.broker.tls.TlsPeer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The socket of one connection: turns what Netty says into turns of the shard. Each read of up to 64 KiB, or each TLS
 * record, is a turn of its own, so that answers leave before the next is read.
 *
 * <p>With TLS the connection begins when the handshake is through; one that fails ends this socket alone.
 */
final class SocketConnection extends ChannelInboundHandlerAdapter implements Transport {
    private static final Logger LOG = LoggerFactory.getLogger(SocketConnection.class);

    private final Channel channel;
    private final SslHandler tls;
    private final BrokerShard shard;
    private final OpenConnections open;
    private final AmqpConnection connection;
    private boolean awaitsProxy;
    private ProxyHeader proxy = new ProxyHeader(null, null);
    private boolean begun;
    private boolean handshakeFailed;

    /** @param tls the handler before this one; null in the clear */
    SocketConnection(
            Channel channel, SslHandler tls, BrokerShard shard, ConnectionServices services, OpenConnections open) {
        this.channel = channel;
        this.tls = tls;
        this.shard = shard;
        this.open = open;
        this.connection = new AmqpConnection(shard, this, services);
    }

    /** Whether a proxy says first who the client is. */
    SocketConnection proxied(boolean expected) {
        awaitsProxy = expected;
        return this;
    }

    // ---- from Netty

    @Override
    public void channelActive(ChannelHandlerContext context) {
        open.add(shard, connection);
        if (tls == null && !awaitsProxy) {
            begin();
        }
    }

    private void proxied(ProxyHeader header) {
        proxy = header;
        if (tls == null) {
            begin();
        }
    }

    private void begin() {
        begun = true;
        inTurn(connection::accepted);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ProxyHeader header) {
            proxied(header);
        } else if (!(event instanceof SslHandshakeCompletionEvent handshake)) {
            context.fireUserEventTriggered(event);
        } else if (handshake.isSuccess()) {
            begin();
        } else if (!handshakeFailed) {
            handshakeFailed = true;
            LOG.warn("{}: TLS handshake failed: {}", name(), TlsFailure.describe(handshake.cause()));
            context.close();
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf bytes = (ByteBuf) message;
        try {
            shard.beginTurn();
            try {
                connection.received(bytes);
            } finally {
                shard.endTurn();
            }
        } finally {
            bytes.release();
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (channel.isWritable()) {
            inTurn(connection::writable);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        open.remove(connection);
        if (begun) {
            inTurn(connection::transportClosed);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (handshakeFailed) {
            LOG.debug("{}: the failed TLS handshake again", name(), cause);
        } else if (cause instanceof IOException || cause instanceof DecoderException) {
            LOG.debug("{}: closing after an error of the socket", name(), cause);
        } else {
            LOG.error("{}: closing after a fault", name(), cause);
        }
        context.close();
    }

    /** Netty may call from within a write of ours: then it is done later in the same turn. */
    private void inTurn(Runnable task) {
        if (shard.inTurn()) {
            shard.soon(task);
            return;
        }
        shard.beginTurn();
        try {
            task.run();
        } finally {
            shard.endTurn();
        }
    }

    // ---- the transport

    @Override
    public ByteBufAllocator allocator() {
        return channel.alloc();
    }

    @Override
    public void write(ByteBuf bytes) {
        channel.writeAndFlush(bytes, channel.voidPromise());
    }

    @Override
    public boolean isWritable() {
        return channel.isWritable();
    }

    /** Netty counts from its low mark, which is half of the high one. */
    @Override
    public boolean isOverfull() {
        return channel.bytesBeforeWritable() > channel.config().getWriteBufferHighWaterMark() * 3L / 2;
    }

    @Override
    public long unsentBytes() {
        ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
        return waiting == null ? 0 : waiting.totalPendingWriteBytes();
    }

    @Override
    public void reading(boolean on) {
        channel.config().setAutoRead(on);
    }

    @Override
    public void close() {
        if (!begun) {
            channel.close(); // nothing goes out before the handshake is through
            return;
        }
        channel.writeAndFlush(channel.alloc().buffer(0)).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void abort() {
        channel.close();
    }

    @Override
    public InetAddress remoteAddress() {
        return source() instanceof InetSocketAddress address ? address.getAddress() : null;
    }

    private SocketAddress source() {
        return proxy.source() == null ? channel.remoteAddress() : proxy.source();
    }

    private SocketAddress destination() {
        return proxy.destination() == null ? channel.localAddress() : proxy.destination();
    }

    @Override
    public TlsPeer tls() {
        return tls == null ? null : TlsPeer.of(tls.engine().getSession());
    }

    @Override
    public String name() {
        return text(source()) + " -> " + text(destination());
    }

    private static String text(Object address) {
        return address instanceof InetSocketAddress socket
                ? socket.getAddress().getHostAddress() + ":" + socket.getPort()
                : String.valueOf(address);
    }
}
