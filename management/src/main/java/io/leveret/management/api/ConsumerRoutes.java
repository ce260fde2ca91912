package io.leveret.management.api;

import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.BrokerPorts;
import io.leveret.management.admin.QueuesAdmin.ConsumerDetails;
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

/** Consumers. Who is no monitor sees those on its own channels. */
final class ConsumerRoutes implements RouteTable.Family {
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
                        request -> answer(request, ports.get().queues().consumers(request.path("vhost")))));
    }

    private Response listAll(Request request) throws ApiException, AdminException {
        BrokerPorts broker = ports.get();
        List<ConsumerDetails> all = new ArrayList<>();
        for (VhostDetails vhost : broker.vhosts().list()) {
            all.addAll(broker.queues().consumers(vhost.name()));
        }
        return answer(request, all);
    }

    private Response answer(Request request, List<ConsumerDetails> all) throws ApiException {
        List<ConsumerDetails> visible = all.stream()
                .filter(each -> Sight.sees(request, each.channel().user()))
                .toList();
        return new Listing<ConsumerDetails>(ConsumerDetails::tag, each -> object(each, node)).answer(request, visible);
    }

    /**
     * What is told of a consumer.
     *
     * @param node the name of the node that its channel is on
     */
    static Map<String, Object> object(ConsumerDetails consumer, String node) {
        Map<String, Object> channel = new LinkedHashMap<>();
        String connection = consumer.channel().connectionName();
        channel.put("connection_name", connection);
        channel.put("name", connection + " (" + consumer.channel().number() + ")");
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
        return object;
    }
}
