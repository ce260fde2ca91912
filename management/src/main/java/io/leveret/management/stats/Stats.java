package io.leveret.management.stats;

import io.leveret.management.admin.BrokerPorts;
import io.leveret.management.admin.FiguresAdmin;
import io.leveret.management.admin.FiguresAdmin.ChannelFigures;
import io.leveret.management.admin.FiguresAdmin.Churn;
import io.leveret.management.admin.FiguresAdmin.ConnectionFigures;
import io.leveret.management.admin.FiguresAdmin.Counters;
import io.leveret.management.admin.FiguresAdmin.ExchangeFigures;
import io.leveret.management.admin.FiguresAdmin.QueueFigures;
import io.leveret.management.admin.FiguresAdmin.Totals;
import io.leveret.management.admin.NodeAdmin;
import io.leveret.management.admin.PairFigures.Pair;
import io.leveret.management.admin.Stat;
import io.leveret.management.stats.Ranges.Range;
import io.leveret.management.stats.StatsOptions.RatesMode;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The numbers of objects as RabbitMQ's API writes them: the counters as they are now, each with its rate between the
 * last two samples, and with its history if that is asked for. Any thread.
 *
 * <p>Message statistics come in groups, of which each is there once any of its numbers is not zero: until then RabbitMQ
 * shows none, and clients take what is missing for nothing.
 */
public final class Stats implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Stats.class);

    private static final Stat[] PUBLISHED = {Stat.PUBLISH, Stat.CONFIRM, Stat.RETURN_UNROUTABLE, Stat.DROP_UNROUTABLE};
    private static final Stat[] TAKEN = {Stat.PUBLISH};
    private static final Stat[] PASSED = {Stat.PUBLISH_IN, Stat.PUBLISH_OUT};
    private static final Stat[] DELIVERED = {
        Stat.DELIVER, Stat.DELIVER_NO_ACK, Stat.GET, Stat.GET_NO_ACK, Stat.GET_EMPTY, Stat.REDELIVER, Stat.ACK
    };
    private static final Stat[] STORED = {Stat.DISK_READS, Stat.DISK_WRITES};

    /** What {@code deliver_get} is the sum of. */
    private static final int[] DELIVER_GET = {
        Stat.DELIVER.ordinal(), Stat.DELIVER_NO_ACK.ordinal(), Stat.GET.ordinal(), Stat.GET_NO_ACK.ordinal()
    };

    private final StatsOptions options;
    private final NodeAdmin node;
    private final NodeGauges gauges;
    private final LongSupplier clockMs;
    private final Sampler sampler;
    private FiguresAdmin sampled;
    private Thread thread;

    /**
     * Statistics of a node whose broker may come and go; takes no samples yet.
     *
     * @param clockMs epoch milliseconds
     */
    public Stats(StatsOptions options, NodeAdmin node, LongSupplier clockMs) {
        this.options = options;
        this.node = node;
        this.gauges = new NodeGauges(node);
        this.clockMs = clockMs;
        this.sampler = new Sampler(options, gauges);
    }

    /** Statistics as they are by default: a sample every five seconds. */
    public static Stats byDefault(NodeAdmin node) {
        return new Stats(StatsOptions.byDefault(), node, System::currentTimeMillis);
    }

    /** How they are taken, and what is told of them. */
    public StatsOptions options() {
        return options;
    }

    // ---- samples

    /**
     * Begins to take samples, at multiples of the interval, on a thread of its own; nothing to do if it takes them
     * already, or if they are switched off.
     */
    public synchronized void start() {
        if (thread != null || options.disabled()) {
            return;
        }
        thread = new Thread(this::run, "statistics");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            while (true) {
                Thread.sleep(options.intervalMs() - clockMs.getAsLong() % options.intervalMs());
                sampleSafely();
            }
        } catch (InterruptedException e) {
            LOG.debug("no more samples are taken");
        }
    }

    /** A broker that stops meanwhile has figures all the same; should it not, the next sample is another chance. */
    private void sampleSafely() {
        try {
            sampleNow();
        } catch (RuntimeException e) {
            LOG.warn("no sample could be taken", e);
        }
    }

    /** Takes a sample now, of the moment at which the present interval began. */
    public synchronized void sampleNow() {
        FiguresAdmin figures = node.broker().map(BrokerPorts::figures).orElse(null);
        if (figures != sampled) {
            sampler.forgetAll();
            sampled = figures;
        }
        long atMs = clockMs.getAsLong() / options.intervalMs() * options.intervalMs();
        if (atMs < sampler.lastMs() - options.intervalMs()) {
            // The clock was set back: what was sampled would be of a time to come, and the latest until then.
            LOG.warn("the clock was set back by {} ms: samples begin anew", sampler.lastMs() - atMs);
            sampler.forgetAll();
        }
        if (figures != null && atMs > sampler.lastMs()) {
            sampler.sample(figures, atMs);
        }
    }

    /** Forgets all samples, as if none had been taken yet. */
    public synchronized void reset() {
        sampler.forgetAll();
    }

    @Override
    public synchronized void close() {
        if (thread != null) {
            thread.interrupt();
            thread = null;
        }
    }

    Sampler sampler() {
        return sampler;
    }

    // ---- objects

    private Details details(Track track, Range range) {
        return new Details(sampler, track == null ? List.of() : List.of(track), range);
    }

    /** Puts what is known of a queue's messages, with {@code message_stats} once there are any. */
    public void putQueue(Map<String, Object> target, QueueFigures queue, Ranges ranges) {
        Track track = sampler.of(queue.key());
        Depth depth = new Depth(queue.readyMessages(), queue.unackedMessages());
        putDepth(target, depth, details(track, ranges.lengths()));
        putStats(target, queue, details(track, ranges.messages()), TAKEN, DELIVERED);
    }

    private static void putDepth(Map<String, Object> target, Depth depth, Details details) {
        details.put(target, "messages", depth.ready() + depth.unacked(), Column.READY, Column.UNACKED);
        details.put(target, "messages_ready", depth.ready(), Column.READY);
        details.put(target, "messages_unacknowledged", depth.unacked(), Column.UNACKED);
    }

    /** When anything of a queue was last seen to move, in epoch milliseconds; 0 if nothing ever was. */
    public long movedAtMs(QueueFigures queue) {
        Track track = sampler.of(queue.key());
        return track == null ? 0 : track.movedAtMs();
    }

    /** How fast a number of an object's {@code message_stats} grows, in a second; for lists to be sorted by. */
    public double rate(Counters figures, Stat stat) {
        Track track = sampler.of(figures.key());
        return track == null ? 0 : track.growth(stat.ordinal()) * 1_000.0 / sampler.elapsedMs();
    }

    /** The same of the node's own. */
    public double rate(Stat stat) {
        Track track = sampler.ofNode();
        return track == null ? 0 : track.growth(stat.ordinal()) * 1_000.0 / sampler.elapsedMs();
    }

    /** The same of {@code deliver_get}: all that left towards consumers. */
    public double deliverGetRate(Counters figures) {
        return details(sampler.of(figures.key()), null).rate(DELIVER_GET);
    }

    /** The same of a queue's messages, ready or not. */
    public double depthRate(QueueFigures queue) {
        return details(sampler.of(queue.key()), null).rate(Column.READY, Column.UNACKED);
    }

    /** Messages that were ready at each of the last two samples: 0 where some have only just come. */
    public long readyThroughout(QueueFigures queue) {
        Track track = sampler.of(queue.key());
        if (track == null) {
            return 0;
        }
        long last = track.last(Column.READY);
        return Math.max(0, Math.min(last, last - track.growth(Column.READY)));
    }

    /** How many bytes a connection receives in a second. */
    public double receivedRate(ConnectionFigures connection) {
        return details(sampler.of(connection.key()), null).rate(Column.RECEIVED_BYTES);
    }

    /** How many bytes are sent to a connection in a second. */
    public double sentRate(ConnectionFigures connection) {
        return details(sampler.of(connection.key()), null).rate(Column.SENT_BYTES);
    }

    /** Puts {@code message_stats} of an exchange, once there are any. */
    public void putExchange(Map<String, Object> target, ExchangeFigures exchange, Ranges ranges) {
        putStats(target, exchange, details(sampler.of(exchange.key()), ranges.messages()), PASSED);
    }

    /** Puts {@code message_stats} of a channel, once there are any. */
    public void putChannel(Map<String, Object> target, ChannelFigures channel, Ranges ranges) {
        putStats(target, channel, details(sampler.of(channel.key()), ranges.messages()), PUBLISHED, DELIVERED);
    }

    /** What stands in {@code stats} of a pair. */
    public Map<String, Object> pair(Pair pair, Ranges ranges) {
        Details details = details(sampler.of(pair.key()), ranges.messages());
        Map<String, Object> stats = new LinkedHashMap<>();
        if (pair.channel() == null) {
            putGroup(stats, pair::count, details, TAKEN);
        } else {
            putGroup(stats, pair::count, details, pair.queue() == null ? PUBLISHED : DELIVERED);
        }
        return stats;
    }

    /** Puts what a connection has received and sent: {@code recv_oct, send_oct, recv_cnt, send_cnt}, with rates. */
    public void putConnection(Map<String, Object> target, ConnectionFigures connection, Ranges ranges) {
        Details details = details(sampler.of(connection.key()), ranges.data());
        details.put(target, "recv_oct", connection.receivedBytes(), Column.RECEIVED_BYTES);
        details.put(target, "recv_cnt", connection.reads(), Column.READS);
        details.put(target, "send_oct", connection.sentBytes(), Column.SENT_BYTES);
        details.put(target, "send_cnt", connection.writes(), Column.WRITES);
    }

    private void putStats(Map<String, Object> target, Counters figures, Details details, Stat[]... groups) {
        if (!figures.quiet()) {
            putUnlessEmpty(target, stats(figures::count, details, groups));
        }
    }

    private static void putUnlessEmpty(Map<String, Object> target, Map<String, Object> stats) {
        if (!stats.isEmpty()) {
            target.put("message_stats", stats);
        }
    }

    private Map<String, Object> stats(ToLongFunction<Stat> counts, Details details, Stat[]... groups) {
        Map<String, Object> stats = new LinkedHashMap<>();
        for (Stat[] group : groups) {
            putGroup(stats, counts, details, group);
        }
        return stats;
    }

    private void putGroup(Map<String, Object> stats, ToLongFunction<Stat> counts, Details details, Stat[] group) {
        long[] now = new long[group.length];
        long any = 0;
        for (int i = 0; i < group.length; i++) {
            now[i] = counts.applyAsLong(group[i]);
            any |= now[i];
        }
        if (any == 0 || options.ratesMode() == RatesMode.NONE) {
            return;
        }
        for (int i = 0; i < group.length; i++) {
            details.put(stats, group[i].statName(), now[i], group[i].ordinal());
        }
        if (group == DELIVERED) {
            details.put(stats, "deliver_get", now[0] + now[1] + now[2] + now[3], DELIVER_GET);
        }
    }

    // ---- the whole

    /** What stands in some queues. */
    public record Depth(long ready, long unacked) {
        private static final Depth NONE = new Depth(0, 0);

        private Depth plus(Depth other) {
            return new Depth(ready + other.ready, unacked + other.unacked);
        }
    }

    /** What stands in the queues of each virtual host that has any, as it is now. */
    public static Map<String, Depth> depths(FiguresAdmin figures) {
        Map<String, long[]> sums = new HashMap<>();
        for (QueueFigures queue : figures.queues()) {
            long[] sum = sums.computeIfAbsent(queue.vhost(), any -> new long[2]);
            sum[0] += queue.readyMessages();
            sum[1] += queue.unackedMessages();
        }
        Map<String, Depth> depths = new HashMap<>();
        sums.forEach((vhost, sum) -> depths.put(vhost, new Depth(sum[0], sum[1])));
        return depths;
    }

    /**
     * Puts what is known of a virtual host's messages: how many there are, and {@code message_stats} once there are
     * any.
     *
     * @param depths of all virtual hosts, as {@link #depths} tells them
     */
    public void putVhost(
            Map<String, Object> target, FiguresAdmin figures, String vhost, Map<String, Depth> depths, Ranges ranges) {
        Track track = sampler.ofVhost(vhost);
        putDepth(target, depths.getOrDefault(vhost, Depth.NONE), details(track, ranges.lengths()));
        Totals totals = figures.totals(vhost);
        if (totals != null) {
            putUnlessEmpty(target, stats(totals::count, details(track, ranges.messages()), PUBLISHED, DELIVERED));
        }
    }

    /** {@code message_stats} of some virtual hosts together, or, null, of the node; empty if there are none. */
    public Map<String, Object> messages(FiguresAdmin figures, Collection<String> vhosts, Ranges ranges) {
        if (vhosts == null) {
            Details details = details(sampler.ofNode(), ranges.messages());
            return stats(figures.totals()::count, details, PUBLISHED, DELIVERED, STORED);
        }
        List<Totals> totals =
                vhosts.stream().map(figures::totals).filter(Objects::nonNull).toList();
        ToLongFunction<Stat> sum =
                stat -> totals.stream().mapToLong(each -> each.count(stat)).sum();
        return stats(sum, new Details(sampler, tracks(vhosts), ranges.messages()), PUBLISHED, DELIVERED, STORED);
    }

    private List<Track> tracks(Collection<String> vhosts) {
        return vhosts.stream().map(sampler::ofVhost).filter(Objects::nonNull).toList();
    }

    /** {@code queue_totals} of some virtual hosts together, or, null, of the node. */
    public Map<String, Object> depth(FiguresAdmin figures, Collection<String> vhosts, Ranges ranges) {
        Map<String, Depth> depths = depths(figures);
        Depth sum = Depth.NONE;
        for (Map.Entry<String, Depth> each : depths.entrySet()) {
            sum = vhosts == null || vhosts.contains(each.getKey()) ? sum.plus(each.getValue()) : sum;
        }
        List<Track> tracks = vhosts == null ? List.of(sampler.ofNode()) : tracks(vhosts);
        Map<String, Object> totals = new LinkedHashMap<>();
        putDepth(totals, sum, new Details(sampler, tracks, ranges.lengths()));
        return totals;
    }

    /** Puts what came and went. */
    public void putChurn(Map<String, Object> target, FiguresAdmin figures, Ranges ranges) {
        Details details = details(sampler.ofNode(), ranges.messages());
        for (Churn churn : Churn.values()) {
            String name = churn.name().toLowerCase(Locale.ROOT);
            details.put(target, name, figures.churn(churn), Column.CHURN + churn.ordinal());
        }
    }

    /** Puts a number of something that there is none of here, and that has never moved. */
    public void putNothing(Map<String, Object> target, String name, Range range) {
        new Details(sampler, List.of(), range).put(target, name, 0);
    }

    /** Puts what is measured of the process. */
    public void putGauges(Map<String, Object> target, Ranges ranges) {
        Details details = details(sampler.ofNode(), ranges.node());
        for (NodeGauge gauge : NodeGauge.values()) {
            details.put(target, gauge.fieldName(), gauges.read(gauge), Column.GAUGES + gauge.ordinal());
        }
    }
}
