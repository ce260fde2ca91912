package io.leveret.management.definitions;

import io.leveret.codec.FieldTable;
import io.leveret.management.admin.DefinitionSet;
import io.leveret.management.admin.DefinitionSet.ExchangeEntry;
import io.leveret.management.admin.DefinitionSet.QueueEntry;
import io.leveret.management.admin.DefinitionSet.UserEntry;
import io.leveret.management.admin.DefinitionSet.VhostEntry;
import io.leveret.management.admin.ExchangesAdmin.BindingDetails;
import io.leveret.management.admin.ParametersAdmin;
import io.leveret.management.admin.ParametersAdmin.Parameter;
import io.leveret.management.admin.PermissionsAdmin.PermissionDetails;
import io.leveret.management.admin.PermissionsAdmin.TopicPermissionDetails;
import io.leveret.management.json.Json;
import java.util.AbstractList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Writes definitions as RabbitMQ 4.0.5 does, in an order that depends on what is defined alone. */
public final class DefinitionsWriter {
    private static final String VERSION = "4.0.5";
    private static final String VHOST = "vhost";
    private static final String VALUE = "value";

    private final boolean ofNode;

    private DefinitionsWriter(boolean ofNode) {
        this.ofNode = ofNode;
    }

    /**
     * Those of a node.
     *
     * @param leveretVersion of the program
     */
    public static Map<String, Object> node(DefinitionSet set, String clusterName, String leveretVersion) {
        Map<String, Object> file = head(leveretVersion, "cluster");
        file.put("original_cluster_name", clusterName);
        file.put("explanation", "Definitions of cluster '" + clusterName + "'");
        new DefinitionsWriter(true).write(set, file);
        return file;
    }

    /** Those of one virtual host, which has no name in them but in the head. */
    public static Map<String, Object> vhost(DefinitionSet set, String leveretVersion) {
        VhostEntry vhost = set.vhosts().get(0);
        Map<String, Object> file = head(leveretVersion, "single_virtual_host");
        file.put("original_vhost_name", vhost.name());
        file.put("explanation", "Definitions of virtual host '" + vhost.name() + "'");
        file.put("metadata", metadata(vhost));
        file.put("description", vhost.description());
        file.put("default_queue_type", vhost.defaultQueueType());
        file.put("limits", limits(set));
        new DefinitionsWriter(false).write(set, file);
        return file;
    }

    private static Map<String, Object> head(String leveretVersion, String format) {
        Map<String, Object> head = new LinkedHashMap<>();
        head.put("rabbit_version", VERSION);
        head.put("rabbitmq_version", VERSION);
        head.put("product_name", "Leveret");
        head.put("product_version", leveretVersion);
        head.put("rabbitmq_definition_format", format);
        return head;
    }

    private static Object limits(DefinitionSet set) {
        return set.parameters().stream()
                .filter(each -> each.component().equals(ParametersAdmin.VHOST_LIMITS))
                .findFirst()
                .map(each -> sorted(Json.read(each.value())))
                .orElse(Map.of());
    }

    private void write(DefinitionSet set, Map<String, Object> file) {
        if (ofNode) {
            file.put("users", list(set.users(), DefinitionsWriter::user));
            file.put("vhosts", list(set.vhosts(), DefinitionsWriter::vhost));
            file.put("permissions", list(set.permissions(), DefinitionsWriter::permission));
            file.put("topic_permissions", list(set.topicPermissions(), DefinitionsWriter::topicPermission));
        }
        file.put("parameters", list(set.parameters(), this::parameter));
        if (ofNode) {
            file.put("global_parameters", list(set.globalParameters(), DefinitionsWriter::globalParameter));
        }
        file.put("policies", list(set.policies(), this::policy));
        file.put("queues", list(set.queues(), this::queue));
        file.put("exchanges", list(set.exchanges(), this::exchange));
        file.put("bindings", list(set.bindings(), this::binding));
    }

    /** Entries become maps as they are written, one after the other. */
    private static <T> List<Map<String, Object>> list(List<T> entries, Function<T, Map<String, Object>> form) {
        return new AbstractList<>() {
            @Override
            public Map<String, Object> get(int index) {
                return form.apply(entries.get(index));
            }

            @Override
            public int size() {
                return entries.size();
            }
        };
    }

    private static Map<String, Object> user(UserEntry user) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", user.name());
        fields.put("password_hash", user.passwordHash());
        fields.put("hashing_algorithm", user.hashingAlgorithm());
        fields.put("tags", user.tags());
        fields.put("limits", Json.read(user.limits()));
        return fields;
    }

    private static Map<String, Object> vhost(VhostEntry vhost) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", vhost.name());
        fields.put("description", vhost.description());
        fields.put("metadata", metadata(vhost));
        fields.put("tags", vhost.tags());
        fields.put("default_queue_type", vhost.defaultQueueType());
        return fields;
    }

    private static Map<String, Object> metadata(VhostEntry vhost) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("description", vhost.description());
        fields.put("tags", vhost.tags());
        fields.put("default_queue_type", vhost.defaultQueueType());
        if (vhost.protectedFromDeletion()) {
            fields.put("protected_from_deletion", true);
        }
        return fields;
    }

    private static Map<String, Object> permission(PermissionDetails permission) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("user", permission.user());
        fields.put(VHOST, permission.vhost());
        fields.put("configure", permission.configure());
        fields.put("write", permission.write());
        fields.put("read", permission.read());
        return fields;
    }

    private static Map<String, Object> topicPermission(TopicPermissionDetails permission) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("user", permission.user());
        fields.put(VHOST, permission.vhost());
        fields.put("exchange", permission.exchange());
        fields.put("write", permission.write());
        fields.put("read", permission.read());
        return fields;
    }

    private static Map<String, Object> globalParameter(Parameter parameter) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", parameter.name());
        fields.put(VALUE, sorted(Json.read(parameter.value())));
        return fields;
    }

    private Map<String, Object> parameter(Parameter parameter) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put(VALUE, sorted(Json.read(parameter.value())));
        vhostOf(parameter.vhost(), fields);
        fields.put("component", parameter.component());
        fields.put("name", parameter.name());
        return fields;
    }

    private Map<String, Object> policy(Parameter policy) {
        Map<String, Object> fields = new LinkedHashMap<>();
        vhostOf(policy.vhost(), fields);
        fields.put("name", policy.name());
        Map<?, ?> value = Json.read(policy.value()) instanceof Map<?, ?> read ? read : Map.of();
        fields.put("pattern", value.get("pattern"));
        fields.put("apply-to", value.containsKey("apply-to") ? value.get("apply-to") : "all");
        fields.put("definition", sorted(value.get("definition")));
        fields.put("priority", value.get("priority"));
        return fields;
    }

    private Map<String, Object> queue(QueueEntry queue) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", queue.name());
        vhostOf(queue.vhost(), fields);
        fields.put("durable", queue.durable());
        fields.put("auto_delete", queue.autoDelete());
        arguments(queue.arguments(), fields);
        return fields;
    }

    private Map<String, Object> exchange(ExchangeEntry exchange) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", exchange.name());
        vhostOf(exchange.vhost(), fields);
        fields.put("type", exchange.type());
        fields.put("durable", exchange.durable());
        fields.put("auto_delete", exchange.autoDelete());
        fields.put("internal", exchange.internal());
        arguments(exchange.arguments(), fields);
        return fields;
    }

    private Map<String, Object> binding(BindingDetails binding) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("source", binding.source());
        vhostOf(binding.vhost(), fields);
        fields.put("destination", binding.destination());
        fields.put("destination_type", binding.toQueue() ? "queue" : "exchange");
        fields.put("routing_key", binding.routingKey());
        arguments(binding.arguments(), fields);
        return fields;
    }

    /** The second field is for the way back into Leveret alone. */
    private static void arguments(FieldTable arguments, Map<String, Object> fields) {
        fields.put("arguments", ArgumentsJson.write(arguments));
        List<String> voids = ArgumentsJson.voids(arguments);
        if (!voids.isEmpty()) {
            fields.put(ArgumentsJson.VOIDS, voids);
        }
    }

    /** Objects by the names of their fields. */
    private static Object sorted(Object json) {
        if (json instanceof Map<?, ?> members) {
            Map<String, Object> byName = new TreeMap<>();
            members.forEach((name, value) -> byName.put(name.toString(), sorted(value)));
            return byName;
        }
        return json instanceof List<?> elements
                ? elements.stream().map(DefinitionsWriter::sorted).toList()
                : json;
    }

    private void vhostOf(String name, Map<String, Object> fields) {
        if (ofNode) {
            fields.put(VHOST, name);
        }
    }
}
