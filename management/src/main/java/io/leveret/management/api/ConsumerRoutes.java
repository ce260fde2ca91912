package io.leveret.management.api;

import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.BrokerPorts;
import io.leveret.management.admin.ConnectionsAdmin;
import io.leveret.management.admin.QueuesAdmin.ConsumerDetails;
import io.leveret.management.admin.QueuesAdmin.HeldTimes;
import io.leveret.management.admin.QueuesAdmin.QueueName;
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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Consumers. Who is no monitor sees those on its own channels. */
final class ConsumerRoutes implements RouteTable.Family {
    /** Leveret's own: how many milliseconds ago what is held longest was delivered; null if nothing is held. */
    static final String OLDEST_UNACKED = "x_oldest_unacked_ms";

    private final Ports ports;
    private final String node;

    ConsumerRoutes(Ports ports, String node) {
        this.ports = ports;
        this.node = node;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                new Route(Verb.GET, "/consumers", Audience.MANAGEMENT, "Consumers", this::listAll),
                new Route(
                        Verb.GET,
                        "/consumers/{vhost}",
                        Audience.MANAGEMENT,
                        "Consumers in a virtual host",
                        this::listVhost));
    }

    private Response listAll(Request request) throws ApiException, AdminException {
        BrokerPorts broker = ports.get();
        List<ConsumerDetails> all = new ArrayList<>();
        for (VhostDetails vhost : broker.vhosts().list()) {
            all.addAll(broker.queues().consumers(vhost.name()));
        }
        return answer(request, broker, all);
    }

    private Response listVhost(Request request) throws ApiException, AdminException {
        BrokerPorts broker = ports.get();
        return answer(request, broker, broker.queues().consumers(request.path("vhost")));
    }

    private Response answer(Request request, BrokerPorts broker, List<ConsumerDetails> all)
            throws ApiException, AdminException {
        List<ConsumerDetails> visible = all.stream()
                .filter(each -> Sight.sees(request, each.channel().user()))
                .toList();
        Map<QueueName, HeldTimes> held = new HashMap<>();
        return new Listing<ConsumerDetails>(ConsumerDetails::tag, each -> object(each, node, held))
                .whenShown(rows -> held.putAll(heldTimes(broker, rows)))
                .answer(request, visible);
    }

    /** How long messages of the queues of some consumers have been held. */
    static Map<QueueName, HeldTimes> heldTimes(BrokerPorts broker, List<ConsumerDetails> consumers)
            throws AdminException {
        return broker.queues()
                .heldTimes(consumers.stream().map(ConsumerRoutes::queueOf).collect(Collectors.toSet()));
    }

    private static QueueName queueOf(ConsumerDetails consumer) {
        return new QueueName(consumer.vhost(), consumer.queue());
    }

    /**
     * What is told of a consumer.
     *
     * @param node the name of the node that its channel is on
     * @param held how long messages have been held, of the queues of which that is known
     */
    static Map<String, Object> object(ConsumerDetails consumer, String node, Map<QueueName, HeldTimes> held) {
        Map<String, Object> channel = new LinkedHashMap<>();
        String connection = consumer.channel().connectionName();
        channel.put("connection_name", connection);
        channel.put(
                "name",
                ConnectionsAdmin.channelName(connection, consumer.channel().number()));
        channel.put("node", node);
        channel.put("number", consumer.channel().number());
        channel.put("peer_host", consumer.channel().client().host());
        channel.put("peer_port", consumer.channel().client().port());
        channel.put("user", consumer.channel().user());
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("consumer_tag", consumer.tag());
        object.put("ack_required", consumer.ackRequired());
        object.put("active", consumer.active());
        object.put("activity_status", consumer.activity());
        object.put("exclusive", consumer.exclusive());
        object.put("prefetch_count", consumer.prefetch());
        object.put("consumer_timeout", consumer.timeoutMs());
        object.put("arguments", JsonTables.object(consumer.arguments()));
        object.put("channel_details", channel);
        object.put("queue", Map.of("name", consumer.queue(), "vhost", consumer.vhost()));
        HeldTimes times = held.get(queueOf(consumer));
        object.put(OLDEST_UNACKED, times == null ? null : times.byConsumer().get(consumer.key()));
        return object;
    }
}
