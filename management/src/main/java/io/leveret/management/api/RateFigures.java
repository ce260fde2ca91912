package io.leveret.management.api;

import io.leveret.management.admin.FiguresAdmin;
import io.leveret.management.admin.Stat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What clients of some virtual hosts did since it was asked last, per second, and how many messages wait there. For one
 * thread.
 */
final class RateFigures implements Supplier<Map<String, Object>> {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final int MANY_QUEUES = 20_000;
    private static final int MANY_QUEUES_EVERY = 5;

    private final FiguresAdmin figures;
    private final Predicate<String> vhosts;
    private long[] before;
    private Map<String, Object> depth;
    private int looks;
    private long atNanos = System.nanoTime();

    RateFigures(FiguresAdmin figures, Predicate<String> vhosts) {
        this.figures = figures;
        this.vhosts = vhosts;
        this.before = counts();
    }

    private long[] counts() {
        Stat[] stats = Stat.values();
        long[] counts = new long[stats.length];
        for (String vhost : figures.vhosts()) {
            FiguresAdmin.Totals totals = vhosts.test(vhost) ? figures.totals(vhost) : null;
            for (int n = 0; totals != null && n < stats.length; n++) {
                counts[n] += totals.count(stats[n]);
            }
        }
        return counts;
    }

    /** Of many queues it is counted every few times only: each is looked at. */
    private Map<String, Object> depth() {
        if (looks++ % (figures.objects().queues() > MANY_QUEUES ? MANY_QUEUES_EVERY : 1) == 0) {
            long ready = 0;
            long unacked = 0;
            for (FiguresAdmin.QueueFigures queue : figures.queues()) {
                if (vhosts.test(queue.vhost())) {
                    ready += queue.readyMessages();
                    unacked += queue.unackedMessages();
                }
            }
            depth = new LinkedHashMap<>();
            depth.put("messages", ready + unacked);
            depth.put("messages_ready", ready);
            depth.put("messages_unacknowledged", unacked);
        }
        return depth;
    }

    @Override
    public Map<String, Object> get() {
        long nowNanos = System.nanoTime();
        long[] counts = counts();
        double seconds = Math.max(1, nowNanos - atNanos) / NANOS_PER_SECOND;
        Map<String, Object> rates = new LinkedHashMap<>();
        Stat[] stats = Stat.values();
        for (int n = 0; n < stats.length; n++) {
            // A virtual host that went takes its counts along.
            long more = Math.max(0, counts[n] - before[n]);
            rates.put(stats[n].name().toLowerCase(Locale.ROOT), Math.round(more / seconds * 10) / 10.0);
        }
        before = counts;
        atNanos = nowNanos;
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("timestamp", System.currentTimeMillis());
        answer.put("message_rates", rates);
        answer.put("queue_totals", depth());
        return answer;
    }
}
