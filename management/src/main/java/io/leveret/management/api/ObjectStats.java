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

/** The statistics of exchanges, connections and channels. */
record ObjectStats(Stats stats) implements MeasuredObjects {
    @Override
    public Measures of(BrokerPorts broker, Request request) throws ApiException {
        return new Measured(stats, broker.figures(), Ranges.of(request));
    }

    /** For one answer: figures are looked up by id, all of a kind at the first that is asked for. */
    private static final class Measured implements Measures {
        private final Stats stats;
        private final FiguresAdmin figures;
        private final Ranges ranges;
        private Map<String, ConnectionFigures> connections;
        private Map<String, ChannelFigures> channels;

        Measured(Stats stats, FiguresAdmin figures, Ranges ranges) {
            this.stats = stats;
            this.figures = figures;
            this.ranges = ranges;
        }

        @Override
        public void exchange(ExchangeDetails exchange, Map<String, Object> object) {
            ExchangeFigures found = figures.exchange(exchange.vhost(), exchange.name());
            if (found != null) {
                stats.putExchange(object, found, ranges);
            }
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
            if (channels == null) {
                channels = new HashMap<>();
                figures.channels().forEach(each -> channels.put(each.id(), each));
            }
            ChannelFigures found = channels.get(channel.id());
            if (found != null) {
                stats.putChannel(object, found, ranges);
            }
        }
    }
}
