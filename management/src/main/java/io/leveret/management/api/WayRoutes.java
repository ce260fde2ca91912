package io.leveret.management.api;

import io.leveret.codec.MessageProperties;
import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.MessagesAdmin.Step;
import io.leveret.management.admin.MessagesAdmin.Way;
import io.leveret.management.http.ApiException;
import io.leveret.management.http.Audience;
import io.leveret.management.http.Fields;
import io.leveret.management.http.Request;
import io.leveret.management.http.Response;
import io.leveret.management.http.Route;
import io.leveret.management.http.RouteTable;
import io.leveret.management.http.Verb;
import io.leveret.management.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Who would get a message. Nothing is published. */
final class WayRoutes implements RouteTable.Family {
    private static final String PATH = "/x/routes/{vhost}";

    private final Ports ports;

    WayRoutes(Ports ports) {
        this.ports = ports;
    }

    @Override
    public List<Route> routes() {
        String summary = "Who would get a message of this exchange, key, headers and properties";
        return List.of(
                new Route(Verb.GET, PATH, Audience.VHOST, summary, this::ofQuery),
                new Route(Verb.POST, PATH, Audience.VHOST, summary, request -> way(request, request.fields())));
    }

    private Response ofQuery(Request request) throws ApiException, AdminException {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("exchange", request.query("exchange").orElse(""));
        fields.put("routing_key", request.query("key").orElse(""));
        fields.put("headers", json(request, "headers"));
        fields.put("properties", json(request, "properties"));
        return way(request, new Fields(fields));
    }

    private static Object json(Request request, String name) throws ApiException {
        String text = request.query(name).orElse("");
        try {
            return text.isEmpty() ? Map.of() : Json.read(text);
        } catch (IllegalArgumentException e) {
            throw ApiException.badRequest(name + " must be a JSON object");
        }
    }

    private Response way(Request request, Fields fields) throws ApiException, AdminException {
        String exchange = fields.text("exchange", "");
        Map<String, Object> properties = new LinkedHashMap<>(fields.object("properties"));
        if (fields.has("headers") && !fields.object("headers").isEmpty()) {
            properties.put("headers", fields.object("headers"));
        }
        byte[] encoded = JsonProperties.encoded(properties);
        Way way = ports.get()
                .messages()
                .way(
                        request.path("vhost"),
                        exchange.equals("amq.default") ? "" : exchange,
                        Names.requireShort("routing_key", fields.text("routing_key", "")),
                        new MessageProperties(encoded, encoded.length));
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("queues", way.queues());
        answer.put("routed", !way.queues().isEmpty());
        answer.put("steps", way.steps().stream().map(WayRoutes::object).toList());
        answer.put("delayed_by", way.delayedBy());
        answer.put("by_chance", way.byChance());
        return Response.json(answer);
    }

    private static Map<String, Object> object(Step step) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("source", step.from());
        object.put("destination", step.to());
        object.put("destination_type", step.toQueue() ? "queue" : "exchange");
        object.put("alternate", step.alternate());
        object.put(
                "bindings",
                step.binding().stream()
                        .map(lead -> Map.of(
                                "routing_key", lead.routingKey(), "arguments", JsonTables.object(lead.arguments())))
                        .toList());
        return object;
    }
}
