package io.leveret.management.http;

import java.util.List;
import java.util.Map;

/**
 * What browsers are told, and whether passwords are taken at all.
 *
 * @param headers that all answers carry
 * @param corsOrigins whose pages may use the API; {@code *} for all, without credentials
 * @param corsMaxAgeSeconds how long browsers may remember what they were told of that
 * @param basicAuthDisabled whether names and passwords are refused
 */
public record HttpPolicy(
        Map<String, String> headers, List<String> corsOrigins, long corsMaxAgeSeconds, boolean basicAuthDisabled) {
    /** Where scripts of pages may come from, unless the settings say something else. */
    public static final String DEFAULT_CSP = "script-src 'self'; object-src 'self'";

    /** How long, as RabbitMQ has it. */
    public static final long DEFAULT_CORS_MAX_AGE_SECONDS = 1_800;

    /** That of a server of which nothing is said. */
    public static final HttpPolicy USUAL = new HttpPolicy(
            Map.of("content-security-policy", DEFAULT_CSP), List.of(), DEFAULT_CORS_MAX_AGE_SECONDS, false);

    /** Copies what it is given. */
    public HttpPolicy {
        headers = Map.copyOf(headers);
        corsOrigins = List.copyOf(corsOrigins);
    }
}
