package io.leveret.management.api;

import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.BrokerPorts;
import io.leveret.management.admin.ConnectionsAdmin.ConnectionDetails;
import io.leveret.management.admin.ConnectionsAdmin.Peer;
import io.leveret.management.admin.ConnectionsAdmin.Tls;
import io.leveret.management.admin.FiguresAdmin.ConnectionFigures;
import io.leveret.management.api.MeasuredObjects.Measures;
import io.leveret.management.http.ApiException;
import io.leveret.management.http.Audience;
import io.leveret.management.http.Listing;
import io.leveret.management.http.Request;
import io.leveret.management.http.Response;
import io.leveret.management.http.Route;
import io.leveret.management.http.RouteTable;
import io.leveret.management.http.Verb;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Connections: listed, looked at, closed. Who is no monitor sees its own. Lists are made of figures, which are read
 * beside the shards; only the connections of a page are asked of theirs. Where a list is not paged, or sorted by what
 * is no figure (what was agreed on with the client, TLS, what the client says of itself), all are asked.
 */
final class ConnectionRoutes implements RouteTable.Family {
    private static final String ONE = "/connections/{connection}";
    private static final String OF_USER = "/connections/username/{user}";
    private static final String NETWORK = "network";
    private static final String PROTOCOL = "AMQP 0-9-1";
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
    private static List<ConnectionFigures> visible(Request request, BrokerPorts broker) {
        List<ConnectionFigures> visible = new ArrayList<>();
        for (ConnectionFigures each : broker.figures().connections()) {
            if (!each.vhost().isEmpty() && Sight.sees(request, each.user())) {
                visible.add(each);
            }
        }
        return visible;
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
        List<ConnectionFigures> there = visible(request, broker).stream()
                .filter(each -> each.vhost().equals(vhost))
                .toList();
        return answer(request, broker, there);
    }

    private Response answer(Request request, BrokerPorts broker, List<ConnectionFigures> all)
            throws ApiException, AdminException {
        Measures measures = measured.of(broker, request);
        Map<Object, ConnectionDetails> described = new HashMap<>();
        return new Listing<ConnectionFigures>(
                        ConnectionFigures::name, each -> listed(each, described.get(each.key()), measures))
                .inOrder(Comparator.comparingLong(ConnectionFigures::number))
                .describedBy(rows -> describe(broker, rows, described))
                .column("node", each -> node)
                .column("type", each -> NETWORK)
                .column("protocol", each -> PROTOCOL)
                .column("user", ConnectionFigures::user)
                .column("user_who_performed_action", ConnectionFigures::user)
                .column("vhost", ConnectionFigures::vhost)
                .column("state", ConnectionFigures::state)
                .column("channels", ConnectionFigures::channels)
                .column("connected_at", ConnectionFigures::connectedAtMs)
                .column("host", each -> Peer.server(each.name()).host())
                .column("port", each -> Peer.server(each.name()).port())
                .column("peer_host", each -> Peer.client(each.name()).host())
                .column("peer_port", each -> Peer.client(each.name()).port())
                .column("recv_oct", ConnectionFigures::receivedBytes)
                .column("recv_oct_details.rate", measures::receivedRate)
                .column("recv_cnt", ConnectionFigures::reads)
                .column("send_oct", ConnectionFigures::sentBytes)
                .column("send_oct_details.rate", measures::sentRate)
                .column("send_cnt", ConnectionFigures::writes)
                .column("send_pend", ConnectionFigures::waitingBytes)
                .column("reductions", each -> 0)
                .answer(request, all);
    }

    /** Asks the shards of some connections, unless they were asked for this answer before. */
    private static void describe(
            BrokerPorts broker, List<ConnectionFigures> rows, Map<Object, ConnectionDetails> described)
            throws AdminException {
        List<Object> unknown = rows.stream()
                .map(ConnectionFigures::key)
                .filter(key -> !described.containsKey(key))
                .toList();
        if (!unknown.isEmpty()) {
            described.putAll(broker.connections().connections(unknown));
        }
    }

    /** @param details null if it has gone since it was listed */
    private Map<String, Object> listed(ConnectionFigures connection, ConnectionDetails details, Measures measures) {
        if (details != null) {
            return object(connection, details, measures, null);
        }
        Map<String, Object> object = brief(connection);
        object.put("state", "closed");
        return object;
    }

    private Response find(Request request) throws ApiException, AdminException {
        BrokerPorts broker = ports.get();
        ConnectionFigures found = required(request, broker, Sight::sees);
        ConnectionDetails details =
                broker.connections().connections(List.of(found.key())).get(found.key());
        if (details == null) {
            throw ApiException.notFound();
        }
        return Response.json(Listing.columns(request, object(found, details, measured.of(broker, request), "")));
    }

    /** Whether a request may have to do with what is a user's. */
    @FunctionalInterface
    interface Right {
        boolean allows(Request request, String user);
    }

    /** The connection that the path names, if there is one, and the request may have to do with it. */
    static ConnectionFigures required(Request request, BrokerPorts broker, Right right) throws ApiException {
        String name = request.path("connection");
        for (ConnectionFigures each : broker.figures().connections()) {
            if (each.name().equals(name)) {
                if (!right.allows(request, each.user())) {
                    throw Sight.refusal();
                }
                return each;
            }
        }
        throw ApiException.notFound();
    }

    private Response close(Request request) throws ApiException, AdminException {
        BrokerPorts broker = ports.get();
        broker.connections().close(required(request, broker, Sight::rules).id(), reason(request));
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
        List<ConnectionFigures> theirs = visible(request, ports.get()).stream()
                .filter(each -> each.user().equals(user))
                .toList();
        return new Listing<>(ConnectionFigures::name, this::brief)
                .inOrder(Comparator.comparingLong(ConnectionFigures::number))
                .answer(request, theirs);
    }

    private Map<String, Object> brief(ConnectionFigures connection) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("name", connection.name());
        object.put("vhost", connection.vhost());
        object.put("user", connection.user());
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
    private Map<String, Object> object(
            ConnectionFigures figures, ConnectionDetails connection, Measures measures, String unknown) {
        Map<String, Object> object = brief(figures);
        object.put("type", NETWORK);
        object.put("protocol", PROTOCOL);
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
        measures.connection(figures, object);
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
