package io.leveret.management.api;

import io.leveret.management.http.Audience;
import io.leveret.management.http.Response;
import io.leveret.management.http.Route;
import io.leveret.management.http.RouteTable;
import io.leveret.management.http.Verb;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The API described for programs (OpenAPI 3.0), made of the same table from which it is served. Bodies and answers are
 * objects whose fields are RabbitMQ's; the document names paths, methods, parameters and who may use them.
 */
final class OpenApi implements RouteTable.Family {
    private static final Pattern PARAMETER = Pattern.compile("\\{([^}]*)}");
    private static final Map<String, Object> TEXT = Map.of("type", "string");

    private RouteTable table;

    /** The table it is to describe: the one that it is part of, and so known later. */
    void describe(RouteTable whole) {
        table = whole;
    }

    @Override
    public List<Route> routes() {
        return List.of(new Route(
                Verb.GET,
                "/openapi.json",
                Audience.ANYONE,
                "This document",
                request -> Response.json(document(table.routes()))));
    }

    private static Map<String, Object> document(List<Route> routes) {
        Map<String, Object> info = new LinkedHashMap<>();
        info.put("title", "Leveret's HTTP API");
        info.put("version", IdentityRoutes.RABBITMQ_VERSION);
        info.put("description", "RabbitMQ's HTTP API, and what goes beyond it below /x.");
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("openapi", "3.0.3");
        document.put("info", info);
        document.put("servers", List.of(Map.of("url", "/api")));
        document.put("paths", paths(routes));
        document.put(
                "components",
                Map.of(
                        "securitySchemes",
                        Map.of("basic", Map.of("type", "http", "scheme", "basic")),
                        "schemas",
                        Map.of("Error", errorSchema())));
        return document;
    }

    private static Map<String, Object> errorSchema() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("error", TEXT);
        fields.put("reason", Map.of("description", "A text, or a list with the kind of error in front"));
        return Map.of("type", "object", "properties", fields);
    }

    private static Map<String, Object> paths(List<Route> routes) {
        Map<String, Map<String, Object>> paths = new LinkedHashMap<>();
        for (Route route : routes) {
            paths.computeIfAbsent(route.path(), path -> new LinkedHashMap<>())
                    .put(route.verb().name().toLowerCase(Locale.ROOT), operation(route));
        }
        return new LinkedHashMap<>(paths);
    }

    private static Map<String, Object> operation(Route route) {
        boolean open = route.audience() == Audience.ANYONE;
        Map<String, Object> operation = new LinkedHashMap<>();
        operation.put("summary", route.summary());
        operation.put("tags", List.of(tag(route.path())));
        operation.put("operationId", identifier(route));
        List<Object> parameters = parameters(route.path());
        if (!parameters.isEmpty()) {
            operation.put("parameters", parameters);
        }
        if (route.verb() == Verb.PUT || route.verb() == Verb.POST) {
            operation.put(
                    "requestBody",
                    Map.of("content", Map.of("application/json", Map.of("schema", Map.of("type", "object")))));
        }
        operation.put("responses", responses(open));
        operation.put("security", open ? List.of() : List.of(Map.of("basic", List.of())));
        operation.put("x-audience", route.audience().name().toLowerCase(Locale.ROOT));
        return operation;
    }

    private static String tag(String path) {
        String[] segments = path.substring(1).split("/");
        return segments[0].equals("x") && segments.length > 1 ? "x/" + segments[1] : segments[0];
    }

    /** As {@code get_queues_vhost_name}; dots and dashes are no part of names in many languages. */
    private static String identifier(Route route) {
        String path = route.path().replaceAll("[^A-Za-z0-9]+", "_").replaceAll("_$", "");
        return route.verb().name().toLowerCase(Locale.ROOT) + path;
    }

    private static List<Object> parameters(String path) {
        List<Object> parameters = new ArrayList<>();
        Matcher matcher = PARAMETER.matcher(path);
        while (matcher.find()) {
            Map<String, Object> parameter = new LinkedHashMap<>();
            parameter.put("name", matcher.group(1));
            parameter.put("in", "path");
            parameter.put("required", true);
            parameter.put("schema", TEXT);
            parameters.add(parameter);
        }
        return parameters;
    }

    private static Map<String, Object> responses(boolean open) {
        Map<String, Object> error =
                Map.of("application/json", Map.of("schema", Map.of("$ref", "#/components/schemas/Error")));
        Map<String, Object> responses = new LinkedHashMap<>();
        responses.put("2XX", Map.of("description", "Done"));
        if (!open) {
            responses.put("401", Map.of("description", "Not logged in, or not allowed", "content", error));
        }
        responses.put("default", Map.of("description", "Refused, with a reason", "content", error));
        return responses;
    }
}
