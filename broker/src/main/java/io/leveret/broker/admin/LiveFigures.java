package io.leveret.broker.admin;

import io.leveret.broker.alarms.MemoryUse;
import io.leveret.broker.arguments.QueueType;
import io.leveret.broker.connection.ClientFigures;
import io.leveret.broker.connection.ConnectionServices;
import io.leveret.broker.connection.OpenConnections;
import io.leveret.broker.connection.OpenConnections.Open;
import io.leveret.broker.counters.ChurnCounters;
import io.leveret.broker.counters.TotalCounters;
import io.leveret.broker.counters.TrafficCounters;
import io.leveret.broker.vhost.BrokerQueue;
import io.leveret.broker.vhost.VirtualHost;
import io.leveret.broker.vhost.VirtualHosts;
import io.leveret.exchange.Exchange;
import io.leveret.management.admin.FiguresAdmin;
import io.leveret.management.admin.PairFigures;
import io.leveret.management.admin.Stat;
import io.leveret.persistence.disk.DiskUse;
import io.leveret.queue.RemovalReason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

/** What the node counts, read where it is counted. */
final class LiveFigures implements FiguresAdmin {
    private final VirtualHosts vhosts;
    private final OpenConnections open;
    private final ChurnCounters churn;
    private final ObjectIds ids;
    private final MemoryUse memory;
    private final DiskUse disk;
    private final PairFigures pairs;

    /** Of the node that these services belong to. */
    LiveFigures(ConnectionServices services, OpenConnections open, ObjectIds ids, MemoryUse memory, DiskUse disk) {
        this.vhosts = services.vhosts();
        this.open = open;
        this.churn = services.churn();
        this.ids = ids;
        this.memory = memory;
        this.disk = disk;
        this.pairs = new LivePairs(vhosts, open, ids);
    }

    @Override
    public Collection<? extends QueueFigures> queues() {
        Collection<BrokerQueue> all = vhosts.queues();
        List<QueueFigures> figures = new ArrayList<>(all.size());
        for (BrokerQueue queue : all) {
            if (queue.delays() == null) {
                figures.add(new LiveQueueFigures(queue, ids));
            }
        }
        return figures;
    }

    private BrokerQueue find(String vhost, String name) {
        VirtualHost found = vhosts.get(vhost);
        return found == null ? null : found.queue(name);
    }

    @Override
    public QueueFigures queue(String vhost, String name) {
        BrokerQueue queue = find(vhost, name);
        return queue == null ? null : new LiveQueueFigures(queue, ids);
    }

    @Override
    public Collection<? extends ExchangeFigures> exchanges() {
        List<ExchangeFigures> figures = new ArrayList<>();
        for (VirtualHost vhost : vhosts.all()) {
            for (Exchange exchange : vhost.exchanges()) {
                figures.add(new LiveExchangeFigures(vhost, exchange));
            }
        }
        return figures;
    }

    @Override
    public ExchangeFigures exchange(String vhost, String name) {
        VirtualHost found = vhosts.get(vhost);
        Exchange exchange = found == null ? null : found.exchange(name);
        return exchange == null ? null : new LiveExchangeFigures(found, exchange);
    }

    @Override
    public PairFigures pairs() {
        return pairs;
    }

    @Override
    public Collection<? extends ConnectionFigures> connections() {
        return open.all().stream()
                .map(each -> ClientFigures.of(each, ids::connection))
                .toList();
    }

    @Override
    public Collection<? extends ChannelFigures> channels() {
        List<ChannelFigures> all = new ArrayList<>();
        for (Open each : open.all()) {
            ClientFigures.addChannels(each.connection(), ids.channels(each), all);
        }
        return all;
    }

    @Override
    public Objects objects() {
        int connections = 0;
        int channels = 0;
        int consumers = 0;
        int publishers = 0;
        for (ConnectionFigures each : connections()) {
            connections++;
            channels += each.channels();
        }
        for (ChannelFigures each : channels()) {
            consumers += each.consumers();
            publishers += each.quiet() || each.count(Stat.PUBLISH) == 0 ? 0 : 1;
        }
        int exchanges = 0;
        for (VirtualHost vhost : vhosts.all()) {
            exchanges += vhost.exchanges().size();
        }
        return new Objects(connections, channels, exchanges, vhosts.queueCount(), consumers, publishers);
    }

    @Override
    public Totals totals() {
        return new LiveTotals(vhosts.totals().sum());
    }

    @Override
    public List<String> vhosts() {
        return vhosts.all().stream().map(VirtualHost::name).toList();
    }

    @Override
    public Totals totals(String vhost) {
        VirtualHost found = vhosts.get(vhost);
        return found == null ? null : new LiveTotals(found.counters().sum());
    }

    @Override
    public long churn(Churn what) {
        return churn.get(ChurnCounters.Churn.valueOf(what.name()));
    }

    @Override
    public long deadLettered(QueueKind kind, DeadLetterStrategy strategy, DeathReason reason) {
        return strategy == DeadLetterStrategy.DISABLED
                ? 0
                : vhosts.deadLetters()
                        .deadLettered(QueueType.valueOf(kind.name()), RemovalReason.valueOf(reason.name()));
    }

    @Override
    public long receivedBytes() {
        return traffic(TrafficCounters::receivedBytes);
    }

    @Override
    public long sentBytes() {
        return traffic(TrafficCounters::sentBytes);
    }

    private long traffic(ToLongFunction<TrafficCounters> figure) {
        long sum = 0;
        for (int i = 0; i < vhosts.shards().count(); i++) {
            sum += figure.applyAsLong(vhosts.counters(vhosts.shards().get(i)).traffic());
        }
        return sum;
    }

    @Override
    public Map<String, Long> memory() {
        return memory.byName();
    }

    @Override
    public DiskTraffic disk() {
        List<Long> syncTimes = Arrays.stream(disk.syncTimes()).boxed().toList();
        return new DiskTraffic(calls(disk.read()), calls(disk.written()), calls(disk.synced()), syncTimes);
    }

    private static DiskCalls calls(DiskUse.Sum sum) {
        return new DiskCalls(sum.count(), sum.bytes(), sum.nanos());
    }

    private record LiveTotals(TotalCounters.Sum sum) implements Totals {
        @Override
        public long count(Stat stat) {
            return sum.count(ClientFigures.counted(stat));
        }

        @Override
        public long count(QueueKind kind, Stat stat) {
            return sum.count(QueueType.valueOf(kind.name()), ClientFigures.counted(stat));
        }

        @Override
        public long publishedForConfirm() {
            return sum.receivedForConfirm();
        }

        @Override
        public long[] messageSizes() {
            return sum.sizes();
        }

        @Override
        public long publishedBytes() {
            return sum.receivedBytes();
        }
    }

    private record LiveExchangeFigures(VirtualHost in, Exchange exchange) implements ExchangeFigures {
        @Override
        public Object key() {
            return exchange;
        }

        @Override
        public String vhost() {
            return in.name();
        }

        @Override
        public String name() {
            return exchange.name();
        }

        @Override
        public String type() {
            return exchange.type();
        }

        @Override
        public long count(Stat stat) {
            return in.counters().total(exchange, ClientFigures.counted(stat));
        }

        @Override
        public boolean quiet() {
            return in.counters().isUnused(exchange);
        }
    }
}
