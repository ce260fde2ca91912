package io.leveret.management.api;

import io.leveret.management.admin.ConnectionsAdmin.ChannelDetails;
import io.leveret.management.admin.ConnectionsAdmin.ConnectionDetails;
import io.leveret.management.admin.ExchangesAdmin.ExchangeDetails;
import io.leveret.management.json.Json;
import java.util.Map;

/** Numbers such as there are of any object that was used. */
final class FakeMeasures implements MeasuredObjects.Measures {
    private static final Map<?, ?> OF_EXCHANGE = (Map<?, ?>) Json.read("{\"publish_in\":1,"
            + "\"publish_in_details\":{\"rate\":0.5},\"publish_out\":1,\"publish_out_details\":{\"rate\":0.5}}");

    @Override
    public void exchange(ExchangeDetails exchange, Map<String, Object> object) {
        object.put("message_stats", OF_EXCHANGE);
    }

    @Override
    public void connection(ConnectionDetails connection, Map<String, Object> object) {
        object.put("recv_oct_details", Map.of("rate", 1.0));
        object.put("send_oct_details", Map.of("rate", 1.0));
    }

    @Override
    public void channel(ChannelDetails channel, Map<String, Object> object) {
        object.put("message_stats", Map.of());
    }
}
