package io.leveret.management.api;

import io.leveret.management.admin.NodeAdmin;
import io.leveret.management.admin.NodeAdmin.Listener;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a node is, as several answers tell it: types of exchanges, mechanisms, listeners, what serves HTTP. */
final class NodeDescription {
    private static final Map<String, String> EXCHANGE_TYPES = new TreeMap<>(Map.of(
            "direct", "AMQP 0-9-1: to queues bound with the message's routing key",
            "fanout", "AMQP 0-9-1: to all queues bound",
            "headers", "AMQP 0-9-1: to queues bound with headers that the message has",
            "topic", "AMQP 0-9-1: to queues bound with patterns that the routing key matches",
            "x-consistent-hash", "To one queue, chosen by a hash of key, header or property on a ring",
            "x-delayed-message", "Holds messages back for as long as they say, then acts as another type",
            "x-local-random", "To one queue, chosen at random among those of this node",
            "x-modulus-hash", "To one queue, chosen by a hash of the routing key",
            "x-random", "To one queue, chosen at random",
            "x-recent-history", "To all queues bound, and its last messages to those that are bound anew"));

    private static final Map<String, String> MECHANISMS = new TreeMap<>(Map.of(
            "AMQPLAIN", "Name and password in a field table",
            "ANONYMOUS", "No name and no password: the user that is set for it",
            "EXTERNAL", "The name in the client's TLS certificate",
            "PLAIN", "Name and password"));

    private static final String HTTP = "http";

    private NodeDescription() {}

    /** The types of exchanges that can be declared. */
    static List<Map<String, Object>> exchangeTypes() {
        return described(EXCHANGE_TYPES, List.copyOf(EXCHANGE_TYPES.keySet()));
    }

    /** The mechanisms by which clients log in. */
    static List<Map<String, Object>> mechanisms(NodeAdmin node) {
        List<String> enabled = new ArrayList<>();
        node.effectiveSettings().forEach((key, value) -> {
            if (key.startsWith("auth_mechanisms.")) {
                enabled.add(value);
            }
        });
        return described(MECHANISMS, enabled.isEmpty() ? List.of("AMQPLAIN", "ANONYMOUS", "PLAIN") : enabled);
    }

    private static List<Map<String, Object>> described(Map<String, String> all, List<String> enabled) {
        List<Map<String, Object>> list = new ArrayList<>();
        all.forEach((name, description) -> {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("name", name);
            entry.put("description", description);
            entry.put("enabled", enabled.contains(name));
            list.add(entry);
        });
        return list;
    }

    /** Where it listens. */
    static List<Map<String, Object>> listeners(NodeAdmin node) {
        List<Map<String, Object>> list = new ArrayList<>();
        for (Listener listener : node.status().listeners()) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("node", node.name());
            entry.put("protocol", listener.protocol());
            entry.put("ip_address", listener.address());
            entry.put("port", listener.port());
            entry.put("socket_opts", socketOptions(node, listener));
            list.add(entry);
        }
        return list;
    }

    private static Map<String, Object> socketOptions(NodeAdmin node, Listener listener) {
        Map<String, Object> options = new LinkedHashMap<>();
        if (listener.protocol().startsWith("amqp")) {
            SortedMap<String, String> settings = node.effectiveSettings();
            options.put("backlog", Long.parseLong(settings.getOrDefault("tcp_listen_options.backlog", "128")));
            options.put("nodelay", !"false".equals(settings.get("tcp_listen_options.nodelay")));
        } else {
            options.put("port", listener.port());
        }
        return options;
    }

    /** What is served over HTTP. */
    static List<Map<String, Object>> contexts(NodeAdmin node, boolean withNode) {
        String prefix = node.effectiveSettings().getOrDefault("management.path_prefix", "");
        List<Map<String, Object>> list = new ArrayList<>();
        for (Listener listener : node.status().listeners()) {
            if (!listener.protocol().startsWith(HTTP)) {
                continue;
            }
            boolean metrics = listener.protocol().endsWith("prometheus");
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("ssl_opts", List.of());
            if (withNode) {
                entry.put("node", node.name());
            }
            entry.put("description", metrics ? "Metrics" : "Management");
            entry.put("path", metrics || prefix.isEmpty() ? "/" : prefix);
            entry.put("cowboy_opts", "[]");
            entry.put("port", Integer.toString(listener.port()));
            if (!listener.protocol().equals(HTTP)) {
                entry.put("protocol", listener.protocol());
            }
            list.add(entry);
        }
        return list;
    }
}
