package io.leveret.management.api;

import io.leveret.management.admin.FiguresAdmin;
import io.leveret.management.admin.Stat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What clients of some virtual hosts did since it was asked last, per second, and how many messages wait there. For one
 * thread.
 */
final class RateFigures implements Supplier<Reading> {
    private static final int MANY_QUEUES = 20_000;
    private static final int MANY_QUEUES_EVERY = 5;

    private final FiguresAdmin figures;
    private final Predicate<String> vhosts;
    private final RateMeter meter;
    private Map<String, Object> depth;
    private int looks;

    RateFigures(FiguresAdmin figures, Predicate<String> vhosts) {
        this.figures = figures;
        this.vhosts = vhosts;
        this.meter = new RateMeter(System::nanoTime, counts());
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
    public Reading get() {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("timestamp", System.currentTimeMillis());
        // A virtual host that went takes its counts along: then they did not grow.
        answer.put("message_rates", meter.perSecond(counts()));
        answer.put("queue_totals", depth());
        return new Reading("rates", answer, false);
    }
}
