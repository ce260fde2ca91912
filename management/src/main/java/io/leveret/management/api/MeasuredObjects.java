package io.leveret.management.api;

import io.leveret.management.admin.ConnectionsAdmin.ChannelDetails;
import io.leveret.management.admin.ConnectionsAdmin.ConnectionDetails;
import io.leveret.management.admin.ExchangesAdmin.ExchangeDetails;
import io.leveret.management.http.Request;
import java.util.Map;

/** What was measured of objects over time: the one place from which routes take rates and {@code message_stats}. */
interface MeasuredObjects {
    /** Nothing was measured: rates are 0, and there are no {@code message_stats}. */
    MeasuredObjects NOTHING = new MeasuredObjects() {
        @Override
        public void exchange(ExchangeDetails exchange, Request request, Map<String, Object> object) {}

        @Override
        public void connection(ConnectionDetails connection, Request request, Map<String, Object> object) {
            object.put("recv_oct_details", ErlangFields.NO_RATE);
            object.put("send_oct_details", ErlangFields.NO_RATE);
        }

        @Override
        public void channel(ChannelDetails channel, Request request, Map<String, Object> object) {}
    };

    /** Adds to what is told of an exchange. */
    void exchange(ExchangeDetails exchange, Request request, Map<String, Object> object);

    /** Adds to what is told of a connection. */
    void connection(ConnectionDetails connection, Request request, Map<String, Object> object);

    /** Adds to what is told of a channel. */
    void channel(ChannelDetails channel, Request request, Map<String, Object> object);
}
