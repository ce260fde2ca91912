package io.leveret.management.api;

import io.leveret.management.admin.NodeAdmin;
import io.leveret.management.http.RouteTable;
import io.leveret.management.stats.Stats;
import java.util.List;

/** All routes of the API. */
public final class Api {
    private Api() {}

    /** The table, over the ports of a node whose broker may come and go. */
    public static RouteTable routes(NodeAdmin node) {
        Ports ports = Ports.of(node);
        MeasuredObjects measured = new ObjectStats(Stats.byDefault(node));
        return new RouteTable(List.of(
                new IdentityRoutes(),
                new ExchangeRoutes(ports, node.name(), measured),
                new BindingRoutes(ports),
                new QueueChangeRoutes(ports, node.name()),
                new MessageRoutes(ports),
                new ConnectionRoutes(ports, node.name(), measured),
                new ChannelRoutes(ports, node.name(), measured),
                new ConsumerRoutes(ports, node.name())));
    }
}
