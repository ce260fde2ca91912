package io.leveret.management.api;

import io.leveret.codec.FieldTable;
import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.BrokerPorts;
import io.leveret.management.admin.MessagingAdmin.Acting;
import io.leveret.management.admin.MessagingAdmin.Fate;
import io.leveret.management.admin.MessagingAdmin.Fetch;
import io.leveret.management.admin.MessagingAdmin.Publication;
import io.leveret.management.admin.MessagingAdmin.QueueWish;
import io.leveret.management.admin.NodeAdmin;
import io.leveret.management.admin.RefusedException;
import io.leveret.management.http.ApiException;
import io.leveret.management.http.Audience;
import io.leveret.management.http.Caller;
import io.leveret.management.http.Request;
import io.leveret.management.http.Response;
import io.leveret.management.http.Route;
import io.leveret.management.http.RouteTable;
import io.leveret.management.http.Verb;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Sends a message through a virtual host, as the user who asks. Its queue stays, and has the name that permissions of
 * monitoring users are made for (RabbitMQ 4.0.5 behaviour).
 */
final class AlivenessRoutes implements RouteTable.Family {
    private static final String QUEUE = "aliveness-test";
    private static final byte[] NO_PROPERTIES = {0, 0};

    private final NodeAdmin node;

    AlivenessRoutes(NodeAdmin node) {
        this.node = node;
    }

    @Override
    public List<Route> routes() {
        return List.of(new Route(
                Verb.GET,
                "/aliveness-test/{vhost}",
                Audience.VHOST,
                "A message goes through a queue of a virtual host",
                this::test));
    }

    private Response test(Request request) throws ApiException, AdminException {
        String vhost = request.path("vhost");
        BrokerPorts broker = PermissionRoutes.brokerWithVhost(node, request);
        if (!request.caller().mayEnter(vhost)) {
            throw ApiException.refused("Access refused.");
        }
        Caller caller = request.caller();
        Acting acting = new Acting(caller.name(), vhost, caller.address(), caller.isOperator());
        try {
            broker.messaging().declare(acting, new QueueWish(QUEUE, false, false, FieldTable.EMPTY));
            return sent(broker, acting);
        } catch (RefusedException e) {
            if (e.code() == 403) {
                throw ApiException.refused(e.replyText());
            }
            return failed(e.replyText());
        }
    }

    private static Response sent(BrokerPorts broker, Acting acting) throws RefusedException, AdminException {
        byte[] body = "aliveness".getBytes(StandardCharsets.US_ASCII);
        broker.messaging().publish(acting, new Publication("", QUEUE, NO_PROPERTIES, body));
        Fetch one = new Fetch(QUEUE, 1, body.length, body.length, Fate.ACKNOWLEDGED);
        boolean arrived = !broker.messaging().fetch(acting, one).isEmpty();
        return arrived ? Response.json(Map.of("status", "ok")) : failed("aliveness-test queue is empty");
    }

    private static Response failed(String reason) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("status", "failed");
        answer.put("reason", reason);
        return Response.json(503, answer);
    }
}
