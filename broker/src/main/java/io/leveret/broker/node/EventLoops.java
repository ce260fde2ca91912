package io.leveret.broker.node;

import io.leveret.broker.shard.NettyShardThread;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The threads of the shards and of the acceptor: native epoll where it loads, NIO elsewhere. */
final class EventLoops implements AutoCloseable {
    private static final long CLOSE_WAIT_MS = 2_000;

    private final boolean epoll = Epoll.isAvailable();
    private final EventLoopGroup acceptors = group("acceptor", 1);
    private final EventLoopGroup shardGroup;
    private final List<EventLoop> shardLoops = new ArrayList<>();

    EventLoops(int shards) {
        shardGroup = group("shard", shards);
        for (EventExecutor executor : shardGroup) {
            shardLoops.add((EventLoop) executor);
        }
    }

    private EventLoopGroup group(String name, int threads) {
        IoHandlerFactory handlers = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        return new MultiThreadIoEventLoopGroup(threads, new DefaultThreadFactory(name), handlers);
    }

    EventLoopGroup acceptors() {
        return acceptors;
    }

    EventLoopGroup shardGroup() {
        return shardGroup;
    }

    List<EventLoop> shardLoops() {
        return shardLoops;
    }

    List<NettyShardThread> shardThreads() {
        return shardLoops.stream().map(NettyShardThread::new).toList();
    }

    Class<? extends ServerChannel> serverSocketClass() {
        return epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    }

    /** "epoll" or "nio". */
    String kind() {
        return epoll ? "epoll" : "nio";
    }

    @Override
    public void close() {
        acceptors.shutdownGracefully(0, CLOSE_WAIT_MS, TimeUnit.MILLISECONDS).awaitUninterruptibly(CLOSE_WAIT_MS);
        shardGroup.shutdownGracefully(0, CLOSE_WAIT_MS, TimeUnit.MILLISECONDS).awaitUninterruptibly(CLOSE_WAIT_MS);
    }
}
