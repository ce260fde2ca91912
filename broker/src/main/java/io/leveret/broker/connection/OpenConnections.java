package io.leveret.broker.connection;

import io.leveret.broker.shard.BrokerShard;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** All connections whose sockets are open. Any thread. */
public final class OpenConnections {
    /**
     * One of them.
     *
     * @param number never used again by this process
     * @param openedAtMs epoch milliseconds
     */
    public record Open(AmqpConnection connection, BrokerShard shard, long number, long openedAtMs) {}

    private static final AtomicLong NUMBERS = new AtomicLong();

    private final Map<AmqpConnection, Open> open = new ConcurrentHashMap<>();
    private final int limit;
    private final LongSupplier clockMs;

    /**
     * None yet.
     *
     * @param limit most sockets that may be open, whether anybody has logged in or not
     * @param clockMs epoch milliseconds; called by any thread
     */
    public OpenConnections(int limit, LongSupplier clockMs) {
        this.limit = limit;
        this.clockMs = clockMs;
    }

    /** A socket was accepted. */
    public void add(BrokerShard shard, AmqpConnection connection) {
        long number = NUMBERS.incrementAndGet();
        connection.number(number);
        open.put(connection, new Open(connection, shard, number, clockMs.getAsLong()));
    }

    /** A socket is gone. */
    public void remove(AmqpConnection connection) {
        open.remove(connection);
    }

    /** Whether one more would be too many. */
    public boolean isFull() {
        return open.size() >= limit;
    }

    /** How many there are. */
    public int count() {
        return open.size();
    }

    /** All of them, as of now. */
    public Collection<Open> all() {
        return List.copyOf(open.values());
    }

    /** The one that is this connection; null if its socket is gone, or never was any. */
    public Open find(Object connection) {
        return connection == null ? null : open.get(connection);
    }

    /** The one of this name. */
    public Optional<Open> named(String name) {
        return open.values().stream()
                .filter(each -> each.connection().name().equals(name))
                .findFirst();
    }

    /** Bytes, roughly, that wait for clients to read them. */
    public long unsentBytes() {
        long sum = 0;
        for (AmqpConnection connection : open.keySet()) {
            sum += connection.unsentBytes();
        }
        return sum;
    }

    /**
     * The permissions of a user have changed: each shard looks at the consumers of that user's connections. One task
     * for each shard that has any, since permissions come by the hundred when definitions are read.
     */
    public void permissionsChanged(String user) {
        Set<BrokerShard> shards = new HashSet<>();
        open.values().forEach(each -> shards.add(each.shard()));
        for (BrokerShard shard : shards) {
            shard.execute(() -> permissionsChanged(shard, user));
        }
    }

    private void permissionsChanged(BrokerShard shard, String user) {
        for (Open each : open.values()) {
            if (each.shard() == shard) {
                each.connection().permissionsChanged(user);
            }
        }
    }

    /** Tells every client that the node stops. */
    public void shutdown() {
        open.values().forEach(each -> each.shard().execute(each.connection()::shutdown));
    }
}
