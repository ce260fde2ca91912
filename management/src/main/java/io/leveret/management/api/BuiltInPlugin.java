package io.leveret.management.api;

import java.util.List;

/**
 * One of RabbitMQ's plug-ins whose work is done here: it is on, always.
 *
 * @param implicit nobody asks for it: others need it
 */
public record BuiltInPlugin(String name, String description, boolean implicit) {
    private static final List<BuiltInPlugin> ALL = List.of(
            asked("rabbitmq_auth_mechanism_ssl", "Logins by the certificates of clients"),
            asked("rabbitmq_consistent_hash_exchange", "Exchanges that choose a queue by a hash on a ring"),
            asked("rabbitmq_delayed_message_exchange", "Exchanges that hold messages back for a while"),
            asked("rabbitmq_event_exchange", "Events of the broker as messages"),
            asked("rabbitmq_management", "HTTP API and console"),
            needed("rabbitmq_management_agent", "Figures for the HTTP API"),
            asked("rabbitmq_prometheus", "Metrics for Prometheus"),
            asked("rabbitmq_random_exchange", "Exchanges that choose a queue at random"),
            asked("rabbitmq_recent_history_exchange", "Exchanges that keep their last messages for new queues"),
            needed("rabbitmq_web_dispatch", "A server of HTTP for several uses"));

    private static BuiltInPlugin asked(String name, String description) {
        return new BuiltInPlugin(name, description, false);
    }

    private static BuiltInPlugin needed(String name, String description) {
        return new BuiltInPlugin(name, description, true);
    }

    /** All of them, by name. */
    public static List<BuiltInPlugin> all() {
        return ALL;
    }

    /** Their names. */
    public static List<String> names() {
        return ALL.stream().map(BuiltInPlugin::name).toList();
    }

    /** The names of those that were asked for. */
    static List<String> explicitNames() {
        return ALL.stream()
                .filter(plugin -> !plugin.implicit)
                .map(BuiltInPlugin::name)
                .toList();
    }
}
