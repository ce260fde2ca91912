package io.leveret.management.api;

import io.leveret.management.admin.BrokerPorts;
import io.leveret.management.admin.ConnectionsAdmin.ChannelDetails;
import io.leveret.management.admin.ConnectionsAdmin.ConnectionDetails;
import io.leveret.management.admin.ExchangesAdmin.ExchangeDetails;
import io.leveret.management.admin.FiguresAdmin;
import io.leveret.management.admin.FiguresAdmin.ChannelFigures;
import io.leveret.management.admin.FiguresAdmin.ConnectionFigures;
import io.leveret.management.admin.FiguresAdmin.ExchangeFigures;
import io.leveret.management.http.ApiException;
import io.leveret.management.http.Request;
import io.leveret.management.stats.Ranges;
import io.leveret.management.stats.Stats;
import java.util.HashMap;
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

    /** For one answer: figures are looked up by id, all of a kind at the first that is asked for. */
    private static final class Measured implements Measures {
        private final PairLists pairs;
        private final Stats stats;
        private final FiguresAdmin figures;
        private final Ranges ranges;
        private Map<String, ConnectionFigures> connections;
        private Map<String, ChannelFigures> channels;

        Measured(PairLists pairs) {
            this.pairs = pairs;
            this.stats = pairs.stats();
            this.figures = pairs.figures();
            this.ranges = pairs.ranges();
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
        public void connection(ConnectionDetails connection, Map<String, Object> object) {
            if (connections == null) {
                connections = new HashMap<>();
                figures.connections().forEach(each -> connections.put(each.id(), each));
            }
            ConnectionFigures found = connections.get(connection.id());
            if (found == null) {
                object.put("recv_oct_details", ErlangFields.NO_RATE);
                object.put("send_oct_details", ErlangFields.NO_RATE);
            } else {
                stats.putConnection(object, found, ranges);
            }
        }

        @Override
        public void channel(ChannelDetails channel, Map<String, Object> object) {
            ChannelFigures found = find(channel);
            if (found != null) {
                stats.putChannel(object, found, ranges);
            }
        }

        private ChannelFigures find(ChannelDetails channel) {
            if (channels == null) {
                channels = new HashMap<>();
                figures.channels().forEach(each -> channels.put(each.id(), each));
            }
            return channels.get(channel.id());
        }

        @Override
        public void channelPairs(ChannelDetails channel, Map<String, Object> object) {
            pairs.putChannel(object, find(channel));
        }
    }
}
