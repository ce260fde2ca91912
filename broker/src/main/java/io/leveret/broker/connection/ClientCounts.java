package io.leveret.broker.connection;

import io.leveret.broker.policies.Limits;
import io.leveret.codec.AmqpException;
import io.leveret.codec.ReplyCode;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many connections and channels there are, by virtual host and user, and that there are not too many. Counting and
 * judging are one step: of two that come at once and would be one too many, one is refused. Any thread.
 */
public final class ClientCounts {
    private final Limits limits;
    private final String node;
    private final long connectionLimit;
    private final long channelLimit;
    private final Map<String, Long> connectionsByVhost = new ConcurrentHashMap<>();
    private final Map<String, Long> connectionsByUser = new ConcurrentHashMap<>();
    private final Map<String, Long> channelsByUser = new ConcurrentHashMap<>();
    private final AtomicLong connections = new AtomicLong();
    private final AtomicLong channels = new AtomicLong();

    /**
     * None yet.
     *
     * @param node its name, which RabbitMQ shows
     * @param connectionLimit most connections of the node
     * @param channelLimit most channels of the node
     */
    public ClientCounts(Limits limits, String node, long connectionLimit, long channelLimit) {
        this.limits = limits;
        this.node = node;
        this.connectionLimit = connectionLimit;
        this.channelLimit = channelLimit;
    }

    /** Counts a connection that is about to open; refuses with 530 one too many. */
    void connectionOpens(String vhost, String user) throws AmqpException {
        if (connections.incrementAndGet() > connectionLimit) {
            connections.decrementAndGet();
            throw refusal("connection refused: node connection limit (" + connectionLimit + ") is reached");
        }
        long ofVhost = limits.connectionsTo(vhost);
        if (!add(connectionsByVhost, vhost, ofVhost)) {
            connections.decrementAndGet();
            throw refusal("access to vhost '" + vhost + "' refused for user '" + user + "': connection limit ("
                    + ofVhost + ") is reached");
        }
        long ofUser = limits.connectionsOf(user);
        if (!add(connectionsByUser, user, ofUser)) {
            connections.decrementAndGet();
            take(connectionsByVhost, vhost, 1);
            throw refusal(
                    "connection refused for user '" + user + "': user connection limit (" + ofUser + ") is reached");
        }
    }

    /** One that was counted is gone. */
    void connectionGone(String vhost, String user) {
        connections.decrementAndGet();
        take(connectionsByVhost, vhost, 1);
        take(connectionsByUser, user, 1);
    }

    /** Counts a channel that is about to open; refuses with 530 one too many. */
    void channelOpens(String user) throws AmqpException {
        long ofUser = limits.channelsOf(user);
        if (!add(channelsByUser, user, ofUser)) {
            throw refusal("number of channels opened for user '" + node
                    + "' has reached the maximum allowed user limit of (" + ofUser + ")");
        }
        if (channels.incrementAndGet() > channelLimit) {
            channelsGone(user, 1);
            throw refusal("number of channels opened on node '" + node + "' has reached the maximum allowed limit of ("
                    + channelLimit + ")");
        }
    }

    /** Some that were counted are gone. */
    void channelsGone(String user, int count) {
        take(channelsByUser, user, count);
        channels.addAndGet(-count);
    }

    private static boolean add(Map<String, Long> counts, String name, long limit) {
        boolean[] added = new boolean[1];
        counts.compute(name, (key, count) -> {
            long before = count == null ? 0 : count;
            added[0] = before < limit;
            return added[0] ? (Long) (before + 1) : count;
        });
        return added[0];
    }

    private static void take(Map<String, Long> counts, String name, int taken) {
        counts.computeIfPresent(name, (key, count) -> count <= taken ? null : (Long) (count - taken));
    }

    private static AmqpException refusal(String text) {
        return new AmqpException(ReplyCode.NOT_ALLOWED, text);
    }
}
