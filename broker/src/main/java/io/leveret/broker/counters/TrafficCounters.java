package io.leveret.broker.counters;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * What goes over one connection, or over all of a shard: {@code recv_oct, recv_cnt, send_oct, send_cnt} of the API.
 * Counted by the connection's shard, read by anyone.
 */
public final class TrafficCounters {
    private static final int RECEIVED_BYTES = 0;
    private static final int READS = 1;
    private static final int SENT_BYTES = 2;
    private static final int WRITES = 3;
    private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[] values = new long[4];
    private final TrafficCounters all;

    /** Of a shard. */
    public TrafficCounters() {
        this(null);
    }

    /** Of a connection; what it counts is counted there, too: for all connections of the shard, gone ones too. */
    public TrafficCounters(TrafficCounters all) {
        this.all = all;
    }

    /** One read of the socket. On the shard. */
    public void received(int bytes) {
        values[RECEIVED_BYTES] += bytes;
        values[READS]++;
        if (all != null) {
            all.received(bytes);
        }
    }

    /** One write to the socket. On the shard. */
    public void sent(int bytes) {
        values[SENT_BYTES] += bytes;
        values[WRITES]++;
        if (all != null) {
            all.sent(bytes);
        }
    }

    public long receivedBytes() {
        return (long) LONGS.getOpaque(values, RECEIVED_BYTES);
    }

    public long reads() {
        return (long) LONGS.getOpaque(values, READS);
    }

    public long sentBytes() {
        return (long) LONGS.getOpaque(values, SENT_BYTES);
    }

    public long writes() {
        return (long) LONGS.getOpaque(values, WRITES);
    }
}
