package io.leveret.broker.connection;

import io.leveret.broker.connection.OpenConnections.Open;
import io.leveret.broker.counters.MessageStat;
import io.leveret.broker.vhost.VirtualHost;
import io.leveret.management.admin.FiguresAdmin.ChannelFigures;
import io.leveret.management.admin.FiguresAdmin.ConnectionFigures;
import io.leveret.management.admin.Stat;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.LongFunction;

/**
 * Figures of connections and channels, read beside their shards: each is a number that the shard writes, as it was a
 * little while ago. What a channel refers to was there before the channel could be seen.
 */
public final class ClientFigures {
    private static final MessageStat[] STATS = new MessageStat[Stat.COUNT];

    static {
        for (Stat stat : Stat.values()) {
            STATS[stat.ordinal()] = MessageStat.valueOf(stat.name());
        }
    }

    private ClientFigures() {}

    /** The broker's own name of what is counted. */
    public static MessageStat counted(Stat stat) {
        return STATS[stat.ordinal()];
    }

    /**
     * Those of a connection.
     *
     * @param ids by its number
     */
    public static ConnectionFigures of(Open open, LongFunction<String> ids) {
        return new OfConnection(open, ids);
    }

    /** Whether a connection may have consumers in a virtual host. Any thread. */
    public static boolean mayConsume(AmqpConnection connection, VirtualHost vhost) {
        ConnectionIdentity identity = connection.identity();
        if (identity != null && identity.vhost() == vhost) {
            for (Channel channel : connection.channels().all()) {
                if (channel.deliveries().consumerCount() > 0) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Adds those of a connection's channels. */
    public static void addChannels(AmqpConnection connection, IntFunction<String> ids, List<ChannelFigures> all) {
        for (Channel channel : connection.channels().all()) {
            all.add(new OfChannel(channel, ids));
        }
    }

    /** What a channel did with others; null if that is not counted. */
    static ChannelPairs pairs(ChannelFigures channel) {
        return ((OfChannel) channel).channel().pairs();
    }

    private static String vhost(AmqpConnection connection) {
        ConnectionIdentity identity = connection.identity();
        return identity == null ? "" : identity.vhost().name();
    }

    private record OfConnection(Open open, LongFunction<String> ids) implements ConnectionFigures {
        private AmqpConnection connection() {
            return open.connection();
        }

        @Override
        public Object key() {
            return connection();
        }

        @Override
        public long number() {
            return open.number();
        }

        @Override
        public String id() {
            return ids.apply(open.number());
        }

        @Override
        public String state() {
            return ConnectionDescription.state(connection());
        }

        @Override
        public long connectedAtMs() {
            return open.openedAtMs();
        }

        @Override
        public String name() {
            return connection().transport().name();
        }

        @Override
        public String user() {
            return connection().handshake().user();
        }

        @Override
        public String vhost() {
            return ClientFigures.vhost(connection());
        }

        @Override
        public int channels() {
            return connection().channels().count();
        }

        @Override
        public long receivedBytes() {
            return connection().traffic().receivedBytes();
        }

        @Override
        public long reads() {
            return connection().traffic().reads();
        }

        @Override
        public long sentBytes() {
            return connection().traffic().sentBytes();
        }

        @Override
        public long writes() {
            return connection().traffic().writes();
        }

        @Override
        public long waitingBytes() {
            return connection().unsentBytes();
        }
    }

    private record OfChannel(Channel channel, IntFunction<String> ids) implements ChannelFigures {
        @Override
        public Object key() {
            return channel;
        }

        @Override
        public String id() {
            return ids.apply(channel.number());
        }

        @Override
        public String connectionName() {
            return channel.connection().transport().name();
        }

        @Override
        public long connectionNumber() {
            return channel.connection().number();
        }

        @Override
        public int number() {
            return channel.number();
        }

        @Override
        public String user() {
            return channel.connection().handshake().user();
        }

        @Override
        public String vhost() {
            return ClientFigures.vhost(channel.connection());
        }

        @Override
        public boolean transactional() {
            return channel.transactions().isOn();
        }

        @Override
        public boolean confirm() {
            return channel.publishing().confirming();
        }

        @Override
        public int consumers() {
            return channel.deliveries().consumerCount();
        }

        @Override
        public long unacked() {
            return channel.deliveries().unacked().count();
        }

        @Override
        public long unconfirmed() {
            return Math.max(0, channel.publishing().unconfirmed());
        }

        @Override
        public long uncommittedMessages() {
            return channel.transactions().uncommittedMessages();
        }

        @Override
        public long uncommittedAcks() {
            return channel.transactions().uncommittedAcks();
        }

        @Override
        public int prefetch() {
            return channel.consuming().prefetch();
        }

        @Override
        public int globalPrefetch() {
            return channel.deliveries().credit().limit();
        }

        @Override
        public long count(Stat stat) {
            return channel.counters().get(counted(stat));
        }

        @Override
        public boolean quiet() {
            return channel.counters().isUnused();
        }
    }
}
