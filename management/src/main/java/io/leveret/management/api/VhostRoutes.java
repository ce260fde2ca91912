package io.leveret.management.api;

import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.BrokerPorts;
import io.leveret.management.admin.NodeAdmin;
import io.leveret.management.admin.PermissionsAdmin.PermissionDetails;
import io.leveret.management.admin.VhostsAdmin.Metadata;
import io.leveret.management.admin.VhostsAdmin.VhostDetails;
import io.leveret.management.http.ApiException;
import io.leveret.management.http.Audience;
import io.leveret.management.http.Fields;
import io.leveret.management.http.Listing;
import io.leveret.management.http.Request;
import io.leveret.management.http.Response;
import io.leveret.management.http.Route;
import io.leveret.management.http.RouteTable;
import io.leveret.management.http.Verb;
import io.leveret.management.stats.Stats;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Virtual hosts. */
final class VhostRoutes implements RouteTable.Family {
    private final NodeAdmin node;
    private final Stats stats;

    VhostRoutes(NodeAdmin node, Stats stats) {
        this.node = node;
        this.stats = stats;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                new Route(
                        Verb.GET,
                        "/vhosts",
                        Audience.MANAGEMENT,
                        "The virtual hosts that the user may see",
                        this::list),
                new Route(Verb.GET, "/vhosts/{vhost}", Audience.ADMINISTRATOR, "A virtual host", this::get),
                new Route(
                        Verb.PUT,
                        "/vhosts/{vhost}",
                        Audience.ADMINISTRATOR,
                        "Adds a virtual host or has other things said of it",
                        this::put),
                new Route(
                        Verb.DELETE,
                        "/vhosts/{vhost}",
                        Audience.ADMINISTRATOR,
                        "Deletes a virtual host with all that is in it",
                        this::delete),
                new Route(
                        Verb.POST,
                        "/vhosts/{vhost}/start/{node}",
                        Audience.ADMINISTRATOR,
                        "Starts a virtual host; here they all run",
                        this::start),
                new Route(
                        Verb.POST,
                        "/vhosts/{vhost}/deletion/protection",
                        Audience.ADMINISTRATOR,
                        "Protects a virtual host from deletion",
                        request -> protect(request, true)),
                new Route(
                        Verb.DELETE,
                        "/vhosts/{vhost}/deletion/protection",
                        Audience.ADMINISTRATOR,
                        "Takes that protection away",
                        request -> protect(request, false)));
    }

    private Response list(Request request) throws ApiException, AdminException {
        BrokerPorts broker = RunningBroker.of(node);
        List<VhostDetails> visible = broker.vhosts().list().stream()
                .filter(each -> request.caller().isMonitor() || request.caller().mayEnter(each.name()))
                .toList();
        VhostNumbers numbers = VhostNumbers.of(stats, broker.figures(), request);
        return new Listing<VhostDetails>(VhostDetails::name, each -> object(each, numbers)).answer(request, visible);
    }

    private Response get(Request request) throws ApiException, AdminException {
        BrokerPorts broker = RunningBroker.of(node);
        VhostDetails vhost = RunningBroker.vhost(broker, request.path("vhost"));
        Map<String, Object> object = object(vhost, VhostNumbers.of(stats, broker.figures(), request));
        return Response.json(Listing.columns(request, object));
    }

    /** @param numbers null if none are wanted */
    private Map<String, Object> object(VhostDetails vhost, VhostNumbers numbers) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("description", vhost.description());
        metadata.put("tags", vhost.tags());
        metadata.put("default_queue_type", vhost.defaultQueueType());
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("name", vhost.name());
        object.put("description", vhost.description());
        object.put("tags", vhost.tags());
        object.put("default_queue_type", vhost.defaultQueueType());
        object.put("metadata", metadata);
        object.put("tracing", vhost.tracing());
        object.put("protected_from_deletion", vhost.protectedFromDeletion());
        object.put("cluster_state", Map.of(node.name(), "running"));
        if (numbers != null) {
            numbers.put(object, vhost.name());
        }
        return object;
    }

    /** Description and tags that are not given are none, also of one that had some; the rest stays, as in RabbitMQ. */
    private Response put(Request request) throws ApiException, AdminException {
        String name = request.path("vhost");
        Fields fields = request.fields();
        String type = fields.text("default_queue_type", fields.text("defaultqueuetype", null));
        Boolean isProtected =
                fields.has("protected_from_deletion") ? (Boolean) fields.flag("protected_from_deletion", false) : null;
        Boolean tracing = fields.has("tracing") ? (Boolean) fields.flag("tracing", false) : null;
        Metadata metadata = new Metadata(
                fields.text("description", ""), TextList.of("tags", fields.get("tags")), type, isProtected);
        BrokerPorts broker = RunningBroker.of(node);
        boolean isNew = !broker.vhosts().exists(name);
        if (isNew) {
            broker.vhosts().add(name, metadata);
            admitMaker(broker, request, name);
        } else {
            broker.vhosts().update(name, metadata);
        }
        if (tracing != null) {
            broker.vhosts().trace(name, tracing);
        }
        return Response.empty(isNew ? 201 : 204);
    }

    /** Who makes a virtual host may do everything in it, as in RabbitMQ; else nobody could go on by requests alone. */
    private static void admitMaker(BrokerPorts broker, Request request, String vhost) throws AdminException {
        if (request.caller().isInternal() && !request.caller().isOperator()) {
            String maker = request.caller().name();
            try {
                broker.permissions().set(new PermissionDetails(maker, vhost, ".*", ".*", ".*"));
            } catch (AdminException e) {
                if (e.kind() != AdminException.Kind.NO_SUCH_USER) { // deleted while the request was served
                    throw e;
                }
            }
        }
    }

    private Response delete(Request request) throws AdminException {
        RunningBroker.of(node).vhosts().delete(request.path("vhost"));
        return Response.empty(204);
    }

    private Response start(Request request) throws ApiException, AdminException {
        String where = request.path("node");
        if (!where.equals(node.name())) {
            throw ApiException.badRequest("Request to node " + where + " failed with nodedown");
        }
        RunningBroker.vhost(RunningBroker.of(node), request.path("vhost"));
        return Response.empty(204);
    }

    private Response protect(Request request, boolean isProtected) throws AdminException {
        Metadata metadata = new Metadata(null, null, null, isProtected);
        RunningBroker.of(node).vhosts().update(request.path("vhost"), metadata);
        return Response.empty(204);
    }
}
