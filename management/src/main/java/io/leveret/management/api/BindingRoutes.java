package io.leveret.management.api;

import io.leveret.codec.FieldTable;
import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.BrokerPorts;
import io.leveret.management.admin.ExchangesAdmin.BindingDetails;
import io.leveret.management.admin.ExchangesAdmin.BindingEnds;
import io.leveret.management.admin.MessagingAdmin.BindingWish;
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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Bindings: of virtual hosts, exchanges and queues, and one by one between two ends. */
final class BindingRoutes implements RouteTable.Family {
    private static final String BETWEEN = "/bindings/{vhost}/e/{source}/";
    private static final Listing<BindingDetails> LISTING = new Listing<>(BindingDetails::source, BindingRoutes::object);

    private final Ports ports;

    BindingRoutes(Ports ports) {
        this.ports = ports;
    }

    @Override
    public List<Route> routes() {
        List<Route> routes = new ArrayList<>(List.of(
                new Route(Verb.GET, "/bindings", Audience.MANAGEMENT, "Bindings", this::listAll),
                new Route(Verb.GET, "/bindings/{vhost}", Audience.VHOST, "Bindings in a virtual host", this::list),
                new Route(
                        Verb.GET,
                        "/exchanges/{vhost}/{exchange}/bindings/source",
                        Audience.VHOST,
                        "Bindings that lead from an exchange",
                        request -> list(request, new BindingEnds(request.exchange("exchange"), null, false))),
                new Route(
                        Verb.GET,
                        "/exchanges/{vhost}/{exchange}/bindings/destination",
                        Audience.VHOST,
                        "Bindings that lead to an exchange",
                        request -> list(request, new BindingEnds(null, request.exchange("exchange"), false))),
                new Route(
                        Verb.GET,
                        "/queues/{vhost}/{queue}/bindings",
                        Audience.VHOST,
                        "Bindings that lead to a queue",
                        request -> list(request, new BindingEnds(null, request.path("queue"), true)))));
        routes.addAll(between("q/{destination}", "a queue", true));
        routes.addAll(between("e/{destination}", "an exchange", false));
        return routes;
    }

    private List<Route> between(String destination, String what, boolean toQueue) {
        String path = BETWEEN + destination;
        String one = path + "/{props}";
        return List.of(
                new Route(
                        Verb.GET,
                        path,
                        Audience.VHOST,
                        "Bindings between an exchange and " + what,
                        request -> list(request, ends(request, toQueue))),
                new Route(Verb.POST, path, Audience.VHOST, "Bind " + what, request -> bind(request, toQueue)),
                new Route(
                        Verb.GET,
                        one,
                        Audience.VHOST,
                        "A binding of " + what,
                        request -> Response.json(Listing.columns(request, object(required(request, toQueue))))),
                new Route(Verb.DELETE, one, Audience.VHOST, "Unbind " + what, request -> unbind(request, toQueue)));
    }

    private static BindingEnds ends(Request request, boolean toQueue) {
        return new BindingEnds(request.exchange("source"), destination(request, toQueue), toQueue);
    }

    private static String destination(Request request, boolean toQueue) {
        return toQueue ? request.path("destination") : request.exchange("destination");
    }

    private Response listAll(Request request) throws ApiException, AdminException {
        BrokerPorts broker = ports.get();
        List<BindingDetails> all = new ArrayList<>();
        for (VhostDetails vhost : broker.vhosts().list()) {
            if (request.caller().mayEnter(vhost.name())) {
                all.addAll(broker.exchanges().bindings(vhost.name()));
            }
        }
        return LISTING.answer(request, all);
    }

    private Response list(Request request) throws ApiException, AdminException {
        return LISTING.answer(request, ports.get().exchanges().bindings(request.path("vhost")));
    }

    private Response list(Request request, BindingEnds ends) throws ApiException, AdminException {
        return LISTING.answer(request, ports.get().exchanges().bindings(request.path("vhost"), ends));
    }

    private static Map<String, Object> object(BindingDetails binding) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("source", binding.source());
        object.put("vhost", binding.vhost());
        object.put("destination", binding.destination());
        object.put("destination_type", binding.toQueue() ? "queue" : "exchange");
        object.put("routing_key", binding.routingKey());
        object.put("arguments", JsonTables.object(binding.arguments()));
        object.put("properties_key", PropertiesKey.of(binding.routingKey(), binding.arguments()));
        return object;
    }

    private BindingDetails required(Request request, boolean toQueue) throws ApiException, AdminException {
        String props = request.path("props");
        return ports.get().exchanges().bindings(request.path("vhost"), ends(request, toQueue)).stream()
                .filter(each ->
                        PropertiesKey.of(each.routingKey(), each.arguments()).equals(props))
                .findFirst()
                .orElseThrow(ApiException::notFound);
    }

    private Response bind(Request request, boolean toQueue) throws ApiException, AdminException {
        BrokerPorts broker = ports.get();
        Found.requireVhost(broker, request);
        Fields fields = request.fields();
        String key = Names.requireShort("routing_key", routingKey(fields));
        FieldTable arguments = JsonTables.table(fields.object("arguments"));
        String destination = destination(request, toQueue);
        BindingWish wish = new BindingWish(request.exchange("source"), destination, toQueue, key, arguments);
        return Acts.change(request, acting -> {
            broker.messaging().bind(acting, wish);
            String location = PropertiesKey.location(destination, PropertiesKey.of(key, arguments));
            return Response.empty(201).with("location", location);
        });
    }

    /** RabbitMQ takes a number for a routing key, too. */
    private static String routingKey(Fields fields) throws ApiException {
        Object key = fields.get("routing_key");
        return key instanceof Long number ? number.toString() : fields.text("routing_key", "");
    }

    private Response unbind(Request request, boolean toQueue) throws ApiException, AdminException {
        BindingDetails binding = required(request, toQueue);
        BindingWish wish = new BindingWish(
                binding.source(), binding.destination(), toQueue, binding.routingKey(), binding.arguments());
        return Acts.change(request, acting -> {
            ports.get().messaging().unbind(acting, wish);
            return Response.empty(204);
        });
    }
}
