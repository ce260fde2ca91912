package io.leveret.management.api;

import io.leveret.management.admin.NodeAdmin;
import io.leveret.management.http.RouteTable;
import io.leveret.management.stats.Stats;
import java.util.List;

/** All routes of the API. */
public final class Api {
    private Api() {}

    /** The table, over the ports of a node of which no statistics are taken. */
    public static RouteTable routes(NodeAdmin node) {
        return routes(node, Stats.byDefault(node));
    }

    /** The table, over the ports of a node whose broker may come and go, with its statistics. */
    public static RouteTable routes(NodeAdmin node, Stats stats) {
        Ports ports = Ports.of(node);
        MeasuredObjects measured = new ObjectStats(stats);
        return new RouteTable(List.of(
                new IdentityRoutes(),
                new OverviewRoutes(node, stats),
                new NodeRoutes(node, stats),
                new QueueRoutes(node, stats),
                new ExchangeRoutes(ports, node.name(), measured),
                new BindingRoutes(ports),
                new QueueChangeRoutes(ports, node.name()),
                new MessageRoutes(ports),
                new ConnectionRoutes(ports, node.name(), measured),
                new ChannelRoutes(ports, node.name(), measured),
                new ConsumerRoutes(ports, node.name())));
    }
}
