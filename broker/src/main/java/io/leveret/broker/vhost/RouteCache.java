package io.leveret.broker.vhost;

import io.leveret.codec.AmqpException;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Routes that a shard used lately, found by the bytes of exchange and routing key as they stand in
 * {@code basic.publish}.
 *
 * <p>Open addressing over a power of two; when it is full, or the topology changed, it starts again empty. So a change
 * costs nothing to those who do not publish, and keys that never repeat cost a bounded amount of memory.
 */
public final class RouteCache {
    private static final int CAPACITY = 8192;
    private static final int MOST = CAPACITY / 2;

    /** References to queues that all routes together may hold: wide fanouts fill the cache before many keys do. */
    private static final int MOST_REFERENCES = 1 << 20;

    private final VirtualHost vhost;
    private final int shardIndex;
    private CachedRoute[] slots = new CachedRoute[64];
    private int size;
    private int references;
    private long topologyVersion = -1;

    RouteCache(VirtualHost vhost, int shardIndex) {
        this.vhost = vhost;
        this.shardIndex = shardIndex;
    }

    /** Whether a route found earlier still holds. */
    public boolean isCurrent(CachedRoute route) {
        return route.topologyVersion() == vhost.topologyVersion();
    }

    /**
     * The route for the two short strings at {@code offset}.
     *
     * @throws AmqpException 404 if there is no such exchange
     */
    public CachedRoute lookup(ByteBuf buffer, int offset, int length) throws AmqpException {
        long version = vhost.topologyVersion();
        if (version != topologyVersion) {
            clear();
            topologyVersion = version;
        }
        int slot = hash(buffer, offset, length) & (slots.length - 1);
        while (slots[slot] != null) {
            if (equal(slots[slot].address(), buffer, offset, length)) {
                return slots[slot];
            }
            slot = (slot + 1) & (slots.length - 1);
        }
        byte[] address = new byte[length];
        buffer.getBytes(offset, address);
        CachedRoute route = vhost.routing().route(address, shardIndex);
        add(route);
        return route;
    }

    private void add(CachedRoute route) {
        int width = route.queues() == null ? 0 : route.queues().length;
        if (size == MOST || references + width > MOST_REFERENCES) {
            clear();
        } else if (size * 2 >= slots.length) {
            CachedRoute[] old = slots;
            slots = new CachedRoute[old.length * 2];
            for (CachedRoute kept : old) {
                if (kept != null) {
                    put(kept);
                }
            }
        }
        put(route);
        size++;
        references += width;
    }

    private void put(CachedRoute route) {
        int slot = hash(route.address()) & (slots.length - 1);
        while (slots[slot] != null) {
            slot = (slot + 1) & (slots.length - 1);
        }
        slots[slot] = route;
    }

    private void clear() {
        if (size > 0) {
            Arrays.fill(slots, null);
            size = 0;
            references = 0;
        }
    }

    private static int hash(ByteBuf buffer, int offset, int length) {
        int hash = 1;
        for (int i = offset; i < offset + length; i++) {
            hash = 31 * hash + buffer.getByte(i);
        }
        return spread(hash);
    }

    private static int hash(byte[] address) {
        return spread(Arrays.hashCode(address));
    }

    private static int spread(int hash) {
        return hash ^ (hash >>> 15);
    }

    /** Whether the bytes of a route are those at {@code offset}. */
    public static boolean equal(byte[] address, ByteBuf buffer, int offset, int length) {
        if (address.length != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (address[i] != buffer.getByte(offset + i)) {
                return false;
            }
        }
        return true;
    }
}
