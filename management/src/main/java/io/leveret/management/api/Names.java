package io.leveret.management.api;

import io.leveret.management.http.ApiException;
import java.nio.charset.StandardCharsets;

/** What AMQP has as short strings: names, routing keys, most properties of messages. */
final class Names {
    private static final int MAX_BYTES = 255;

    private Names() {}

    /**
     * Checks a text.
     *
     * @param kind what it is, for the answer
     * @throws ApiException 400: it takes more than 255 bytes
     */
    static String requireShort(String kind, String text) throws ApiException {
        int bytes = text.length() * 3 <= MAX_BYTES ? 0 : text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_BYTES) {
            throw ApiException.badRequest(kind + " should be less than 255 bytes, actually was " + bytes);
        }
        return text;
    }
}
