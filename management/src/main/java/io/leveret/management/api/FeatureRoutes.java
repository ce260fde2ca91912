package io.leveret.management.api;

import io.leveret.management.http.ApiException;
import io.leveret.management.http.Audience;
import io.leveret.management.http.Listing;
import io.leveret.management.http.Request;
import io.leveret.management.http.Response;
import io.leveret.management.http.Route;
import io.leveret.management.http.RouteTable;
import io.leveret.management.http.Verb;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Feature flags and deprecated features by the names of RabbitMQ 4.0.5, since clients ask for them before they use what
 * stands behind. What is here is enabled and cannot be switched off; what is not here cannot be enabled.
 */
final class FeatureRoutes implements RouteTable.Family {
    private static final String ENABLED = "enabled";
    private static final String REQUIRED = "required";
    private static final String STABLE = "stable";

    /** As long as there are no streams, and the definitions are kept in one way. */
    private static final String UNAVAILABLE = "unavailable";

    private record Flag(String name, String state, String stability, String description) {}

    private static final List<Flag> FLAGS = List.of(
            new Flag("classic_mirrored_queue_version", ENABLED, REQUIRED, "Versions of mirrored queues"),
            new Flag("classic_queue_type_delivery_support", ENABLED, REQUIRED, "Deliveries between versions"),
            new Flag("detailed_queues_endpoint", ENABLED, STABLE, "/api/queues/detailed"),
            new Flag("direct_exchange_routing_v2", ENABLED, REQUIRED, "Indexed routing of direct exchanges"),
            new Flag("drop_unroutable_metric", ENABLED, REQUIRED, "Unroutable messages that are dropped are counted"),
            new Flag("empty_basic_get_metric", ENABLED, REQUIRED, "basic.get of empty queues is counted"),
            new Flag("feature_flags_v2", ENABLED, REQUIRED, "Feature flags"),
            new Flag("implicit_default_bindings", ENABLED, REQUIRED, "Bindings of the default exchange are implied"),
            new Flag("khepri_db", UNAVAILABLE, "experimental", "Another store of definitions"),
            new Flag("listener_records_in_ets", ENABLED, REQUIRED, "Listeners are in memory"),
            new Flag("maintenance_mode_status", ENABLED, REQUIRED, "Maintenance mode"),
            new Flag("message_containers", ENABLED, REQUIRED, "Messages whatever their protocol"),
            new Flag("message_containers_deaths_v2", ENABLED, STABLE, "Cycles of dead letters are found"),
            new Flag("quorum_queue", ENABLED, REQUIRED, "Queues of type quorum"),
            new Flag("quorum_queue_non_voters", ENABLED, STABLE, "New members of queues vote when they have caught up"),
            new Flag("rabbit_exchange_type_local_random", ENABLED, STABLE, "Exchanges of type x-local-random"),
            new Flag("rabbitmq_4.0.0", ENABLED, STABLE, "What came with RabbitMQ 4.0"),
            new Flag("restart_streams", UNAVAILABLE, REQUIRED, "Streams"),
            new Flag("stream_filtering", UNAVAILABLE, REQUIRED, "Streams"),
            new Flag("stream_queue", UNAVAILABLE, REQUIRED, "Streams"),
            new Flag("stream_sac_coordinator_unblock_group", UNAVAILABLE, REQUIRED, "Streams"),
            new Flag("stream_single_active_consumer", UNAVAILABLE, REQUIRED, "Streams"),
            new Flag("stream_update_config_command", UNAVAILABLE, REQUIRED, "Streams"),
            new Flag("tracking_records_in_ets", ENABLED, REQUIRED, "Connections are known by users"),
            new Flag("user_limits", ENABLED, REQUIRED, "Limits of users"),
            new Flag("virtual_host_metadata", ENABLED, REQUIRED, "Descriptions and tags of virtual hosts"));

    private static final List<String> DEPRECATED =
            List.of("queue_master_locator", "management_metrics_collection", "global_qos", "ram_node_type");

    @Override
    public List<Route> routes() {
        return List.of(
                new Route(Verb.GET, "/feature-flags", Audience.MANAGEMENT, "Feature flags", FeatureRoutes::flags),
                new Route(
                        Verb.PUT,
                        "/feature-flags/{name}/enable",
                        Audience.ADMINISTRATOR,
                        "Enables a feature flag",
                        FeatureRoutes::enable),
                new Route(
                        Verb.GET,
                        "/deprecated-features",
                        Audience.MANAGEMENT,
                        "Features that RabbitMQ will drop",
                        FeatureRoutes::deprecated),
                new Route(
                        Verb.GET,
                        "/deprecated-features/used",
                        Audience.MANAGEMENT,
                        "Those that are known to be in use: none is looked for",
                        request -> Response.json(List.of())));
    }

    private static Response flags(Request request) {
        List<Map<String, Object>> flags = new ArrayList<>();
        for (Flag each : FLAGS) {
            Map<String, Object> flag = new LinkedHashMap<>();
            flag.put("name", each.name);
            flag.put("desc", each.description);
            flag.put("doc_url", "");
            flag.put("state", each.state);
            flag.put("stability", each.stability);
            flag.put("provided_by", "rabbit");
            flags.add(flag);
        }
        return Listing.rows(request, flags);
    }

    private static Response enable(Request request) throws ApiException {
        for (Flag each : FLAGS) {
            if (each.name.equals(request.path("name")) && each.state.equals(ENABLED)) {
                return Response.empty(204);
            }
        }
        throw ApiException.badRequest("unsupported");
    }

    private static Response deprecated(Request request) {
        List<Map<String, Object>> features = new ArrayList<>();
        for (String name : DEPRECATED) {
            Map<String, Object> feature = new LinkedHashMap<>();
            feature.put("name", name);
            feature.put("desc", "");
            feature.put("deprecation_phase", "permitted_by_default");
            feature.put("doc_url", "");
            feature.put("provided_by", "rabbit");
            features.add(feature);
        }
        return Listing.rows(request, features);
    }
}
