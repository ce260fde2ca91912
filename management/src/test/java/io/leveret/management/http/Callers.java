package io.leveret.management.http;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Requests of users who have logged in, without a socket. */
public final class Callers {
    private Callers() {}

    /** A user of this access control, whose password is its name. */
    public static Caller of(FakeAccess access, String user) {
        return new Caller(access, access.logIn(user, user, null).orElseThrow(), "127.0.0.1:1");
    }

    /**
     * Sends a GET through a table of routes.
     *
     * @param target as {@code /queues/v?page=1}, not encoded
     */
    public static Response get(RouteTable table, Caller caller, String target) throws Exception {
        String[] parts = target.split("\\?", 2);
        Map<String, List<String>> query = new HashMap<>();
        if (parts.length > 1) {
            for (String each : parts[1].split("&")) {
                String[] pair = each.split("=", 2);
                query.put(pair[0], List.of(pair[1]));
            }
        }
        String[] wanted = parts[0].split("/");
        for (Route route : table.routes()) {
            Map<String, String> path = matched(route.path().split("/"), wanted);
            if (route.verb() == Verb.GET && path != null) {
                if (!route.audience().admits(caller, path.get("vhost"))) {
                    throw ApiException.of(
                            401, "not_authorised", route.audience().refusal());
                }
                return route.handler().answer(new Request(caller, path, query, Map.of(), new byte[0]));
            }
        }
        throw ApiException.notFound();
    }

    private static Map<String, String> matched(String[] pattern, String[] wanted) {
        Map<String, String> path = new HashMap<>();
        if (pattern.length != wanted.length) {
            return null;
        }
        for (int i = 0; i < pattern.length; i++) {
            if (pattern[i].startsWith("{")) {
                path.put(pattern[i].substring(1, pattern[i].length() - 1), wanted[i]);
            } else if (!pattern[i].equals(wanted[i])) {
                return null;
            }
        }
        return path;
    }

    /** The value of a JSON answer. */
    public static Object json(Response response) {
        return ((Response.Body.JsonValue) response.body()).value();
    }
}
