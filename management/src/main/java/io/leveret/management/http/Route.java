package io.leveret.management.http;

import io.leveret.management.admin.AdminException;

/**
 * One method of one path.
 *
 * @param path as {@code /queues/{vhost}/{name}}, below {@code /api}; a parameter takes one segment, in which
 *     {@code %2F} is a slash. A parameter named {@code vhost} is the virtual host that the audience is asked of
 * @param summary what it is for: one line, without a full stop, for the API's document
 */
public record Route(Verb verb, String path, Audience audience, String summary, Handler handler) {
    /** Answers a request; may wait for the broker. */
    @FunctionalInterface
    public interface Handler {
        /** The answer. What goes wrong in the broker's ports is made an answer by the server. */
        Response answer(Request request) throws ApiException, AdminException;
    }
}
