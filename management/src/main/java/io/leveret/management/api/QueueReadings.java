package io.leveret.management.api;

import io.leveret.management.admin.FiguresAdmin;
import io.leveret.management.admin.FiguresAdmin.QueueFigures;
import io.leveret.management.admin.Stat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What one queue holds, and what happened to it since it was looked at last, per second: {@code figures}, until the
 * queue is not there any more, or not to be seen: {@code gone}. A queue that was deleted and declared again is another
 * one. Read beside its shard. For one thread.
 */
final class QueueReadings implements Supplier<Reading> {
    private static final Stat[] STATS = Stat.values();

    private final FiguresAdmin figures;
    private final BooleanSupplier seen;
    private final String vhost;
    private final String name;
    private final Object key;
    private final RateMeter meter;

    /**
     * @param queue as it is now
     * @param seen whether its virtual host is still open to the client
     * @param nanos a clock as {@link System#nanoTime}
     */
    QueueReadings(FiguresAdmin figures, QueueFigures queue, BooleanSupplier seen, LongSupplier nanos) {
        this.figures = figures;
        this.seen = seen;
        this.vhost = queue.vhost();
        this.name = queue.name();
        this.key = queue.key();
        this.meter = new RateMeter(nanos, counts(queue));
    }

    private static long[] counts(QueueFigures queue) {
        long[] counts = new long[STATS.length];
        for (Stat stat : STATS) {
            counts[stat.ordinal()] = queue.count(stat);
        }
        return counts;
    }

    @Override
    public Reading get() {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("timestamp", System.currentTimeMillis());
        data.put("vhost", vhost);
        data.put("name", name);
        QueueFigures queue = seen.getAsBoolean() ? figures.queue(vhost, name) : null;
        if (queue == null || !queue.key().equals(key)) {
            return new Reading("gone", data, true);
        }
        long ready = queue.readyMessages();
        long unacked = queue.unackedMessages();
        data.put("state", "running");
        data.put("messages", ready + unacked);
        data.put("messages_ready", ready);
        data.put("messages_unacknowledged", unacked);
        long readyBytes = queue.readyBytes();
        long unackedBytes = queue.unackedBytes();
        data.put("message_bytes", readyBytes + unackedBytes);
        data.put("message_bytes_ready", readyBytes);
        data.put("message_bytes_unacknowledged", unackedBytes);
        data.put("memory", queue.memoryBytes());
        data.put("consumers", queue.consumers());
        data.put("message_rates", meter.perSecond(counts(queue)));
        return new Reading("figures", data, false);
    }
}
