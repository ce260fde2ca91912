package io.leveret.broker.node;

import io.leveret.broker.connection.AmqpConnection;
import io.leveret.broker.shard.BrokerShard;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** All connections whose sockets are open. Any thread. */
final class OpenConnections {
    private final Map<AmqpConnection, BrokerShard> shards = new ConcurrentHashMap<>();
    private final int limit;

    /** @param limit most connections, 0 for no limit */
    OpenConnections(int limit) {
        this.limit = limit;
    }

    void add(BrokerShard shard, AmqpConnection connection) {
        shards.put(connection, shard);
    }

    void remove(AmqpConnection connection) {
        shards.remove(connection);
    }

    /** Whether one more would be too many. */
    boolean isFull() {
        return limit > 0 && shards.size() >= limit;
    }

    int count() {
        return shards.size();
    }

    /** Bytes, roughly, that wait for clients to read them. */
    long unsentBytes() {
        long sum = 0;
        for (AmqpConnection connection : shards.keySet()) {
            sum += connection.unsentBytes();
        }
        return sum;
    }

    /** Tells every client that the node stops. */
    void shutdown() {
        shards.forEach((connection, shard) -> shard.execute(connection::shutdown));
    }
}
