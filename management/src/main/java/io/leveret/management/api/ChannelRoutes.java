package io.leveret.management.api;

import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.BrokerPorts;
import io.leveret.management.admin.ConnectionsAdmin;
import io.leveret.management.admin.FiguresAdmin.ChannelFigures;
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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Channels, with who consumes on them. Who is no monitor sees its own. Lists are made of figures, which are read beside
 * the shards: none is asked. For one channel its connection is asked who consumes there.
 */
final class ChannelRoutes implements RouteTable.Family {
    private static final Comparator<ChannelFigures> ORDER =
            Comparator.comparingLong(ChannelFigures::connectionNumber).thenComparingInt(ChannelFigures::number);

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
        return answer(request, ports.get(), channel -> true);
    }

    private Response listOfVhost(Request request) throws ApiException, AdminException {
        BrokerPorts broker = ports.get();
        String vhost = request.path("vhost");
        if (!broker.vhosts().exists(vhost)) {
            throw ApiException.notFound();
        }
        return answer(request, broker, channel -> channel.vhost().equals(vhost));
    }

    private Response listOfConnection(Request request) throws ApiException, AdminException {
        BrokerPorts broker = ports.get();
        long connection =
                ConnectionRoutes.required(request, broker, Sight::sees).number();
        return answer(request, broker, channel -> channel.connectionNumber() == connection);
    }

    private Response answer(Request request, BrokerPorts broker, Predicate<ChannelFigures> wanted)
            throws ApiException, AdminException {
        Measures measures = measured.of(broker, request);
        List<ChannelFigures> visible = new ArrayList<>();
        for (ChannelFigures each : broker.figures().channels()) {
            if (wanted.test(each) && Sight.sees(request, each.user())) {
                visible.add(each);
            }
        }
        return new Listing<ChannelFigures>(ChannelRoutes::name, each -> object(each, measures))
                .inOrder(ORDER)
                .column("user", ChannelFigures::user)
                .column("vhost", ChannelFigures::vhost)
                .column("number", ChannelFigures::number)
                .column("prefetch_count", ChannelFigures::prefetch)
                .column("consumer_count", ChannelFigures::consumers)
                .column("messages_unacknowledged", ChannelFigures::unacked)
                .column("messages_unconfirmed", ChannelFigures::unconfirmed)
                .column("messages_uncommitted", ChannelFigures::uncommittedMessages)
                .column("acks_uncommitted", ChannelFigures::uncommittedAcks)
                .answer(request, visible);
    }

    private static String name(ChannelFigures channel) {
        return ConnectionsAdmin.channelName(channel.connectionName(), channel.number());
    }

    private static ChannelFigures required(Request request, BrokerPorts broker) throws ApiException {
        String name = request.path("channel");
        for (ChannelFigures each : broker.figures().channels()) {
            if (name.startsWith(each.connectionName()) && name(each).equals(name)) {
                if (!Sight.sees(request, each.user())) {
                    throw Sight.refusal();
                }
                return each;
            }
        }
        throw ApiException.notFound();
    }

    private Response find(Request request) throws ApiException, AdminException {
        BrokerPorts broker = ports.get();
        ChannelFigures channel = required(request, broker);
        List<ConsumerDetails> consumers = broker.queues().consumersOf(channel.connectionName()).stream()
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

    private Map<String, Object> object(ChannelFigures channel, Measures measures) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("name", name(channel));
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
        ClientAddress.put(connection, channel.connectionName());
        object.put("connection_details", connection);
        ErlangFields.process(object);
        measures.channel(channel, object);
        return object;
    }
}
