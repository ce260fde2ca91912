package io.leveret.management.ctl;

import io.leveret.management.http.LocalApi;
import io.leveret.management.http.Response;
import io.leveret.management.http.Verb;
import io.leveret.management.json.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** What commands ask of the HTTP API's routes, so that both tell the same. On a thread of the control channel. */
final class ApiQuestions {
    private final LocalApi api;

    ApiQuestions(LocalApi api) {
        this.api = api;
    }

    /** An answer: its status, and its value as JSON has it. */
    record Answered(int status, Object value) {
        boolean isOk() {
            return status < 300;
        }

        /** A field of an object, or null. */
        Object field(String name) {
            return value instanceof Map<?, ?> fields ? fields.get(name) : null;
        }
    }

    /** The path of these segments. */
    static String path(String... segments) {
        StringBuilder path = new StringBuilder();
        for (String segment : segments) {
            path.append('/')
                    .append(URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20"));
        }
        return path.toString();
    }

    /** Asks, whatever is answered. */
    Answered ask(Verb verb, String target, Object body) {
        byte[] bytes = body == null ? new byte[0] : Json.write(body).getBytes(StandardCharsets.UTF_8);
        Response response = api.answer(verb, target, Map.of(), bytes);
        Object value =
                response.body() instanceof Response.Body.JsonValue json ? Json.read(Json.write(json.value())) : null;
        return new Answered(response.status(), value);
    }

    /** A list; what else is answered is a failure. */
    List<?> list(String target) throws CommandFailure {
        return required(ask(Verb.GET, target, null)).value() instanceof List<?> list ? list : List.of();
    }

    /** An object; what else is answered is a failure. */
    Map<?, ?> object(String target) throws CommandFailure {
        return required(ask(Verb.GET, target, null)).value() instanceof Map<?, ?> object ? object : Map.of();
    }

    /** An answer that must be a good one. */
    static Answered required(Answered answered) throws CommandFailure {
        if (!answered.isOk()) {
            throw CommandFailure.error(ExitCode.UNAVAILABLE, String.valueOf(answered.field("reason")));
        }
        return answered;
    }
}
