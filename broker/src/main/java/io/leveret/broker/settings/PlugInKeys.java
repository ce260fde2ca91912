package io.leveret.broker.settings;

import java.util.Map;

/** What is said of a key that nobody knows here: whose it is in RabbitMQ, or what may have been meant. */
final class PlugInKeys {
    /** How keys of plug-ins begin. RabbitMQ refuses them as well, while the plug-in is not enabled. */
    private static final Map<String, String> PLUG_INS = Map.ofEntries(
            Map.entry("auth_cache.", "rabbitmq_auth_backend_cache"),
            Map.entry("auth_http.", "rabbitmq_auth_backend_http"),
            Map.entry("auth_ldap.", "rabbitmq_auth_backend_ldap"),
            Map.entry("auth_oauth2.", "rabbitmq_auth_backend_oauth2"),
            Map.entry("aws.", "rabbitmq_aws"),
            Map.entry("cluster_formation.aws.", "rabbitmq_peer_discovery_aws"),
            Map.entry("cluster_formation.consul.", "rabbitmq_peer_discovery_consul"),
            Map.entry("cluster_formation.etcd.", "rabbitmq_peer_discovery_etcd"),
            Map.entry("cluster_formation.k8s.", "rabbitmq_peer_discovery_k8s"),
            Map.entry("mqtt.", "rabbitmq_mqtt"),
            Map.entry("shovel.", "rabbitmq_shovel"),
            Map.entry("stomp.", "rabbitmq_stomp"),
            Map.entry("stream.", "rabbitmq_stream"),
            Map.entry("tracing.", "rabbitmq_tracing"),
            Map.entry("trust_store.", "rabbitmq_trust_store"),
            Map.entry("web_mqtt.", "rabbitmq_web_mqtt"),
            Map.entry("web_stomp.", "rabbitmq_web_stomp"));

    private PlugInKeys() {}

    /** The rest of a line that begins with the key and its place; may be empty. */
    static String hint(String key, SettingsTable table) {
        for (Map.Entry<String, String> each : PLUG_INS.entrySet()) {
            if (key.startsWith(each.getKey())) {
                return "; it is one of the plug-in " + each.getValue() + ", which is not offered";
            }
        }
        return table.nearest(key)
                .map(nearest -> "; the nearest known key is \"" + nearest + "\"")
                .orElse("");
    }
}
