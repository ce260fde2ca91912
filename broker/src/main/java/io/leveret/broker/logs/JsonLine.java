package io.leveret.broker.logs;

import io.leveret.management.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;

/** A line of the log as a JSON object; apart, so that a node that writes plain text loads no JSON. */
final class JsonLine {
    private JsonLine() {}

    /**
     * Writes the fields by a map of RabbitMQ's kind: those named come first, in its order, under the name behind the
     * colon if there is one; {@code name:-} leaves a field out, {@code *:-} all that are not named.
     */
    static String write(Map<String, Object> fields, String map) {
        return escaped(Json.write(map.isBlank() ? fields : mapped(fields, map)));
    }

    /** JSON may have these as they are, but terminals and readers of lines take them for more than letters. */
    private static String escaped(String json) {
        StringBuilder text = null;
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            boolean special = Character.isISOControl(c) || c == '\u2028' || c == '\u2029';
            if (special && text == null) {
                text = new StringBuilder(json.length() + 16).append(json, 0, i);
            }
            if (text != null) {
                text.append(special ? String.format("\\u%04x", (int) c) : String.valueOf(c));
            }
        }
        return text == null ? json : text.toString();
    }

    private static Map<String, Object> mapped(Map<String, Object> fields, String map) {
        Map<String, Object> left = new LinkedHashMap<>(fields);
        Map<String, Object> named = new LinkedHashMap<>();
        for (String entry : map.strip().split("\\s+")) {
            int colon = entry.indexOf(':');
            String old = colon < 0 ? entry : entry.substring(0, colon);
            String now = colon < 0 ? entry : entry.substring(colon + 1);
            if (old.equals("*")) {
                if (now.equals("-")) {
                    left.clear();
                }
            } else if (left.containsKey(old)) {
                Object value = left.remove(old);
                if (!now.equals("-")) {
                    named.put(now, value);
                }
            }
        }
        left.forEach(named::putIfAbsent);
        return named;
    }
}
