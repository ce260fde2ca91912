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
import io.leveret.management.admin.Stat;
import io.leveret.management.stats.StatsOptions.RatesMode;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
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
        return new Stats(new StatsOptions(RatesMode.BASIC, 5_000, 64 << 20), node, System::currentTimeMillis);
    }

    // ---- samples

    /** Begins to take samples, at multiples of the interval, on a thread of its own. */
    public synchronized void start() {
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
            sample();
        } catch (RuntimeException e) {
            LOG.warn("no sample could be taken", e);
        }
    }

    /** Takes a sample now, of the moment at which the present interval began. */
    synchronized void sample() {
        FiguresAdmin figures = node.broker().map(BrokerPorts::figures).orElse(null);
        if (figures != sampled) {
            sampler.forgetAll();
            sampled = figures;
        }
        long atMs = clockMs.getAsLong() / options.intervalMs() * options.intervalMs();
        if (figures != null && atMs > sampler.lastMs()) {
            sampler.sample(figures, atMs);
        }
    }

    @Override
    public synchronized void close() {
        if (thread != null) {
            thread.interrupt();
        }
    }

    Sampler sampler() {
        return sampler;
    }

    // ---- objects

    /** What is told of messages. */
    public RatesMode ratesMode() {
        return options.ratesMode();
    }

    /** Puts what is known of a queue's messages, with {@code message_stats} once there are any. */
    public void putQueue(Map<String, Object> target, QueueFigures queue, Ranges ranges) {
        Track track = sampler.of(queue.key());
        putDepth(target, queue.readyMessages(), queue.unackedMessages(), new Details(sampler, track, ranges.lengths()));
        putStats(target, queue, new Details(sampler, track, ranges.messages()), TAKEN, DELIVERED);
    }

    private static void putDepth(Map<String, Object> target, long ready, long unacked, Details details) {
        details.put(target, "messages", ready + unacked, Column.READY, Column.UNACKED);
        details.put(target, "messages_ready", ready, Column.READY);
        details.put(target, "messages_unacknowledged", unacked, Column.UNACKED);
    }

    /** How fast a number of a queue's {@code message_stats} grows, in a second; for lists to be sorted by. */
    public double rate(QueueFigures queue, Stat stat) {
        return new Details(sampler, sampler.of(queue.key()), null).rate(stat.ordinal());
    }

    /** The same of all that left towards consumers. */
    public double deliverGetRate(QueueFigures queue) {
        return new Details(sampler, sampler.of(queue.key()), null).rate(DELIVER_GET);
    }

    /** Puts {@code message_stats} of an exchange, once there are any. */
    public void putExchange(Map<String, Object> target, ExchangeFigures exchange, Ranges ranges) {
        Track track = sampler.of(exchange.key());
        putStats(target, exchange, new Details(sampler, track, ranges.messages()), PASSED);
    }

    /** Puts {@code message_stats} of a channel, once there are any. */
    public void putChannel(Map<String, Object> target, ChannelFigures channel, Ranges ranges) {
        Track track = sampler.of(channel.key());
        putStats(target, channel, new Details(sampler, track, ranges.messages()), PUBLISHED, DELIVERED);
    }

    /** Puts what a connection has received and sent: {@code recv_oct, send_oct, recv_cnt, send_cnt}, with rates. */
    public void putConnection(Map<String, Object> target, ConnectionFigures connection, Ranges ranges) {
        Details details = new Details(sampler, sampler.of(connection.key()), ranges.data());
        details.put(target, "recv_oct", connection.receivedBytes(), Column.RECEIVED_BYTES);
        details.put(target, "send_oct", connection.sentBytes(), Column.SENT_BYTES);
        target.put("recv_cnt", connection.reads());
        target.put("send_cnt", connection.writes());
    }

    private void putStats(Map<String, Object> target, Counters figures, Details details, Stat[]... groups) {
        if (!figures.quiet()) {
            Map<String, Object> stats = stats(figures::count, details, groups);
            if (!stats.isEmpty()) {
                target.put("message_stats", stats);
            }
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

    /**
     * Puts what is known of a virtual host's messages.
     *
     * @param ready messages in all its queues
     */
    public void putVhost(Map<String, Object> target, FiguresAdmin figures, String vhost, Depth depth, Ranges ranges) {
        Track track = sampler.ofVhost(vhost);
        putDepth(target, depth.ready(), depth.unacked(), new Details(sampler, track, ranges.lengths()));
        Totals totals = figures.totals(vhost);
        Map<String, Object> stats = totals == null
                ? Map.of()
                : stats(totals::count, new Details(sampler, track, ranges.messages()), PUBLISHED, DELIVERED);
        if (!stats.isEmpty()) {
            target.put("message_stats", stats);
        }
    }

    /** What stands in some queues. */
    public record Depth(long ready, long unacked) {}

    /** {@code message_stats} of the whole node, empty if there are none. */
    public Map<String, Object> nodeMessages(FiguresAdmin figures, Ranges ranges) {
        Details details = new Details(sampler, sampler.ofNode(), ranges.messages());
        return stats(figures.totals()::count, details, PUBLISHED, DELIVERED, STORED);
    }

    /** {@code queue_totals} of the whole node. */
    public Map<String, Object> nodeDepth(Depth depth, Ranges ranges) {
        Map<String, Object> totals = new LinkedHashMap<>();
        putDepth(totals, depth.ready(), depth.unacked(), new Details(sampler, sampler.ofNode(), ranges.lengths()));
        return totals;
    }

    /** Puts what came and went. */
    public void putChurn(Map<String, Object> target, FiguresAdmin figures, Ranges ranges) {
        Details details = new Details(sampler, sampler.ofNode(), ranges.messages());
        for (Churn churn : Churn.values()) {
            details.put(
                    target,
                    churn.name().toLowerCase(Locale.ROOT),
                    figures.churn(churn),
                    Column.CHURN + churn.ordinal());
        }
    }

    /** Puts what is measured of the process. */
    public void putGauges(Map<String, Object> target, Ranges ranges) {
        Details details = new Details(sampler, sampler.ofNode(), ranges.node());
        for (NodeGauge gauge : NodeGauge.values()) {
            details.put(target, gauge.fieldName(), gauges.read(gauge), Column.GAUGES + gauge.ordinal());
        }
    }
}
