package io.leveret.management.stats;

import io.leveret.management.admin.FiguresAdmin.ChannelFigures;
import io.leveret.management.admin.PairFigures;
import io.leveret.management.admin.Stat;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Pairs that a test adds; as long as there are none, none are counted. */
public final class FakePairs implements PairFigures {
    private final List<FakePair> all = new ArrayList<>();

    /** A pair whose numbers are those of the counts; of channel, exchange and queue one is null. */
    public record FakePair(
            ChannelFigures channel, String vhost, String exchange, String queue, FakeFigures.Counts counts)
            implements Pair {
        @Override
        public Object key() {
            return counts;
        }

        @Override
        public long count(Stat stat) {
            return counts.count(stat);
        }

        @Override
        public boolean quiet() {
            return counts.quiet();
        }
    }

    /** Adds one; gives its counts. */
    public FakeFigures.Counts add(ChannelFigures channel, String vhost, String exchange, String queue) {
        FakeFigures.Counts counts = new FakeFigures.Counts();
        all.add(new FakePair(channel, vhost, exchange, queue, counts));
        return counts;
    }

    private static Kind kind(FakePair pair) {
        if (pair.channel() == null) {
            return Kind.EXCHANGE_QUEUE;
        }
        return pair.queue() == null ? Kind.CHANNEL_EXCHANGE : Kind.CHANNEL_QUEUE;
    }

    private List<FakePair> where(Kind kind, Predicate<FakePair> wanted) {
        return all.stream()
                .filter(each -> kind(each) == kind && wanted.test(each))
                .toList();
    }

    @Override
    public boolean counted() {
        return !all.isEmpty();
    }

    @Override
    public List<FakePair> all(Kind kind) {
        return where(kind, each -> true);
    }

    @Override
    public List<FakePair> ofChannel(ChannelFigures channel, Kind kind) {
        return where(kind, each -> each.channel() == channel);
    }

    @Override
    public List<FakePair> ofExchange(String vhost, String exchange, Kind kind) {
        return where(kind, each -> each.vhost().equals(vhost) && exchange.equals(each.exchange()));
    }

    @Override
    public List<FakePair> ofQueue(String vhost, String queue, Kind kind) {
        return where(kind, each -> each.vhost().equals(vhost) && queue.equals(each.queue()));
    }
}
