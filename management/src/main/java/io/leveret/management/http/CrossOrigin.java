package io.leveret.management.http;

import io.javalin.http.Context;
import java.util.List;

/**
 * What browsers are told of pages of other origins (RabbitMQ's rabbit_mgmt_cors): an origin that is named may send
 * credentials, a star lets all others in without; {@code null} and a star as origin are nobody.
 */
record CrossOrigin(List<String> origins, long maxAgeSeconds) {
    /** Says whether the page that asks may see the answer. */
    void mark(Context context) {
        String origin = context.header("origin");
        if (origin == null || origin.equals("null") || origin.equals("*")) {
            return;
        }
        if (origins.contains(origin)) {
            context.header("access-control-allow-origin", origin);
            context.header("access-control-allow-credentials", "true");
        } else if (origins.contains("*")) {
            context.header("access-control-allow-origin", "*");
        }
    }

    /** Answers what a browser asks before it asks: behind {@link #mark}. */
    void preflight(Context context, String methods) {
        if (context.res().getHeader("access-control-allow-origin") == null) {
            return;
        }
        context.header("access-control-allow-methods", methods);
        context.header("access-control-max-age", Long.toString(maxAgeSeconds));
        String wanted = context.header("access-control-request-headers");
        if (wanted != null) {
            context.header("access-control-allow-headers", wanted);
        }
    }
}
