package io.leveret.management.api;

import io.leveret.management.admin.MessagesAdmin.Content;
import io.leveret.management.admin.MessagesAdmin.Filter;
import io.leveret.management.admin.MessagesAdmin.Seen;
import io.leveret.management.admin.MessagesAdmin.State;
import io.leveret.management.admin.MessagesAdmin.StoredMessage;
import io.leveret.management.http.ApiException;
import io.leveret.management.http.Fields;
import io.leveret.management.http.Request;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Messages that were seen where they wait, as JSON; and what is asked of them. */
final class StoredMessages {
    /** The longest text that bodies are searched for, in characters. */
    private static final int LONGEST_TEXT = 4096;

    private static final int MOST_HEADERS = 20;

    private StoredMessages() {}

    /** A filter out of what stands behind the question mark. */
    static Filter filter(Request request) throws ApiException {
        return filter(
                request.query("key").orElse(null),
                request.query("exchange").orElse(null),
                request.queries("header"),
                request.query("body").orElse(null),
                request.query("state").orElse(null));
    }

    /** The same out of an object. */
    static Filter filter(Map<String, Object> object) throws ApiException {
        Fields fields = new Fields(object);
        List<String> headers = new ArrayList<>();
        if (fields.get("headers") instanceof List<?> list) {
            list.forEach(header -> headers.add(String.valueOf(header)));
        } else if (fields.get("headers") instanceof Map<?, ?> map) {
            map.forEach((name, value) -> headers.add(value == null ? name.toString() : name + "=" + value));
        } else if (fields.get("headers") != null) {
            throw ApiException.badRequest("headers must be a list or an object");
        }
        return filter(
                fields.text("key", null),
                fields.text("exchange", null),
                headers,
                fields.text("body", null),
                fields.text("state", null));
    }

    private static Filter filter(String key, String exchange, List<String> headers, String body, String state)
            throws ApiException {
        if (headers.size() > MOST_HEADERS) {
            throw ApiException.badRequest("at most " + MOST_HEADERS + " headers can be asked for");
        }
        for (String header : headers) {
            limited("header", header);
        }
        return new Filter(
                limited("key", key),
                limited("exchange", exchange),
                headers,
                limited("body", body),
                state == null || state.isEmpty() ? null : state(state));
    }

    private static State state(String text) throws ApiException {
        for (State state : State.values()) {
            if (state.name().toLowerCase(Locale.ROOT).equals(text)) {
                return state;
            }
        }
        throw ApiException.badRequest("state must be ready, unacked, leaving or damaged, not " + text);
    }

    private static String limited(String name, String text) throws ApiException {
        if (text != null && text.length() > LONGEST_TEXT) {
            throw ApiException.badRequest(name + " must not be longer than " + LONGEST_TEXT + " characters");
        }
        return text == null || text.isEmpty() ? null : text;
    }

    /** A whole number behind the question mark. */
    static long number(Request request, String name, long byDefault, long least, long most) throws ApiException {
        String text = request.query(name).orElse(Long.toString(byDefault));
        if (text.matches("[0-9]{1,18}") && Long.parseLong(text) >= least && Long.parseLong(text) <= most) {
            return Long.parseLong(text);
        }
        throw ApiException.badRequest(name + " must be a number from " + least + " to " + most + ", not " + text);
    }

    /** What was seen. */
    static Map<String, Object> page(Seen seen, boolean asText) {
        Map<String, Object> page = new LinkedHashMap<>();
        page.put(
                "messages",
                seen.messages().stream().map(message -> object(message, asText)).toList());
        page.put("cursor", seen.cursor());
        page.put("looked", seen.looked());
        page.put("unreadable", seen.unreadable());
        return page;
    }

    /** A message; {@code asText} as far as its body is UTF-8. */
    static Map<String, Object> object(StoredMessage message, boolean asText) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("id", message.id());
        object.put("position", message.position());
        object.put("state", message.state().name().toLowerCase(Locale.ROOT));
        object.put("priority", message.priority());
        object.put("redelivered", message.redelivered());
        object.put("delivery_count", message.deliveryCount());
        object.put("ttl_left", message.ttlLeftMs() < 0 ? null : message.ttlLeftMs());
        object.put("payload_bytes", message.sizeBytes());
        Content content = message.content();
        if (content == null) {
            return object; // what cannot be read, or was not wanted
        }
        object.put("exchange", content.exchange());
        object.put("routing_key", content.routingKey());
        object.put("properties", JsonProperties.object(content.properties()));
        boolean cut = content.body().length < message.sizeBytes();
        String text = asText ? text(content.body(), cut) : null;
        object.put("payload", text == null ? Base64.getEncoder().encodeToString(content.body()) : text);
        object.put("payload_encoding", text == null ? "base64" : "string");
        object.put("payload_truncated", cut);
        return object;
    }

    /** Null if it is no UTF-8; where it was cut, a character may be missing at the end. */
    private static String text(byte[] body, boolean cut) {
        for (int missing = 0; missing <= (cut ? Math.min(3, body.length) : 0); missing++) {
            try {
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(body, 0, body.length - missing))
                        .toString();
            } catch (CharacterCodingException e) {
                continue; // maybe with one byte less
            }
        }
        return null;
    }
}
