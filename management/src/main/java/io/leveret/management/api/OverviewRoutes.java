package io.leveret.management.api;

import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.BrokerPorts;
import io.leveret.management.admin.FiguresAdmin;
import io.leveret.management.admin.FiguresAdmin.ConnectionFigures;
import io.leveret.management.admin.FiguresAdmin.ExchangeFigures;
import io.leveret.management.admin.FiguresAdmin.QueueFigures;
import io.leveret.management.admin.NodeAdmin;
import io.leveret.management.http.ApiException;
import io.leveret.management.http.Audience;
import io.leveret.management.http.Caller;
import io.leveret.management.http.Listing;
import io.leveret.management.http.Request;
import io.leveret.management.http.Response;
import io.leveret.management.http.Route;
import io.leveret.management.http.RouteTable;
import io.leveret.management.http.Verb;
import io.leveret.management.stats.Ranges;
import io.leveret.management.stats.Retention;
import io.leveret.management.stats.Stats;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The overview: what the node is, and all of its numbers together. */
public final class OverviewRoutes implements RouteTable.Family {
    private final NodeAdmin node;
    private final Ports ports;
    private final Stats stats;

    /** Over the ports of a node, with its statistics. */
    public OverviewRoutes(NodeAdmin node, Stats stats) {
        this.node = node;
        this.ports = Ports.of(node);
        this.stats = stats;
    }

    @Override
    public List<Route> routes() {
        return List.of(new Route(
                Verb.GET, "/overview", Audience.MANAGEMENT, "The node and all of its numbers", this::overview));
    }

    private Response overview(Request request) throws ApiException, AdminException {
        BrokerPorts broker = ports.get();
        Ranges ranges = Ranges.of(request);
        Map<String, Object> answer = new LinkedHashMap<>();
        putIdentity(answer);
        boolean withStats = !stats.options().disabled() && !request.flag("disable_stats");
        boolean withTotals = stats.options().queueTotals() || request.flag("enable_queue_totals");
        answer.put("disable_stats", !withStats);
        answer.put("default_queue_type", setting("default_queue_type", "classic"));
        answer.put(
                "is_op_policy_updating_enabled",
                !setting("management.restrictions.operator_policy_changes.disabled", "false")
                        .equals("true"));
        answer.put("enable_queue_totals", withTotals);
        Set<String> vhosts = request.caller().isMonitor() ? null : entered(request.caller(), broker.figures());
        if (withStats) {
            putNumbers(answer, broker.figures(), vhosts, ranges);
        } else if (withTotals) {
            answer.put("queue_totals", stats.depth(broker.figures(), vhosts, Ranges.NONE));
        }
        answer.put(
                "object_totals",
                vhosts == null ? objects(broker.figures()) : objects(broker.figures(), vhosts, request.caller()));
        answer.put("statistics_db_event_queue", 0);
        if (vhosts == null) {
            answer.put("node", node.name());
            answer.put("listeners", NodeDescription.listeners(node));
            answer.put("contexts", NodeDescription.contexts(node, true));
        }
        return Response.json(Listing.columns(request, answer));
    }

    /** The virtual hosts whose numbers a user is told who may not see those of the node. */
    private static Set<String> entered(Caller caller, FiguresAdmin figures) {
        return figures.vhosts().stream().filter(caller::mayEnter).collect(Collectors.toSet());
    }

    private void putIdentity(Map<String, Object> answer) throws AdminException {
        answer.put("management_version", IdentityRoutes.RABBITMQ_VERSION);
        answer.put("rates_mode", stats.options().ratesMode().text());
        Map<String, Object> retention = new LinkedHashMap<>();
        retention.put("global", ages(stats.options().global()));
        retention.put("basic", ages(stats.options().basic()));
        retention.put("detailed", List.of(600)); // of pairs of objects; here they are kept as basic ones are
        answer.put("sample_retention_policies", retention);
        answer.put("exchange_types", NodeDescription.exchangeTypes());
        answer.put("product_version", node.status().version());
        answer.put("product_name", "Leveret");
        answer.put("rabbitmq_version", IdentityRoutes.RABBITMQ_VERSION);
        answer.put("cluster_name", IdentityRoutes.clusterName(node));
        answer.put("cluster_tags", Map.of());
        answer.put("node_tags", Map.of());
        answer.put("erlang_version", "n/a");
        answer.put("erlang_full_version", "Java " + Runtime.version());
    }

    private static List<Integer> ages(List<Retention> kept) {
        return kept.stream().map(Retention::shownSeconds).toList();
    }

    private String setting(String key, String byDefault) {
        return node.effectiveSettings().getOrDefault(key, byDefault);
    }

    private void putNumbers(Map<String, Object> answer, FiguresAdmin figures, Set<String> vhosts, Ranges ranges) {
        answer.put("message_stats", stats.messages(figures, vhosts, ranges));
        Map<String, Object> churn = new LinkedHashMap<>();
        stats.putChurn(churn, figures, ranges);
        answer.put("churn_rates", churn);
        answer.put("queue_totals", stats.depth(figures, vhosts, ranges));
    }

    private static Map<String, Object> objects(FiguresAdmin figures) {
        FiguresAdmin.Objects objects = figures.objects();
        Map<String, Object> totals = new LinkedHashMap<>();
        totals.put("channels", objects.channels());
        totals.put("consumers", objects.consumers());
        totals.put("exchanges", objects.exchanges());
        totals.put("queues", objects.queues());
        totals.put("connections", objects.connections());
        return totals;
    }

    /** Connections and channels of the user's own alone are counted. */
    private static Map<String, Object> objects(FiguresAdmin figures, Set<String> vhosts, Caller caller) {
        int connections = 0;
        int channels = 0;
        for (ConnectionFigures each : figures.connections()) {
            if (each.user().equals(caller.name()) && vhosts.contains(each.vhost())) {
                connections++;
                channels += each.channels();
            }
        }
        int exchanges = 0;
        for (ExchangeFigures each : figures.exchanges()) {
            exchanges += vhosts.contains(each.vhost()) ? 1 : 0;
        }
        int queues = 0;
        for (QueueFigures each : figures.queues()) {
            queues += vhosts.contains(each.vhost()) ? 1 : 0;
        }
        Map<String, Object> totals = new LinkedHashMap<>();
        totals.put("channels", channels);
        totals.put("exchanges", exchanges);
        totals.put("queues", queues);
        totals.put("connections", connections);
        return totals;
    }
}
