package io.leveret.broker.node;

import io.leveret.broker.settings.ListenerAddress;
import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Where a node listens for AMQP. It can stop to, and begin again at the same ports. Any thread but a shard's. */
final class Listeners implements AutoCloseable {
    /**
     * A socket that takes connections.
     *
     * @param address of which the port may have been left to the system
     * @param protocol as RabbitMQ names it: {@code amqp} or {@code amqp/ssl}
     */
    record Listening(ListenerAddress wanted, Channel channel, String protocol) {
        InetSocketAddress address() {
            return (InetSocketAddress) channel.localAddress();
        }

        String text() {
            String host = address().getAddress().isAnyLocalAddress()
                    ? "*"
                    : address().getAddress().getHostAddress();
            String where = (host.contains(":") ? "[" + host + "]" : host) + ":"
                    + address().getPort();
            return protocol.equals("amqp") ? where : where + " (TLS)";
        }

        /** The same with the port that it has. */
        ListenerAddress again() {
            return new ListenerAddress(wanted.name(), wanted.host(), address().getPort(), wanted.explicit());
        }
    }

    /** A listener that has stopped. */
    private record Suspended(ListenerAddress address, String protocol) {}

    private final AmqpListener listener;
    private final TlsServing tls;
    private final List<Listening> listening = new CopyOnWriteArrayList<>();
    private final List<Suspended> suspended = new ArrayList<>();

    /** @param tls null if nothing is served over TLS */
    Listeners(AmqpListener listener, TlsServing tls) {
        this.listener = listener;
        this.tls = tls;
    }

    /** Listens at one more address. */
    void add(ListenerAddress address, String protocol) throws ListenException {
        Channel channel = listener.listen(address, protocol.equals("amqp") ? null : tls);
        listening.add(new Listening(address, channel, protocol));
    }

    /** Where it listens now. */
    List<Listening> list() {
        return List.copyOf(listening);
    }

    /** Takes no more connections; those that are open stay. */
    synchronized void suspend() {
        for (Listening each : listening) {
            ListenerAddress address = each.again();
            each.channel().close().syncUninterruptibly();
            suspended.add(new Suspended(address, each.protocol()));
        }
        listening.clear();
    }

    /**
     * Takes connections again.
     *
     * @throws ListenException somebody else has taken a port meanwhile; the others are listened at, and this can be
     *     tried again
     */
    synchronized void resume() throws ListenException {
        while (!suspended.isEmpty()) {
            Suspended next = suspended.get(0);
            add(next.address(), next.protocol());
            suspended.remove(0);
        }
    }

    @Override
    public synchronized void close() {
        suspend();
        suspended.clear();
    }
}
