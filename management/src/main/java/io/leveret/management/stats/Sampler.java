package io.leveret.management.stats;

import io.leveret.management.admin.FiguresAdmin;
import io.leveret.management.admin.FiguresAdmin.ChannelFigures;
import io.leveret.management.admin.FiguresAdmin.ConnectionFigures;
import io.leveret.management.admin.FiguresAdmin.Counters;
import io.leveret.management.admin.FiguresAdmin.ExchangeFigures;
import io.leveret.management.admin.FiguresAdmin.QueueFigures;
import io.leveret.management.admin.PairFigures;
import io.leveret.management.admin.Stat;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Takes samples of all counters and keeps them: one thread samples, any may read.
 *
 * <p>An object gets a {@link Track} when it has anything to show, and a {@link History} when it moves. Histories have a
 * budget; whoever has been of no interest for longest, neither moving nor asked for, loses his to one that is of more.
 * A history that is a flat line is dropped, too, for it can be told without.
 */
final class Sampler {
    private static final int STATS = Stat.COUNT;
    private static final Stat[] ALL_STATS = Stat.values();

    /**
     * How much longer of no interest something must be than another, to lose its history to it: lest they take turns.
     */
    private static final long LESS_INTEREST_MS = 60_000;

    private final List<Retention> global;
    private final List<Retention> basic;
    private final long historyBytes;
    private final boolean countsMessages;
    private final Map<Object, Track> tracks = new ConcurrentHashMap<>();
    private final Map<String, Track> vhosts = new ConcurrentHashMap<>();
    private final Track node = new Track(Column.COUNT, Values.ZEROS);
    private final long[] numbers = new long[Column.COUNT];
    private final NodeGauges gauges;
    private volatile long lastMs;
    private volatile long elapsedMs;
    private long usedBytes;

    /** With what is promised to those that are invited. */
    private long promisedBytes;

    private boolean first = true;

    /** Those that want a history and found no room, in the present pass. */
    private final List<Track> refused = new ArrayList<>();

    /** Tracks to be given a history whatever the budget says, since others are dropped for them. */
    private final Set<Track> invited = new HashSet<>();

    Sampler(StatsOptions options, NodeGauges gauges) {
        int seconds = (int) Math.max(1, options.intervalMs() / 1_000);
        this.global = Retention.sampledEvery(seconds, options.global());
        this.basic = Retention.sampledEvery(seconds, options.basic());
        this.historyBytes = options.historyBytes();
        this.countsMessages = options.ratesMode() != StatsOptions.RatesMode.NONE;
        this.gauges = gauges;
        this.elapsedMs = options.intervalMs();
    }

    /** Takes a sample of everything; later than the one before. */
    void sample(FiguresAdmin figures, long atMs) {
        if (!first) {
            elapsedMs = Math.max(1, atMs - lastMs);
        }
        usedBytes = 0;
        refused.clear();
        Map<String, long[]> depths = new HashMap<>();
        for (QueueFigures queue : figures.queues()) {
            sample(queue, atMs, depths);
        }
        if (countsMessages) {
            for (ExchangeFigures exchange : figures.exchanges()) {
                sampleQuietly(exchange, atMs);
            }
            for (ChannelFigures channel : figures.channels()) {
                sampleQuietly(channel, atMs);
            }
            for (PairFigures.Kind kind : PairFigures.Kind.values()) {
                for (PairFigures.Pair pair : figures.pairs().all(kind)) {
                    sampleQuietly(pair, atMs);
                }
            }
        }
        for (ConnectionFigures connection : figures.connections()) {
            sample(connection, atMs);
        }
        sampleVhosts(figures, depths, atMs);
        sampleNode(figures, depths, atMs);
        forgetThoseGone(atMs);
        makeRoom();
        lastMs = atMs;
        first = false;
    }

    private void sample(QueueFigures queue, long atMs, Map<String, long[]> depths) {
        long ready = queue.readyMessages();
        long unacked = queue.unackedMessages();
        long[] depth = depths.computeIfAbsent(queue.vhost(), any -> new long[2]);
        depth[0] += ready;
        depth[1] += unacked;
        if (queue.quiet() && ready == 0 && unacked == 0 && !tracks.containsKey(queue.key())) {
            return;
        }
        boolean fresh = readStats(queue);
        numbers[Column.READY] = ready;
        numbers[Column.UNACKED] = unacked;
        keep(queue.key(), Column.QUEUE_COUNT, atMs, fresh);
    }

    /** What was never counted and is not known needs nothing. */
    private void sampleQuietly(Counters figures, long atMs) {
        if (!figures.quiet() || tracks.containsKey(figures.key())) {
            boolean fresh = readStats(figures);
            keep(figures.key(), STATS, atMs, fresh);
        }
    }

    /** Reads all counts. Returns whether anything was ever counted. */
    private boolean readStats(Counters figures) {
        boolean counted = !figures.quiet();
        for (int i = 0; i < STATS; i++) {
            numbers[i] = counted && countsMessages ? figures.count(ALL_STATS[i]) : 0;
        }
        return counted;
    }

    private void sample(ConnectionFigures connection, long atMs) {
        numbers[Column.RECEIVED_BYTES] = connection.receivedBytes();
        numbers[Column.SENT_BYTES] = connection.sentBytes();
        numbers[Column.READS] = connection.reads();
        numbers[Column.WRITES] = connection.writes();
        keep(connection.key(), Column.CONNECTION_COUNT, atMs, true);
    }

    /** @param counted whether it may have moved since it was made, and not only be found as it was left */
    private void keep(Object key, int columns, long atMs, boolean counted) {
        Track track = tracks.get(key);
        if (track == null) {
            // What is found with the node's first sample, or holds messages without having counted any, is as it was.
            Values known = first || !counted ? Values.of(numbers, columns) : Values.ZEROS;
            track = new Track(columns, known);
            tracks.put(key, track);
        }
        boolean moved = track.sample(atMs, numbers);
        if (!track.hasHistory()) {
            if (invited.remove(track) || moved && takesRoom(columns)) {
                track.keepHistory(basic, atMs, numbers);
            } else if (moved) {
                refused.add(track);
            }
        } else if (track.isFlat(atMs, basic.get(basic.size() - 1).ageSeconds() * 1_000L)) {
            track.forgetHistory();
        }
        usedBytes += track.bytes();
    }

    private boolean takesRoom(int columns) {
        long wanted = History.bytesOf(basic, Math.min(columns, Column.USUAL));
        boolean room = promisedBytes + wanted <= historyBytes;
        promisedBytes += room ? wanted : 0;
        return room;
    }

    private void sampleVhosts(FiguresAdmin figures, Map<String, long[]> depths, long atMs) {
        for (String vhost : figures.vhosts()) {
            FiguresAdmin.Totals totals = figures.totals(vhost);
            if (totals != null) {
                read(totals, depths.getOrDefault(vhost, new long[2]));
                keepAlways(vhosts.computeIfAbsent(vhost, any -> new Track(Column.QUEUE_COUNT, initial())), atMs);
            }
        }
        vhosts.values().removeIf(each -> each.seenAtMs() != atMs);
    }

    private Values initial() {
        return first ? Values.of(numbers, Column.QUEUE_COUNT) : Values.ZEROS;
    }

    private void read(FiguresAdmin.Totals totals, long[] depth) {
        for (int i = 0; i < STATS; i++) {
            numbers[i] = countsMessages ? totals.count(ALL_STATS[i]) : 0;
        }
        numbers[Column.READY] = depth[0];
        numbers[Column.UNACKED] = depth[1];
    }

    private void keepAlways(Track track, long atMs) {
        track.sample(atMs, numbers);
        if (!track.hasHistory()) {
            track.keepHistory(global, atMs, numbers);
        }
    }

    private void sampleNode(FiguresAdmin figures, Map<String, long[]> depths, long atMs) {
        long[] depth = new long[2];
        for (long[] each : depths.values()) {
            depth[0] += each[0];
            depth[1] += each[1];
        }
        read(figures.totals(), depth);
        for (FiguresAdmin.Churn churn : FiguresAdmin.Churn.values()) {
            numbers[Column.CHURN + churn.ordinal()] = figures.churn(churn);
        }
        NodeGauge[] all = NodeGauge.values();
        for (NodeGauge gauge : all) {
            numbers[Column.GAUGES + gauge.ordinal()] = gauges.read(gauge);
        }
        keepAlways(node, atMs);
    }

    private void forgetThoseGone(long atMs) {
        for (Iterator<Track> all = tracks.values().iterator(); all.hasNext(); ) {
            if (all.next().seenAtMs() != atMs) {
                all.remove();
            }
        }
        invited.clear();
    }

    /** Histories of less interest go, so that those that are of more and found no room have some at the next sample. */
    private void makeRoom() {
        promisedBytes = usedBytes;
        if (refused.isEmpty()) {
            return;
        }
        List<Track> kept = new ArrayList<>();
        for (Track track : tracks.values()) {
            if (track.hasHistory()) {
                kept.add(track);
            }
        }
        kept.sort(Comparator.comparingLong(Track::interestMs));
        refused.sort(Comparator.comparingLong(Track::interestMs).reversed());
        long needed = History.bytesOf(basic, Column.USUAL);
        int next = 0;
        for (Track track : refused) {
            while (promisedBytes + needed > historyBytes) {
                if (next == kept.size() || kept.get(next).interestMs() + LESS_INTEREST_MS > track.interestMs()) {
                    return;
                }
                promisedBytes -= kept.get(next).bytes();
                kept.get(next++).forgetHistory();
            }
            promisedBytes += needed;
            invited.add(track);
        }
    }

    /** All is as if nothing had been sampled: another broker is counting. */
    void forgetAll() {
        tracks.clear();
        vhosts.clear();
        node.restart();
        promisedBytes = 0;
        lastMs = 0;
        first = true;
    }

    /** The track of an object, or null if it never showed anything. */
    Track of(Object key) {
        return tracks.get(key);
    }

    /** The track of a virtual host, or null before its first sample. */
    Track ofVhost(String vhost) {
        return vhosts.get(vhost);
    }

    /** The node's. */
    Track ofNode() {
        return node;
    }

    /** When the last sample was taken, 0 if none was, or all are forgotten. */
    long lastMs() {
        return lastMs;
    }

    /** How long after the one before that was. */
    long elapsedMs() {
        return elapsedMs;
    }

    /** Bytes of the histories of objects, as of the last sample. */
    long usedBytes() {
        return usedBytes;
    }

    /** How many objects are known. */
    int trackCount() {
        return tracks.size();
    }
}
