package io.leveret.management.http;

import java.io.IOException;
import java.io.OutputStream;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An answer.
 *
 * @param headers beyond those that all answers have
 * @param body null if there is none
 */
public record Response(int status, Map<String, String> headers, Body body) {
    /** What stands in an answer. */
    public sealed interface Body {
        /** A value as {@link io.leveret.management.json.Json} writes it; lists are written as they are walked. */
        record JsonValue(Object value) implements Body {}

        /** Bytes that a writer produces, of a type. The writer runs on the server's pool and may be slow. */
        record Stream(String contentType, Writer writer) implements Body {}

        /** Server-sent events, for as long as the client stays; the feed is told of it and does not wait. */
        record Events(Feed feed) implements Body {}
    }

    /** Writes the bytes of an answer. */
    @FunctionalInterface
    public interface Writer {
        /** Writes all of it; the stream is closed by who calls. */
        void write(OutputStream stream) throws IOException;
    }

    /** Where server-sent events come from. */
    @FunctionalInterface
    public interface Feed {
        /**
         * Begins to listen for a client, who is not told that the answer begins before this returns; so nothing is
         * missed that happens after it knows.
         *
         * @return begins to send, until it is told that the client is gone; it runs once, and does not wait
         */
        Runnable open(EventClient client);
    }

    /** A client that listens to server-sent events. Any thread. */
    public interface EventClient {
        /** Sends one; a client that is gone is told nothing. */
        void send(String event, String data);

        /** Has something run when the client is gone. */
        void whenGone(Runnable action);

        /** Ends it. */
        void close();
    }

    /** Copies the headers. */
    public Response {
        headers = Map.copyOf(headers);
    }

    /** 200 with a value. */
    public static Response json(Object value) {
        return json(200, value);
    }

    /** A status with a value. */
    public static Response json(int status, Object value) {
        return new Response(status, Map.of(), new Body.JsonValue(value));
    }

    /** A status alone: 201 for what was made, 204 for what was done. */
    public static Response empty(int status) {
        return new Response(status, Map.of(), null);
    }

    /** 200 with bytes of a type. */
    public static Response stream(String contentType, Writer writer) {
        return new Response(200, Map.of(), new Body.Stream(contentType, writer));
    }

    /** 200 with server-sent events. */
    public static Response events(Feed feed) {
        return new Response(200, Map.of(), new Body.Events(feed));
    }

    /** The same with one more header. */
    public Response with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new Response(status, more, body);
    }
}
