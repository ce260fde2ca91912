package io.leveret.management.api;

import io.leveret.management.admin.BrokerPorts;
import io.leveret.management.admin.ExchangesAdmin.ExchangeDetails;
import io.leveret.management.admin.FiguresAdmin;
import io.leveret.management.admin.FiguresAdmin.ChannelFigures;
import io.leveret.management.admin.FiguresAdmin.ConnectionFigures;
import io.leveret.management.admin.FiguresAdmin.ExchangeFigures;
import io.leveret.management.http.ApiException;
import io.leveret.management.http.Request;
import io.leveret.management.stats.Ranges;
import io.leveret.management.stats.Stats;
import java.util.Map;

/**
 * The statistics of exchanges, connections and channels.
 *
 * @param node the name of the node that channels are on
 */
record ObjectStats(Stats stats, String node) implements MeasuredObjects {
    @Override
    public Measures of(BrokerPorts broker, Request request) throws ApiException {
        return new Measured(new PairLists(stats, broker.figures(), Ranges.of(request), node));
    }

    /** For one answer. */
    private record Measured(PairLists pairs, Stats stats, FiguresAdmin figures, Ranges ranges) implements Measures {
        Measured(PairLists pairs) {
            this(pairs, pairs.stats(), pairs.figures(), pairs.ranges());
        }

        @Override
        public void exchange(ExchangeDetails exchange, Map<String, Object> object) {
            ExchangeFigures found = figures.exchange(exchange.vhost(), exchange.name());
            if (found != null) {
                stats.putExchange(object, found, ranges);
            }
        }

        @Override
        public void exchangePairs(ExchangeDetails exchange, Map<String, Object> object) {
            pairs.putExchange(object, exchange.vhost(), exchange.name());
        }

        @Override
        public void connection(ConnectionFigures connection, Map<String, Object> object) {
            stats.putConnection(object, connection, ranges);
        }

        @Override
        public double receivedRate(ConnectionFigures connection) {
            return stats.receivedRate(connection);
        }

        @Override
        public double sentRate(ConnectionFigures connection) {
            return stats.sentRate(connection);
        }

        @Override
        public void channel(ChannelFigures channel, Map<String, Object> object) {
            stats.putChannel(object, channel, ranges);
        }

        @Override
        public void channelPairs(ChannelFigures channel, Map<String, Object> object) {
            pairs.putChannel(object, channel);
        }
    }
}
