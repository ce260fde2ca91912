package io.leveret.management.remote;

import io.leveret.management.http.Verb;
import java.util.Map;

/**
 * A request.
 *
 * @param target the path below {@code /api} with its query, encoded
 * @param headers besides those that every request has
 * @param body empty if there is none
 */
public record Call(Verb verb, String target, Map<String, String> headers, byte[] body) {
    private static final byte[] NO_BODY = {};

    /** One without headers of its own and without a body. */
    public static Call of(Verb verb, String target) {
        return new Call(verb, target, Map.of(), NO_BODY);
    }
}
