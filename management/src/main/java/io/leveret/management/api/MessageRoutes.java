package io.leveret.management.api;

import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.BrokerPorts;
import io.leveret.management.admin.MessagingAdmin.Fate;
import io.leveret.management.admin.MessagingAdmin.Fetch;
import io.leveret.management.admin.MessagingAdmin.Fetched;
import io.leveret.management.admin.MessagingAdmin.Publication;
import io.leveret.management.admin.MessagingAdmin.Publishing;
import io.leveret.management.http.ApiException;
import io.leveret.management.http.Audience;
import io.leveret.management.http.Fields;
import io.leveret.management.http.Request;
import io.leveret.management.http.Response;
import io.leveret.management.http.Route;
import io.leveret.management.http.RouteTable;
import io.leveret.management.http.Verb;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Messages: published to exchanges, fetched from queues and purged. */
final class MessageRoutes implements RouteTable.Family {
    /** Of bodies and what goes with them in one answer; what is beyond is fetched by the next request. */
    private static final long MOST_BYTES = 32L << 20;

    private static final Map<String, Fate> FATES = Map.of(
            "ack_requeue_true", Fate.REQUEUED,
            "ack_requeue_false", Fate.ACKNOWLEDGED,
            "reject_requeue_true", Fate.REJECTED_REQUEUED,
            "reject_requeue_false", Fate.REJECTED);

    private final Ports ports;

    MessageRoutes(Ports ports) {
        this.ports = ports;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                new Route(
                        Verb.POST,
                        "/exchanges/{vhost}/{exchange}/publish",
                        Audience.VHOST,
                        "Publish a message",
                        this::publish),
                new Route(
                        Verb.POST, "/queues/{vhost}/{queue}/get", Audience.VHOST, "Get messages of a queue", this::get),
                new Route(
                        Verb.DELETE, "/queues/{vhost}/{queue}/contents", Audience.VHOST, "Purge a queue", this::purge));
    }

    private Response publish(Request request) throws ApiException, AdminException {
        BrokerPorts broker = ports.get();
        Found.requireExchange(broker, request);
        Fields fields = Bodies.requireAll(request.fields(), "routing_key", "properties", "payload", "payload_encoding");
        byte[] body = payload(fields);
        byte[] properties = JsonProperties.encoded(fields.object("properties"));
        String key = Names.requireShort("routing_key", fields.requireText("routing_key"));
        Publication publication = new Publication(request.exchange("exchange"), key, properties, body);
        Publishing outcome = Acts.publish(request, acting -> broker.messaging().publish(acting, publication));
        if (outcome == Publishing.REJECTED) {
            throw ApiException.badRequest("rejected Unable to publish message. Check queue limits.");
        }
        return Response.json(Map.of("routed", outcome == Publishing.ROUTED));
    }

    private static byte[] payload(Fields fields) throws ApiException {
        if (!(fields.get("payload") instanceof String payload)) {
            throw ApiException.badRequest("payload_not_string");
        }
        Object encoding = fields.get("payload_encoding");
        if ("string".equals(encoding)) {
            return payload.getBytes(StandardCharsets.UTF_8);
        }
        if (!"base64".equals(encoding)) {
            throw ApiException.badRequest(List.of("unsupported_encoding", String.valueOf(encoding)));
        }
        try {
            return Base64.getMimeDecoder().decode(requireBase64(payload));
        } catch (IllegalArgumentException e) {
            throw ApiException.badRequest(List.of("not_base64", payload));
        }
    }

    /** Line ends are well between the digits of Base64, as in MIME; anything else is not. */
    private static String requireBase64(String text) throws ApiException {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean digit = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (!digit && "+/=\r\n\t ".indexOf(c) < 0) {
                throw ApiException.badRequest(List.of("not_base64", text));
            }
        }
        return text;
    }

    private Response get(Request request) throws ApiException, AdminException {
        BrokerPorts broker = ports.get();
        Found.requireQueue(broker, request);
        Fields fields = Bodies.requireAll(request.fields(), "ackmode", "count", "encoding");
        Object encoding = fields.get("encoding");
        if (!"auto".equals(encoding) && !"base64".equals(encoding)) {
            throw ApiException.badRequest("Unsupported encoding. Please use auto or base64.");
        }
        Object mode = fields.get("ackmode");
        Fate fate = mode instanceof String ? FATES.get(mode) : null;
        if (fate == null) {
            throw ApiException.badRequest(List.of("unsupported_ackmode", String.valueOf(mode)));
        }
        long count = fields.number("count", 1);
        long truncate = fields.number("truncate", -1);
        Fetch fetch = new Fetch(
                request.path("queue"),
                count < 0 ? Long.MAX_VALUE : count,
                MOST_BYTES,
                truncate < 0 ? Integer.MAX_VALUE : (int) Math.min(truncate, Integer.MAX_VALUE),
                fate);
        List<Fetched> messages =
                Acts.fetch(request, acting -> broker.messaging().fetch(acting, fetch));
        boolean asText = "auto".equals(encoding);
        return Response.json(
                messages.stream().map(message -> object(message, asText)).toList());
    }

    private static Map<String, Object> object(Fetched message, boolean asText) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("payload_bytes", message.bodyBytes());
        object.put("redelivered", message.redelivered());
        object.put("exchange", message.exchange());
        object.put("routing_key", message.routingKey());
        object.put("message_count", message.left());
        object.put("properties", JsonProperties.object(message.properties()));
        String text = asText ? text(message.body()) : null;
        object.put("payload", text == null ? Base64.getEncoder().encodeToString(message.body()) : text);
        object.put("payload_encoding", text == null ? "base64" : "string");
        return object;
    }

    /** The text that these bytes are in UTF-8, or null. */
    private static String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private Response purge(Request request) throws ApiException, AdminException {
        BrokerPorts broker = ports.get();
        String queue = request.path("queue");
        if (broker.queues().find(request.path("vhost"), queue).isEmpty()) {
            throw ApiException.notFound();
        }
        return Acts.change(request, acting -> {
            broker.messaging().purge(acting, queue);
            return Response.empty(204);
        });
    }
}
