package io.leveret.management.metrics;

import io.leveret.management.admin.Stat;
import io.leveret.management.stats.FakeFigures;
import java.util.Collections;
import java.util.Map;

/** Figures that tell one family from another: each count is the object's own number plus that of what is counted. */
final class SomeFigures extends FakeFigures {
    private static final long[] SIZES = {1, 2, 3, 4, 5, 6, 7, 8, 9};

    /** So many queues in a virtual host, every other one a quorum queue. */
    SomeFigures withQueues(String vhost, int count) {
        for (int i = 0; i < count; i++) {
            Queue queue = queue(vhost, "q" + i, i % 2 == 0 ? QueueKind.CLASSIC : QueueKind.QUORUM);
            count(queue, i);
            queue.ready = i;
            queue.unacked = 1;
            queue.pagedOut = i;
            queue.consumers = 2;
        }
        return this;
    }

    /** Some of everything. */
    static SomeFigures some() {
        SomeFigures figures = new SomeFigures().withQueues("/", 3).withQueues("v\"1", 2);
        figures.exchange("/", "", "direct", 10);
        figures.exchange("/", "amq.topic", "topic", 20);
        figures.exchange("v\"1", "x", "fanout", 30);
        figures.connection("<n@h.1.1.0>", 100);
        figures.connection("<n@h.1.2.0>", 200);
        figures.channel("<n@h.1.1.1>", "/", 1_000);
        figures.channel("<n@h.1.2.1>", "v\"1", 2_000);
        figures.vhosts.put("/", new Counts());
        figures.vhosts.put("v\"1", new Counts());
        return figures;
    }

    /** The same where pairs are counted. */
    static SomeFigures inPairs() {
        SomeFigures figures = some();
        Channel channel = figures.channels.get(0);
        count(figures.pairs.add(channel, "/", "amq.topic", null), 10_000);
        count(figures.pairs.add(channel, "/", null, "q1"), 20_000);
        count(figures.pairs.add(null, "/", "amq.topic", "q1"), 30_000);
        count(figures.pairs.add(null, "v\"1", "x", "q0"), 40_000);
        return figures;
    }

    private static void count(Counts counts, long number) {
        for (Stat stat : Stat.values()) {
            counts.add(stat, number + stat.ordinal());
        }
    }

    private void exchange(String vhost, String name, String type, long number) {
        Exchange exchange = new Exchange(vhost, name, type);
        count(exchange, number);
        exchanges.put(vhost + "/" + name, exchange);
    }

    private void connection(String id, long number) {
        connections.add(new Connection(
                id, "127.0.0.1:1 -> 127.0.0.1:2", "guest", "/", new long[] {number, number + 2, number + 1, number + 3
                }));
    }

    private void channel(String id, String vhost, long number) {
        Channel channel = new Channel(id, vhost);
        count(channel, number);
        channel.consumers = 3;
        channel.unacked = 4;
        channels.add(channel);
    }

    /** Of kinds of queues: 1,000 for classic ones, 2,000 for the others, and the number of what is counted. */
    private static final class NodeTotals implements Totals {
        @Override
        public long count(Stat stat) {
            return 500 + stat.ordinal();
        }

        @Override
        public long count(QueueKind kind, Stat stat) {
            return 1_000L * (1 + kind.ordinal()) + stat.ordinal();
        }

        @Override
        public long publishedForConfirm() {
            return 77;
        }

        @Override
        public long[] messageSizes() {
            return SIZES.clone();
        }

        @Override
        public long publishedBytes() {
            return 123_456;
        }
    }

    @Override
    public Totals totals() {
        return new NodeTotals();
    }

    @Override
    public long churn(Churn what) {
        return 40 + what.ordinal();
    }

    @Override
    public long deadLettered(QueueKind kind, DeadLetterStrategy strategy, DeathReason reason) {
        return 100L * kind.ordinal() + reason.ordinal();
    }

    @Override
    public long receivedBytes() {
        return 1;
    }

    @Override
    public long sentBytes() {
        return 2;
    }

    @Override
    public Map<String, Long> memory() {
        return Map.of("outbound", 1_000L, "queues", 2_000L);
    }

    @Override
    public DiskTraffic disk() {
        return new DiskTraffic(
                new DiskCalls(11, 1_100, 1_000_000_000),
                new DiskCalls(12, 1_200, 2_000_000_000),
                new DiskCalls(15, 0, 3_500_000_000L),
                Collections.nCopies(SYNC_TIME_BOUNDS_MICROS.size() + 1, 1L));
    }
}
