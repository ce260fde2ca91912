package io.leveret.management.api;

import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.BrokerPorts;
import io.leveret.management.admin.ConnectionsAdmin.ConnectionDetails;
import io.leveret.management.admin.ConnectionsAdmin.Tls;
import io.leveret.management.api.MeasuredObjects.Measures;
import io.leveret.management.http.ApiException;
import io.leveret.management.http.Audience;
import io.leveret.management.http.Listing;
import io.leveret.management.http.Request;
import io.leveret.management.http.Response;
import io.leveret.management.http.Route;
import io.leveret.management.http.RouteTable;
import io.leveret.management.http.Verb;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Connections: listed, looked at, closed. Who is no monitor sees its own. */
final class ConnectionRoutes implements RouteTable.Family {
    private static final String ONE = "/connections/{connection}";
    private static final String OF_USER = "/connections/username/{user}";
    private static final String REASON_HEADER = "x-reason";
    private static final String REASON = "Closed via management plugin";

    private final Ports ports;
    private final String node;
    private final MeasuredObjects measured;

    ConnectionRoutes(Ports ports, String node, MeasuredObjects measured) {
        this.ports = ports;
        this.node = node;
        this.measured = measured;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                new Route(Verb.GET, "/connections", Audience.MANAGEMENT, "Open connections", this::listAll),
                new Route(
                        Verb.GET,
                        "/vhosts/{vhost}/connections",
                        Audience.VHOST,
                        "Open connections to a virtual host",
                        this::listOfVhost),
                new Route(Verb.GET, ONE, Audience.MANAGEMENT, "A connection", this::find),
                new Route(Verb.DELETE, ONE, Audience.MANAGEMENT, "Close a connection", this::close),
                new Route(Verb.GET, OF_USER, Audience.MANAGEMENT, "Open connections of a user", this::listOfUser),
                new Route(
                        Verb.DELETE, OF_USER, Audience.MANAGEMENT, "Close all connections of a user", this::closeAll));
    }

    /** What is open and may be seen. */
    private static List<ConnectionDetails> visible(Request request, BrokerPorts broker) throws AdminException {
        return broker.connections().connections().stream()
                .filter(each -> !each.session().vhost().isEmpty())
                .filter(each -> Sight.sees(request, each.session().user()))
                .toList();
    }

    private Response listAll(Request request) throws ApiException, AdminException {
        BrokerPorts broker = ports.get();
        return answer(request, broker, visible(request, broker));
    }

    private Response listOfVhost(Request request) throws ApiException, AdminException {
        BrokerPorts broker = ports.get();
        String vhost = request.path("vhost");
        if (!broker.vhosts().exists(vhost)) {
            throw ApiException.notFound();
        }
        List<ConnectionDetails> there = visible(request, broker).stream()
                .filter(each -> each.session().vhost().equals(vhost))
                .toList();
        return answer(request, broker, there);
    }

    private Response answer(Request request, BrokerPorts broker, List<ConnectionDetails> all)
            throws ApiException, AdminException {
        Measures measures = measured.of(broker, request);
        return new Listing<ConnectionDetails>(ConnectionDetails::name, each -> object(each, measures, null))
                .column("user", each -> each.session().user())
                .column("vhost", each -> each.session().vhost())
                .column("state", ConnectionDetails::state)
                .column("channels", ConnectionDetails::channels)
                .column("connected_at", ConnectionDetails::connectedAtMs)
                .column("recv_oct", each -> each.traffic().receivedBytes())
                .column("send_oct", each -> each.traffic().sentBytes())
                .column("send_pend", each -> each.traffic().waitingBytes())
                .answer(request, all);
    }

    private Response find(Request request) throws ApiException, AdminException {
        Map<String, Object> object = object(required(request, Sight::sees), measured.of(ports.get(), request), "");
        return Response.json(Listing.columns(request, object));
    }

    /** Whether a request may have to do with what is a user's. */
    @FunctionalInterface
    private interface Right {
        boolean allows(Request request, String user);
    }

    private ConnectionDetails required(Request request, Right right) throws ApiException, AdminException {
        ConnectionDetails found =
                ports.get().connections().connection(request.path("connection")).orElseThrow(ApiException::notFound);
        if (!right.allows(request, found.session().user())) {
            throw Sight.refusal();
        }
        return found;
    }

    private Response close(Request request) throws ApiException, AdminException {
        ConnectionDetails found = required(request, Sight::rules);
        ports.get().connections().close(found.id(), reason(request));
        return Response.empty(204);
    }

    private static String reason(Request request) {
        return request.header(REASON_HEADER).orElse(REASON);
    }

    private Response listOfUser(Request request) throws ApiException, AdminException {
        String user = request.path("user");
        if (!Sight.sees(request, user)) {
            throw Sight.refusal();
        }
        List<ConnectionDetails> theirs = visible(request, ports.get()).stream()
                .filter(each -> each.session().user().equals(user))
                .toList();
        return new Listing<>(ConnectionDetails::name, this::brief).answer(request, theirs);
    }

    private Map<String, Object> brief(ConnectionDetails connection) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("name", connection.name());
        object.put("vhost", connection.session().vhost());
        object.put("user", connection.session().user());
        object.put("node", node);
        return object;
    }

    private Response closeAll(Request request) throws ApiException, AdminException {
        String user = request.path("user");
        if (!Sight.rules(request, user)) {
            throw Sight.refusal();
        }
        ports.get().connections().closeAll(null, user, 0, reason(request));
        return Response.empty(204);
    }

    /** @param unknown what stands for what only TLS knows: RabbitMQ has null in lists, else an empty text */
    private Map<String, Object> object(ConnectionDetails connection, Measures measures, String unknown) {
        Map<String, Object> object = brief(connection);
        object.put("type", "network");
        object.put("protocol", "AMQP 0-9-1");
        object.put("state", connection.state());
        object.put("connected_at", connection.connectedAtMs());
        object.put("user_who_performed_action", connection.session().user());
        object.put("auth_mechanism", connection.session().mechanism());
        Map<String, Object> properties = JsonTables.object(connection.session().clientProperties());
        if (properties.containsKey("connection_name")) {
            object.put("user_provided_name", properties.get("connection_name"));
        }
        object.put("client_properties", properties);
        object.put("host", connection.server().host());
        object.put("port", connection.server().port());
        object.put("peer_host", connection.client().host());
        object.put("peer_port", connection.client().port());
        object.put("channels", connection.channels());
        object.put("channel_max", connection.agreement().channelMax());
        object.put("frame_max", connection.agreement().frameMax());
        object.put("timeout", connection.agreement().heartbeatSeconds());
        object.put("recv_oct", connection.traffic().receivedBytes());
        object.put("recv_cnt", connection.traffic().reads());
        object.put("send_oct", connection.traffic().sentBytes());
        object.put("send_cnt", connection.traffic().writes());
        object.put("send_pend", connection.traffic().waitingBytes());
        tls(object, connection.tls(), unknown);
        ErlangFields.process(object);
        measures.connection(connection, object);
        return object;
    }

    private static void tls(Map<String, Object> object, Tls tls, String unknown) {
        object.put("ssl", tls != null);
        object.put("ssl_protocol", tls == null ? unknown : tls.protocol());
        object.put("ssl_cipher", tls == null ? unknown : tls.cipher());
        object.put("ssl_key_exchange", tls == null ? unknown : tls.keyExchange());
        object.put("ssl_hash", tls == null ? unknown : tls.hash());
        object.put("peer_cert_subject", tls == null ? unknown : tls.subject());
        object.put("peer_cert_issuer", tls == null ? unknown : tls.issuer());
        object.put("peer_cert_validity", tls == null ? unknown : tls.validity());
    }
}
