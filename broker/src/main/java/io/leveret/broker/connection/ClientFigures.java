package io.leveret.broker.connection;

import io.leveret.broker.counters.MessageStat;
import io.leveret.management.admin.FiguresAdmin.ChannelFigures;
import io.leveret.management.admin.FiguresAdmin.ConnectionFigures;
import io.leveret.management.admin.Stat;
import java.util.List;
import java.util.function.IntFunction;

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

    /** Those of a connection. */
    public static ConnectionFigures of(AmqpConnection connection, String id) {
        return new OfConnection(connection, id);
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

    private record OfConnection(AmqpConnection connection, String id) implements ConnectionFigures {
        @Override
        public Object key() {
            return connection;
        }

        @Override
        public String name() {
            return connection.transport().name();
        }

        @Override
        public String user() {
            return connection.handshake().user();
        }

        @Override
        public String vhost() {
            return ClientFigures.vhost(connection);
        }

        @Override
        public int channels() {
            return connection.channels().count();
        }

        @Override
        public long receivedBytes() {
            return connection.traffic().receivedBytes();
        }

        @Override
        public long reads() {
            return connection.traffic().reads();
        }

        @Override
        public long sentBytes() {
            return connection.traffic().sentBytes();
        }

        @Override
        public long writes() {
            return connection.traffic().writes();
        }

        @Override
        public long waitingBytes() {
            return connection.unsentBytes();
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
