package io.leveret.management.api;

import io.leveret.codec.MessageProperties;
import io.leveret.codec.PropertiesBuilder;
import io.leveret.management.http.ApiException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Properties of messages as JSON and back, by RabbitMQ's names. */
final class JsonProperties {
    private static final int OCTET = 0xff;

    private JsonProperties() {}

    /** Gives a builder one text. */
    @FunctionalInterface
    private interface TextProperty {
        PropertiesBuilder set(PropertiesBuilder builder, String text);
    }

    private static final Map<String, TextProperty> TEXTS = Map.ofEntries(
            Map.entry("content_type", PropertiesBuilder::contentType),
            Map.entry("content_encoding", PropertiesBuilder::contentEncoding),
            Map.entry("correlation_id", PropertiesBuilder::correlationId),
            Map.entry("reply_to", PropertiesBuilder::replyTo),
            Map.entry("expiration", PropertiesBuilder::expiration),
            Map.entry("message_id", PropertiesBuilder::messageId),
            Map.entry("type", PropertiesBuilder::type),
            Map.entry("user_id", PropertiesBuilder::userId),
            Map.entry("app_id", PropertiesBuilder::appId),
            Map.entry("cluster_id", PropertiesBuilder::clusterId));

    /**
     * Encoded properties out of an object; what they have no name for is left out.
     *
     * @throws ApiException 400: a value is of the wrong type
     */
    static byte[] encoded(Map<String, Object> object) throws ApiException {
        PropertiesBuilder builder = MessageProperties.builder();
        for (Map.Entry<String, Object> each : object.entrySet()) {
            String name = each.getKey();
            Object value = each.getValue();
            TextProperty text = TEXTS.get(name);
            if (text != null) {
                text.set(builder, text(name, value));
            } else {
                switch (name) {
                    case "delivery_mode" -> builder.deliveryMode((int) number(name, value) & OCTET);
                    case "priority" -> builder.priority((int) number(name, value) & OCTET);
                    case "timestamp" -> builder.timestamp(number(name, value));
                    case "headers" -> builder.headers(JsonTables.table(headers(value)));
                    default -> {
                        // RabbitMQ takes any other name, and says nothing either.
                    }
                }
            }
        }
        return builder.build();
    }

    private static String text(String name, Object value) throws ApiException {
        if (value instanceof String text) {
            return Names.requireShort(name, text);
        }
        throw ApiException.badRequest(List.of("not_string", name));
    }

    private static long number(String name, Object value) throws ApiException {
        if (value instanceof Long number) {
            return number;
        }
        throw ApiException.badRequest(List.of("not_int", name));
    }

    private static Map<?, ?> headers(Object value) throws ApiException {
        if (value instanceof Map<?, ?> object) {
            return object;
        }
        if (value instanceof List<?> list && list.isEmpty()) {
            return Map.of();
        }
        throw ApiException.badRequest(List.of("not_an_object", "headers"));
    }

    /** Properties as an object of those that are there, in RabbitMQ's order. */
    static Map<String, Object> object(MessageProperties properties) {
        Map<String, Object> object = new LinkedHashMap<>();
        put(object, "cluster_id", properties.clusterId());
        put(object, "app_id", properties.appId());
        put(object, "user_id", properties.userId());
        put(object, "type", properties.type());
        put(object, "timestamp", properties.timestamp());
        put(object, "message_id", properties.messageId());
        put(object, "expiration", properties.expiration());
        put(object, "reply_to", properties.replyTo());
        put(object, "correlation_id", properties.correlationId());
        put(object, "priority", properties.priority());
        put(object, "delivery_mode", properties.deliveryMode());
        if (properties.has(MessageProperties.HEADERS)) {
            object.put("headers", JsonTables.object(properties.headers()));
        }
        put(object, "content_encoding", properties.contentEncoding());
        put(object, "content_type", properties.contentType());
        return object;
    }

    private static void put(Map<String, Object> object, String name, Object value) {
        if (value != null) {
            object.put(name, value);
        }
    }
}
