package io.leveret.management.http;

import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.Doer;
import io.leveret.management.audit.AuditLog;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The same routes without a socket: for the operator, who runs this process or is root on its machine and may do
 * everything. Any thread; waits as the routes do.
 */
public final class LocalApi {
    private static final Logger LOG = LoggerFactory.getLogger(LocalApi.class);

    private final Supplier<RouteTable> source;

    /** Null until the first request, so that a node which gets none does not make it. */
    private RouteTable table;

    /** @param source asked for at the first request */
    public LocalApi(Supplier<RouteTable> source) {
        this.source = source;
    }

    private synchronized RouteTable table() {
        if (table == null) {
            table = source.get();
        }
        return table;
    }

    /**
     * Answers a request; what is refused is an answer, too.
     *
     * @param target as {@code /queues/%2F?page=1}: below {@code /api}, encoded as in HTTP
     * @param headers by name in lower case
     */
    public Response answer(Verb verb, String target, Map<String, String> headers, byte[] body) {
        Response response = answered(verb, target, headers, body);
        if (verb != Verb.GET) {
            String path = target.split("\\?", 2)[0];
            AuditLog.request(Doer.name(), "control-channel", verb + " /api" + path, response.status());
        }
        return response;
    }

    private Response answered(Verb verb, String target, Map<String, String> headers, byte[] body) {
        try {
            return route(verb, target, headers, body);
        } catch (ApiException e) {
            return Answers.of(e);
        } catch (AdminException e) {
            return Answers.of(e);
        } catch (RuntimeException e) {
            LOG.error("{} {} failed", verb, target, e);
            return Answers.error(500, "internal_error", "the node's log says more");
        }
    }

    private Response route(Verb verb, String target, Map<String, String> headers, byte[] body)
            throws ApiException, AdminException {
        int mark = target.indexOf('?');
        List<String> segments = segments(mark < 0 ? target : target.substring(0, mark));
        Set<String> others = new TreeSet<>();
        for (Route route : table().routes()) {
            Map<String, String> path = match(route.path(), segments);
            if (path != null && route.verb() == verb) {
                Map<String, List<String>> query = mark < 0 ? Map.of() : query(target.substring(mark + 1));
                return route.handler().answer(new Request(Caller.operator(), path, query, headers, body));
            }
            if (path != null) {
                others.add(route.verb().name());
            }
        }
        if (others.isEmpty()) {
            throw ApiException.notFound();
        }
        return Response.empty(405).with("allow", String.join(", ", others));
    }

    /** The decoded segments of a path; an empty name of an exchange stays, a slash at the end does not. */
    private static List<String> segments(String path) throws ApiException {
        List<String> segments = new ArrayList<>();
        String bare = path.endsWith("/") && path.length() > 1 ? path.substring(0, path.length() - 1) : path;
        for (String segment : bare.substring(Math.min(1, bare.length())).split("/", -1)) {
            segments.add(decoded(segment.replace("+", "%2B")));
        }
        return segments;
    }

    private static String decoded(String text) throws ApiException {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw ApiException.badRequest("malformed path");
        }
    }

    /** The parameters of a route's path, if these segments are one. */
    private static Map<String, String> match(String pattern, List<String> segments) {
        String[] wanted = pattern.substring(1).split("/", -1);
        if (wanted.length != segments.size()) {
            return null;
        }
        Map<String, String> parameters = new HashMap<>();
        for (int i = 0; i < wanted.length; i++) {
            String segment = segments.get(i);
            boolean defaultExchange = segment.isEmpty() && i > 0 && wanted[i - 1].equals("e");
            if (wanted[i].startsWith("{") && (defaultExchange || !segment.isEmpty())) {
                String name = wanted[i].substring(1, wanted[i].length() - 1);
                parameters.put(name, defaultExchange ? "amq.default" : segment);
            } else if (!wanted[i].equals(segment)) {
                return null;
            }
        }
        return parameters;
    }

    private static Map<String, List<String>> query(String text) throws ApiException {
        Map<String, List<String>> query = new LinkedHashMap<>();
        for (String pair : text.split("&")) {
            int equals = pair.indexOf('=');
            String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
            if (!name.isEmpty()) {
                query.computeIfAbsent(name, any -> new ArrayList<>())
                        .add(equals < 0 ? "" : decoded(pair.substring(equals + 1)));
            }
        }
        return query;
    }
}
