package io.leveret.management.http;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.sse.SseClient;
import io.leveret.management.admin.AdminException;
import io.leveret.management.http.Response.Body;
import io.leveret.management.http.Response.EventClient;
import io.leveret.management.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes answers by way of the library. */
final class Answers {
    private static final String JSON = "application/json";

    private Answers() {}

    /** The headers of all answers, as RabbitMQ has them. */
    static void common(Context context, HttpPolicy policy) {
        context.header("cache-control", "no-cache").header("vary", "accept, accept-encoding, origin");
        policy.headers().forEach(context::header);
        new CrossOrigin(policy.corsOrigins(), policy.corsMaxAgeSeconds()).mark(context);
    }

    static void write(Context context, Response response) throws IOException {
        context.status(response.status());
        response.headers().forEach(context::header);
        if (response.body() instanceof Body.JsonValue json) {
            context.contentType(JSON);
            try (OutputStream stream = context.outputStream()) {
                Json.write(stream, json.value());
            }
        } else if (response.body() instanceof Body.Stream stream) {
            context.contentType(stream.contentType());
            try (OutputStream bytes = context.outputStream()) {
                stream.writer().write(bytes);
            }
        } else if (response.body() instanceof Body.Events events) {
            events(context, events);
        }
    }

    /**
     * Whatever types the client says it takes: tools that were not told of this one ask for any. Who asks for the head
     * alone is sent no events, so it would never be seen that it went away.
     */
    private static void events(Context context, Body.Events events) throws IOException {
        context.contentType("text/event-stream; charset=utf-8").header("x-accel-buffering", "no");
        if (context.method() == HandlerType.HEAD) {
            return;
        }
        SseClient client = new SseClient(context);
        client.keepAlive();
        Runnable sending = events.feed().open(new SseEventClient(client));
        try {
            context.res().flushBuffer();
        } finally {
            sending.run(); // to a client that is gone too: so it is noticed
        }
    }

    private record SseEventClient(SseClient client) implements EventClient {
        @Override
        public void send(String event, String data) {
            client.sendEvent(event, data, null);
        }

        @Override
        public void whenGone(Runnable action) {
            client.onClose(action);
        }

        @Override
        public void close() {
            client.close();
        }
    }

    /** RabbitMQ's two fields. */
    static void error(Context context, int status, String error, Object reason) {
        context.status(status).contentType(JSON).result(Json.write(errorFields(error, reason)));
    }

    private static Map<String, Object> errorFields(String error, Object reason) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("error", error);
        body.put("reason", reason);
        return body;
    }

    /** A refusal with RabbitMQ's two fields. */
    static Response error(int status, String error, Object reason) {
        return Response.json(status, errorFields(error, reason));
    }

    /** What a route refuses. */
    static Response of(ApiException refusal) {
        return error(refusal.status(), refusal.error(), refusal.reason());
    }

    /** What the broker's ports refuse. */
    static Response of(AdminException failure) {
        return switch (failure.kind()) {
            case NO_SUCH_USER, NO_SUCH_VHOST, NOT_FOUND -> error(404, "Object Not Found", "Not Found");
            case PROTECTED -> error(412, "precondition_failed", failure.getMessage());
            case TIMEOUT -> error(503, "timeout", failure.getMessage());
            case UNAVAILABLE -> error(503, "service_unavailable", failure.getMessage());
            case FAILED -> error(500, "internal_error", failure.getMessage());
            default -> error(400, "bad_request", failure.getMessage());
        };
    }
}
