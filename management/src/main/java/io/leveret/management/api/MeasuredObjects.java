package io.leveret.management.api;

import io.leveret.management.admin.BrokerPorts;
import io.leveret.management.admin.ExchangesAdmin.ExchangeDetails;
import io.leveret.management.admin.FiguresAdmin.ChannelFigures;
import io.leveret.management.admin.FiguresAdmin.ConnectionFigures;
import io.leveret.management.http.ApiException;
import io.leveret.management.http.Request;
import java.util.Map;

/** What was measured of objects over time: the one place from which routes take rates and {@code message_stats}. */
@FunctionalInterface
interface MeasuredObjects {
    /** What was measured, for one answer. */
    interface Measures {
        /** Adds to what is told of an exchange. */
        void exchange(ExchangeDetails exchange, Map<String, Object> object);

        /** Adds what an exchange did with channels and queues, one by one. */
        void exchangePairs(ExchangeDetails exchange, Map<String, Object> object);

        /** Adds to what is told of a connection. */
        void connection(ConnectionFigures connection, Map<String, Object> object);

        /** How many bytes a second a connection receives; for lists to be sorted by. */
        double receivedRate(ConnectionFigures connection);

        /** How many bytes a second are sent to a connection. */
        double sentRate(ConnectionFigures connection);

        /** Adds to what is told of a channel. */
        void channel(ChannelFigures channel, Map<String, Object> object);

        /** Adds what a channel did with exchanges and queues, one by one. */
        void channelPairs(ChannelFigures channel, Map<String, Object> object);
    }

    /**
     * For the answer to a request, which may ask for history.
     *
     * @throws ApiException 400: it asks for what there cannot be
     */
    Measures of(BrokerPorts broker, Request request) throws ApiException;
}
