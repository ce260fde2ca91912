package io.leveret.broker.node;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.util.concurrent.Future;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for a {@link ProxyHeader}, passes it on as an event and leaves. Who does not begin with one is closed: where a
 * proxy is expected, a client that comes past it could claim any address.
 */
final class ProxyHandler extends ByteToMessageDecoder {
    private static final Logger LOG = LoggerFactory.getLogger(ProxyHandler.class);

    /** How long a proxy may take, as in RabbitMQ. */
    private static final long TIMEOUT_MS = 3_000;

    private Future<?> timeout;
    private boolean done;

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        Runnable late = () -> refuse(context, "none came within " + TIMEOUT_MS + " ms");
        timeout = context.executor().schedule(late, TIMEOUT_MS, TimeUnit.MILLISECONDS);
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (done) {
            in.skipBytes(in.readableBytes());
            return;
        }
        try {
            ProxyHeader header = ProxyHeader.read(in);
            if (header != null) {
                done = true;
                context.fireUserEventTriggered(header);
                context.pipeline().remove(this); // what follows the header goes on
            }
        } catch (IllegalArgumentException e) {
            in.skipBytes(in.readableBytes());
            refuse(context, e.getMessage());
        }
    }

    private void refuse(ChannelHandlerContext context, String why) {
        if (!done) {
            done = true;
            LOG.warn(
                    "{}: closing: no PROXY protocol header: {}",
                    context.channel().remoteAddress(),
                    why);
            context.close();
        }
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext context) {
        timeout.cancel(false);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        done = true;
        super.channelInactive(context);
    }
}
