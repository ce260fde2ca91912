package io.leveret.management.api;

import io.leveret.management.admin.NodeAdmin;
import io.leveret.management.definitions.DefinitionsRoutes;
import io.leveret.management.http.RouteTable;
import io.leveret.management.stats.Stats;
import java.util.ArrayList;
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
        OpenApi openApi = new OpenApi();
        List<RouteTable.Family> families = new ArrayList<>();
        families.addAll(ofTheNode(node, stats));
        families.addAll(ofMessaging(node, stats));
        families.addAll(beyond(node, stats));
        families.addAll(ofAdministration(node, stats));
        families.add(openApi);
        RouteTable table = new RouteTable(families);
        openApi.describe(table);
        return table;
    }

    private static List<RouteTable.Family> ofTheNode(NodeAdmin node, Stats stats) {
        return List.of(
                new IdentityRoutes(node),
                new FeatureRoutes(node),
                new SettingsRoutes(node),
                new OverviewRoutes(node, stats),
                new NodeRoutes(node, stats),
                new HealthRoutes(node),
                new CertificateRoutes(node, System::currentTimeMillis),
                new AlivenessRoutes(node));
    }

    private static List<RouteTable.Family> ofMessaging(NodeAdmin node, Stats stats) {
        Ports ports = Ports.of(node);
        MeasuredObjects measured = new ObjectStats(stats, node.name());
        return List.of(
                new QueueRoutes(node, stats),
                new ExchangeRoutes(ports, node.name(), measured),
                new BindingRoutes(ports),
                new QueueChangeRoutes(ports, node.name()),
                new ReplicaRoutes(node),
                new MessageRoutes(ports),
                new ConnectionRoutes(ports, node.name(), measured),
                new ChannelRoutes(ports, node.name(), measured),
                new ConsumerRoutes(ports, node.name()));
    }

    /** What RabbitMQ has not, below {@code /x}. */
    private static List<RouteTable.Family> beyond(NodeAdmin node, Stats stats) {
        Ports ports = Ports.of(node);
        return List.of(
                new BrowseRoutes(ports),
                new JobRoutes(ports),
                new WayRoutes(ports),
                new EventRoutes(ports),
                new FindingRoutes(node, stats),
                new EngineRoutes(ports, node.name()),
                new AuditRoutes());
    }

    private static List<RouteTable.Family> ofAdministration(NodeAdmin node, Stats stats) {
        LimitChanges limits = new LimitChanges();
        return List.of(
                new LoginAttemptRoutes(node),
                new ResetRoutes(node, stats),
                new VhostRoutes(node, stats),
                new UserRoutes(node, limits),
                new PermissionRoutes(node),
                new TopicPermissionRoutes(node),
                PolicyRoutes.ofUsers(node),
                PolicyRoutes.ofOperators(node),
                new ParameterRoutes(node),
                new LimitRoutes(node, limits),
                new DefinitionsRoutes(node));
    }
}
