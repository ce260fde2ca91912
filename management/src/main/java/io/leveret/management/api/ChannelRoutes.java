package io.leveret.management.api;

import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.BrokerPorts;
import io.leveret.management.admin.ConnectionsAdmin.ChannelDetails;
import io.leveret.management.admin.ConnectionsAdmin.ConnectionDetails;
import io.leveret.management.admin.QueuesAdmin.ConsumerDetails;
import io.leveret.management.admin.QueuesAdmin.HeldTimes;
import io.leveret.management.admin.QueuesAdmin.QueueName;
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

/** Channels, with who consumes on them. Who is no monitor sees its own. */
final class ChannelRoutes implements RouteTable.Family {
    private final Ports ports;
    private final String node;
    private final MeasuredObjects measured;

    ChannelRoutes(Ports ports, String node, MeasuredObjects measured) {
        this.ports = ports;
        this.node = node;
        this.measured = measured;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                new Route(Verb.GET, "/channels", Audience.MANAGEMENT, "Open channels", this::listAll),
                new Route(
                        Verb.GET,
                        "/vhosts/{vhost}/channels",
                        Audience.VHOST,
                        "Open channels to a virtual host",
                        this::listOfVhost),
                new Route(
                        Verb.GET,
                        "/connections/{connection}/channels",
                        Audience.MANAGEMENT,
                        "The channels of a connection",
                        this::listOfConnection),
                new Route(Verb.GET, "/channels/{channel}", Audience.MANAGEMENT, "A channel", this::find));
    }

    private Response listAll(Request request) throws ApiException, AdminException {
        BrokerPorts broker = ports.get();
        return answer(request, broker, broker.connections().channels());
    }

    private Response listOfVhost(Request request) throws ApiException, AdminException {
        BrokerPorts broker = ports.get();
        String vhost = request.path("vhost");
        if (!broker.vhosts().exists(vhost)) {
            throw ApiException.notFound();
        }
        return answer(
                request,
                broker,
                broker.connections().channels().stream()
                        .filter(each -> each.vhost().equals(vhost))
                        .toList());
    }

    private Response listOfConnection(Request request) throws ApiException, AdminException {
        BrokerPorts broker = ports.get();
        ConnectionDetails connection =
                broker.connections().connection(request.path("connection")).orElseThrow(ApiException::notFound);
        if (!Sight.sees(request, connection.session().user())) {
            throw Sight.refusal();
        }
        return answer(request, broker, broker.connections().channels(connection.name()));
    }

    private Response answer(Request request, BrokerPorts broker, List<ChannelDetails> all)
            throws ApiException, AdminException {
        Measures measures = measured.of(broker, request);
        List<ChannelDetails> visible =
                all.stream().filter(each -> Sight.sees(request, each.user())).toList();
        return new Listing<ChannelDetails>(ChannelDetails::name, each -> object(each, measures))
                .column("user", ChannelDetails::user)
                .column("vhost", ChannelDetails::vhost)
                .column("number", ChannelDetails::number)
                .column("prefetch_count", ChannelDetails::prefetch)
                .column("consumer_count", ChannelDetails::consumers)
                .column("messages_unacknowledged", ChannelDetails::unacked)
                .column("messages_unconfirmed", ChannelDetails::unconfirmed)
                .column("messages_uncommitted", ChannelDetails::uncommittedMessages)
                .column("acks_uncommitted", ChannelDetails::uncommittedAcks)
                .answer(request, visible);
    }

    private Response find(Request request) throws ApiException, AdminException {
        BrokerPorts broker = ports.get();
        String name = request.path("channel");
        int number = name.lastIndexOf(" (");
        String connection = number < 0 ? name : name.substring(0, number);
        ChannelDetails channel = broker.connections().channels(connection).stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(ApiException::notFound);
        if (!Sight.sees(request, channel.user())) {
            throw Sight.refusal();
        }
        List<ConsumerDetails> consumers = broker.queues().consumersOf(connection).stream()
                .filter(each -> each.channel().number() == channel.number())
                .toList();
        Measures measures = measured.of(broker, request);
        Map<String, Object> object = object(channel, measures);
        Map<QueueName, HeldTimes> held = ConsumerRoutes.heldTimes(broker, consumers);
        object.put(
                "consumer_details",
                consumers.stream()
                        .map(each -> ConsumerRoutes.object(each, node, held))
                        .toList());
        measures.channelPairs(channel, object);
        return Response.json(Listing.columns(request, object));
    }

    private Map<String, Object> object(ChannelDetails channel, Measures measures) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("name", channel.name());
        object.put("number", channel.number());
        object.put("node", node);
        object.put("vhost", channel.vhost());
        object.put("user", channel.user());
        object.put("user_who_performed_action", channel.user());
        object.put("state", "running");
        object.put("confirm", channel.confirm());
        object.put("transactional", channel.transactional());
        object.put("prefetch_count", channel.prefetch());
        object.put("global_prefetch_count", channel.globalPrefetch());
        object.put("consumer_count", channel.consumers());
        object.put("messages_unacknowledged", channel.unacked());
        object.put("messages_unconfirmed", channel.unconfirmed());
        object.put("messages_uncommitted", channel.uncommittedMessages());
        object.put("acks_uncommitted", channel.uncommittedAcks());
        object.put("pending_raft_commands", 0);
        Map<String, Object> connection = new LinkedHashMap<>();
        connection.put("name", channel.connectionName());
        connection.put("peer_host", channel.client().host());
        connection.put("peer_port", channel.client().port());
        object.put("connection_details", connection);
        ErlangFields.process(object);
        measures.channel(channel, object);
        return object;
    }
}
