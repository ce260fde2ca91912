package io.leveret.management.api;

import io.leveret.codec.FieldTable;
import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.BrokerPorts;
import io.leveret.management.admin.ExchangesAdmin.ExchangeDetails;
import io.leveret.management.admin.MessagingAdmin.ExchangeWish;
import io.leveret.management.admin.VhostsAdmin.VhostDetails;
import io.leveret.management.api.MeasuredObjects.Measures;
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
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Exchanges: listed, declared, deleted. */
final class ExchangeRoutes implements RouteTable.Family {
    private static final String ALL = "/exchanges";
    private static final String OF_VHOST = "/exchanges/{vhost}";
    private static final String ONE = "/exchanges/{vhost}/{exchange}";
    private static final String DEFAULT_TYPE = "direct";

    private final Ports ports;
    private final String node;
    private final MeasuredObjects measured;

    ExchangeRoutes(Ports ports, String node, MeasuredObjects measured) {
        this.ports = ports;
        this.node = node;
        this.measured = measured;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                new Route(Verb.GET, ALL, Audience.MANAGEMENT, "Exchanges", this::listAll),
                new Route(Verb.GET, OF_VHOST, Audience.VHOST, "Exchanges of a virtual host", this::list),
                new Route(Verb.GET, ONE, Audience.VHOST, "An exchange", this::find),
                new Route(Verb.PUT, ONE, Audience.VHOST, "Declare an exchange", this::declare),
                new Route(Verb.DELETE, ONE, Audience.VHOST, "Delete an exchange", this::delete));
    }

    private Response listAll(Request request) throws ApiException, AdminException {
        BrokerPorts broker = ports.get();
        List<ExchangeDetails> all = new ArrayList<>();
        for (VhostDetails vhost : broker.vhosts().list()) {
            if (request.caller().mayEnter(vhost.name())) {
                all.addAll(broker.exchanges().list(vhost.name()));
            }
        }
        return answer(request, broker, all);
    }

    private Response list(Request request) throws ApiException, AdminException {
        BrokerPorts broker = ports.get();
        return answer(request, broker, broker.exchanges().list(request.path("vhost")));
    }

    private Response answer(Request request, BrokerPorts broker, List<ExchangeDetails> all)
            throws ApiException, AdminException {
        Measures measures = measured.of(broker, request);
        List<ExchangeDetails> inOrder = new ArrayList<>(all);
        inOrder.sort(Comparator.comparing(ExchangeDetails::vhost).thenComparing(ExchangeDetails::name));
        return new Listing<ExchangeDetails>(ExchangeDetails::name, each -> object(each, measures))
                .column("vhost", ExchangeDetails::vhost)
                .column("type", ExchangeDetails::type)
                .column("policy", ExchangeDetails::policy)
                .answer(request, inOrder);
    }

    private Response find(Request request) throws ApiException, AdminException {
        ExchangeDetails exchange = required(request);
        Measures measures = measured.of(ports.get(), request);
        Map<String, Object> object = object(exchange, measures);
        measures.exchangePairs(exchange, object);
        return Response.json(Listing.columns(request, object));
    }

    private ExchangeDetails required(Request request) throws ApiException, AdminException {
        return ports.get()
                .exchanges()
                .find(request.path("vhost"), request.exchange("exchange"))
                .orElseThrow(ApiException::notFound);
    }

    private Map<String, Object> object(ExchangeDetails exchange, Measures measures) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("name", exchange.name());
        object.put("vhost", exchange.vhost());
        object.put("type", exchange.type());
        object.put("durable", exchange.durable());
        object.put("auto_delete", exchange.autoDelete());
        object.put("internal", exchange.internal());
        object.put("arguments", JsonTables.object(exchange.arguments()));
        if (!exchange.policy().isEmpty()) {
            object.put("policy", exchange.policy());
        }
        object.put("user_who_performed_action", exchange.declaredBy());
        measures.exchange(exchange, object);
        return object;
    }

    private Response declare(Request request) throws ApiException, AdminException {
        BrokerPorts broker = ports.get();
        String name = Names.requireShort("exchange", request.exchange("exchange"));
        Found.requireVhost(broker, request);
        boolean isNew = broker.exchanges().find(request.path("vhost"), name).isEmpty();
        Fields fields = request.fields();
        FieldTable arguments = JsonTables.table(fields.object("arguments"));
        Bodies.requireNode(fields, node);
        ExchangeWish wish = new ExchangeWish(
                name,
                fields.text("type", DEFAULT_TYPE),
                fields.flag("durable", false),
                fields.flag("auto_delete", false),
                fields.flag("internal", false),
                arguments);
        Acts.change(request, acting -> {
            broker.messaging().declare(acting, wish);
            return null;
        });
        return Response.empty(isNew ? 201 : 204);
    }

    private Response delete(Request request) throws ApiException, AdminException {
        String name = required(request).name();
        boolean ifUnused = request.flag("if-unused");
        return Acts.change(request, acting -> {
            ports.get().messaging().deleteExchange(acting, name, ifUnused);
            return Response.empty(204);
        });
    }
}
