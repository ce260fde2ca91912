package io.leveret.management.api;

import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.BrokerPorts;
import io.leveret.management.admin.NodeAdmin;
import io.leveret.management.admin.VhostsAdmin.VhostDetails;
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
    private static final String RABBIT = "rabbit";

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

    /** By name, with the phase of 4.0.5; the description, which 4.0.5 leaves empty, is what is true here. */
    private record Deprecated(String name, String phase, String description, String document, String providedBy) {
        Map<String, Object> fields() {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("name", name);
            fields.put("desc", description);
            fields.put("deprecation_phase", phase);
            fields.put("doc_url", document);
            fields.put("provided_by", providedBy);
            return fields;
        }
    }

    private static final String PERMITTED = "permitted_by_default";
    private static final String ANNOUNCED = "https://blog.rabbitmq.com/posts/2021/08/4.0-deprecation-announcements/#";

    private static final Deprecated TRANSIENT_QUEUES = new Deprecated(
            "transient_nonexcl_queues",
            PERMITTED,
            "Queues that are neither durable nor exclusive: offered",
            ANNOUNCED + "removal-of-transient-non-exclusive-queues",
            RABBIT);

    private static final List<Deprecated> DEPRECATED = List.of(
            new Deprecated(
                    "amqp_address_v1",
                    PERMITTED,
                    "Addresses of AMQP 1.0, version 1: not here, since AMQP 1.0 is not",
                    "https://www.rabbitmq.com/docs/next/amqp#address",
                    RABBIT),
            new Deprecated(
                    "classic_queue_mirroring",
                    "removed",
                    "Mirrored queues: not here",
                    ANNOUNCED + "removal-of-classic-queue-mirroring",
                    RABBIT),
            new Deprecated(
                    "global_qos",
                    PERMITTED,
                    "A prefetch for all consumers of a channel together: offered",
                    ANNOUNCED + "removal-of-global-qos",
                    RABBIT),
            new Deprecated(
                    "management_metrics_collection",
                    PERMITTED,
                    "Rates and history in the HTTP API: offered",
                    ANNOUNCED + "disable-metrics-delivery-via-the-management-api--ui",
                    "rabbitmq_management_agent"),
            new Deprecated(
                    "queue_master_locator",
                    PERMITTED,
                    "Where a queue is to live, in arguments and policies: accepted without effect",
                    "",
                    RABBIT),
            new Deprecated(
                    "ram_node_type",
                    PERMITTED,
                    "Nodes that keep definitions in memory alone: not here",
                    ANNOUNCED + "removal-of-ram-nodes",
                    RABBIT),
            TRANSIENT_QUEUES);

    private final NodeAdmin node;

    /** @param node whose broker may come and go */
    FeatureRoutes(NodeAdmin node) {
        this.node = node;
    }

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
                        "Those that are known to be in use: queues that are neither durable nor exclusive",
                        this::used));
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
            flag.put("provided_by", RABBIT);
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
        return Listing.rows(request, DEPRECATED.stream().map(Deprecated::fields).toList());
    }

    /** As 4.0.5, which looks for queues and for nothing else of what is permitted. */
    private Response used(Request request) throws AdminException {
        BrokerPorts broker = node.broker().orElse(null);
        if (broker != null) {
            for (VhostDetails vhost : broker.vhosts().list()) {
                if (hasTransientQueues(broker, vhost.name())) {
                    return Response.json(List.of(TRANSIENT_QUEUES.fields()));
                }
            }
        }
        return Response.json(List.of());
    }

    private static boolean hasTransientQueues(BrokerPorts broker, String vhost) throws AdminException {
        try {
            return broker.queues().list(vhost).stream().anyMatch(each -> !each.durable() && !each.exclusive());
        } catch (AdminException e) {
            if (e.kind() == AdminException.Kind.NOT_FOUND) {
                return false; // deleted meanwhile
            }
            throw e;
        }
    }
}
