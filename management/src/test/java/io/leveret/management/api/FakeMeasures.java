package io.leveret.management.api;

import io.leveret.management.admin.ExchangesAdmin.ExchangeDetails;
import io.leveret.management.admin.FiguresAdmin.ChannelFigures;
import io.leveret.management.admin.FiguresAdmin.ConnectionFigures;
import io.leveret.management.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Numbers such as there are of any object that was used. */
final class FakeMeasures implements MeasuredObjects.Measures {
    private static final Map<?, ?> OF_EXCHANGE = (Map<?, ?>) Json.read("{\"publish_in\":1,"
            + "\"publish_in_details\":{\"rate\":0.5},\"publish_out\":1,\"publish_out_details\":{\"rate\":0.5}}");

    private static final List<String> OF_CHANNEL = List.of(
            "publish",
            "confirm",
            "return_unroutable",
            "drop_unroutable",
            "ack",
            "deliver",
            "deliver_get",
            "deliver_no_ack",
            "get",
            "get_empty",
            "get_no_ack",
            "redeliver");

    @Override
    public void exchange(ExchangeDetails exchange, Map<String, Object> object) {
        object.put("message_stats", OF_EXCHANGE);
    }

    @Override
    public void exchangePairs(ExchangeDetails exchange, Map<String, Object> object) {
        object.put("incoming", List.of());
        object.put("outgoing", List.of());
    }

    @Override
    public void channelPairs(ChannelFigures channel, Map<String, Object> object) {
        object.put("publishes", List.of());
        object.put("deliveries", List.of());
    }

    @Override
    public void connection(ConnectionFigures connection, Map<String, Object> object) {
        object.put("recv_oct_details", Map.of("rate", 1.0));
        object.put("send_oct_details", Map.of("rate", 1.0));
    }

    @Override
    public double receivedRate(ConnectionFigures connection) {
        return 1.0;
    }

    @Override
    public double sentRate(ConnectionFigures connection) {
        return 1.0;
    }

    @Override
    public void channel(ChannelFigures channel, Map<String, Object> object) {
        Map<String, Object> stats = new LinkedHashMap<>();
        for (String name : OF_CHANNEL) {
            stats.put(name, 1);
            stats.put(name + "_details", Map.of("rate", 0.5));
        }
        object.put("message_stats", stats);
    }
}
