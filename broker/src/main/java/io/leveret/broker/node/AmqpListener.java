package io.leveret.broker.node;

import io.leveret.broker.connection.ConnectionServices;
import io.leveret.broker.connection.OpenConnections;
import io.leveret.broker.settings.ListenerAddress;
import io.leveret.broker.settings.Settings;
import io.leveret.broker.shard.BrokerShard;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.util.IdentityHashMap;
import java.util.Map;

/** Listens for AMQP connections and puts each on the shard of its event loop. */
final class AmqpListener {
    /** One read: larger ones gain nothing, smaller ones cost more system calls. */
    private static final int READ_BYTES = 64 * 1024;

    private final EventLoops loops;
    private final Settings settings;
    private final ConnectionServices services;
    private final OpenConnections open;
    private final Map<EventLoop, BrokerShard> shards = new IdentityHashMap<>();

    AmqpListener(EventLoops loops, Settings settings, ConnectionServices services, OpenConnections open) {
        this.loops = loops;
        this.settings = settings;
        this.services = services;
        this.open = open;
        for (int i = 0; i < loops.shardLoops().size(); i++) {
            shards.put(loops.shardLoops().get(i), services.shards().get(i));
        }
    }

    /**
     * Listens at an address.
     *
     * @param tls null to serve in the clear
     * @throws ListenException if it cannot, with the address and the reason
     */
    Channel listen(ListenerAddress address, TlsServing tls) throws ListenException {
        InetSocketAddress socket = address.host().isEmpty()
                ? new InetSocketAddress(address.port())
                : new InetSocketAddress(address.host(), address.port());
        try {
            return bootstrap(tls).bind(socket).syncUninterruptibly().channel();
        } catch (Exception e) {
            String what = tls == null ? "AMQP" : "AMQP with TLS";
            boolean taken = String.valueOf(e.getMessage()).contains("in use");
            String why = taken
                    ? "another process listens there; listeners." + (tls == null ? "tcp." : "ssl.") + address.name()
                            + " is where else"
                    : e.getMessage();
            throw new ListenException("cannot listen for " + what + " at " + text(address) + ": " + why, e);
        }
    }

    private static String text(ListenerAddress address) {
        if (address.host().isEmpty()) {
            return "port " + address.port();
        }
        String host = address.host().contains(":") ? "[" + address.host() + "]" : address.host();
        return host + ":" + address.port();
    }

    private ServerBootstrap bootstrap(TlsServing tls) {
        long outbound = settings.bytes("limits.outbound_bytes_per_connection");
        int high = (int) Math.min(Integer.MAX_VALUE, outbound);
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops.acceptors(), loops.shardGroup())
                .channel(loops.serverSocketClass())
                .option(ChannelOption.SO_REUSEADDR, true)
                .option(ChannelOption.SO_BACKLOG, settings.integer("tcp_listen_options.backlog"))
                .childOption(ChannelOption.TCP_NODELAY, settings.bool("tcp_listen_options.nodelay"))
                .childOption(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(READ_BYTES))
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(high / 2, high))
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        accept(channel, tls);
                    }
                });
        if (settings.isSet("tcp_listen_options.keepalive")) {
            bootstrap.childOption(ChannelOption.SO_KEEPALIVE, settings.bool("tcp_listen_options.keepalive"));
        }
        if (settings.isSet("tcp_listen_options.sndbuf")) {
            bootstrap.childOption(ChannelOption.SO_SNDBUF, settings.integer("tcp_listen_options.sndbuf"));
        }
        if (settings.isSet("tcp_listen_options.recbuf")) {
            bootstrap.childOption(ChannelOption.SO_RCVBUF, settings.integer("tcp_listen_options.recbuf"));
        }
        return bootstrap;
    }

    private void accept(SocketChannel channel, TlsServing tls) {
        if (open.isFull()) {
            channel.close();
            return;
        }
        BrokerShard shard = shards.get(channel.eventLoop());
        SslHandler handler = tls == null ? null : tls.newHandler();
        boolean proxied = settings.bool("proxy_protocol");
        if (proxied) {
            channel.pipeline().addLast(new ProxyHandler());
        }
        if (handler != null) {
            channel.pipeline().addLast(handler);
        }
        channel.pipeline().addLast(new SocketConnection(channel, handler, shard, services, open).proxied(proxied));
    }
}
