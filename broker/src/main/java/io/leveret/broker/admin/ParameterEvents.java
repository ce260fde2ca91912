package io.leveret.broker.admin;

import io.leveret.broker.events.EventTable;
import io.leveret.broker.events.EventType;
import io.leveret.broker.vhost.BrokerQueue;
import io.leveret.management.admin.ParametersAdmin;
import io.leveret.management.admin.ParametersAdmin.Parameter;
import io.leveret.management.json.Json;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Tells of parameters, and of what they mean: policies, limits. Which events there are, and in which order, was seen at
 * RabbitMQ 4.0.5: a policy of the operator is told as a parameter and as a policy, and who sets again what was set
 * already is not heard, but for global parameters and limits of users.
 */
record ParameterEvents(AdminEvents events) {
    private static final String TYPE = "type";

    /**
     * One was set.
     *
     * @param before what was there, or null
     * @param queues those to which policies now say something else
     */
    void set(Parameter parameter, Parameter before, Collection<BrokerQueue> queues) {
        Object value = Json.read(parameter.value());
        Object old = before == null ? null : Json.read(before.value());
        if (parameter.component().equals(ParametersAdmin.USER_LIMITS)) {
            userLimits(parameter.name(), fields(value), fields(old));
            return;
        }
        if (Objects.equals(value, old) && !parameter.vhost().isEmpty()) {
            return;
        }
        if (!parameter.component().equals(ParametersAdmin.POLICY)) {
            events.tell(
                    EventType.PARAMETER_SET,
                    parameter.vhost(),
                    parameter.name(),
                    table ->
                            table.text("component", told(parameter.component())).value("value", EventValues.of(value)));
        }
        if (Parameters.isPolicy(parameter.component())) {
            policySet(parameter, fields(value), queues);
        } else if (parameter.component().equals(ParametersAdmin.VHOST_LIMITS)) {
            events.tell(
                    EventType.VHOST_LIMITS_SET,
                    parameter.vhost(),
                    parameter.name(),
                    table -> fields(value).forEach((key, limit) -> table.value(key, EventValues.of(limit))));
        }
    }

    private void policySet(Parameter parameter, Map<String, Object> policy, Collection<BrokerQueue> queues) {
        for (BrokerQueue queue : queues) {
            String type = queue.arguments().type().rabbitName();
            events.tell(EventType.QUEUE_POLICY_UPDATED, parameter.vhost(), queue.name(), table -> {
                table.text(TYPE, type);
                describe(policy, table);
            });
        }
        events.tell(EventType.POLICY_SET, parameter.vhost(), parameter.name(), table -> describe(policy, table));
    }

    private static void describe(Map<String, Object> policy, EventTable table) {
        table.value("apply-to", EventValues.of(policy.get("apply-to") == null ? "all" : policy.get("apply-to")))
                .value("priority", EventValues.of(policy.get("priority") == null ? 0 : policy.get("priority")))
                .value("pattern", EventValues.of(policy.get("pattern")))
                .value("definition", EventValues.of(policy.get("definition")));
    }

    /** RabbitMQ names the limits that were given; here those that are new or other than before. */
    private void userLimits(String user, Map<String, Object> now, Map<String, Object> before) {
        SortedMap<String, Object> changed = new TreeMap<>(now);
        changed.entrySet().removeAll(before.entrySet());
        if (changed.isEmpty() && !now.keySet().containsAll(before.keySet())) {
            userLimitsCleared(user);
            return;
        }
        Map<String, Object> told = changed.isEmpty() ? now : changed;
        events.tell(EventType.USER_LIMITS_SET, "", user, table -> {
            table.text("name", "limits").text("username", user);
            told.forEach((key, limit) -> table.value(key, EventValues.of(limit)));
        });
    }

    private void userLimitsCleared(String user) {
        events.tell(
                EventType.USER_LIMITS_CLEARED,
                "",
                user,
                table -> table.text("name", "limits").text("username", user));
    }

    /**
     * One was cleared.
     *
     * @param queues those to which policies now say something else
     */
    void cleared(String vhost, String component, String name, Collection<BrokerQueue> queues) {
        if (component.equals(ParametersAdmin.USER_LIMITS)) {
            userLimitsCleared(name);
            return;
        }
        if (!component.equals(ParametersAdmin.POLICY)) {
            events.tell(EventType.PARAMETER_CLEARED, vhost, name, table -> table.text("component", told(component)));
        }
        for (BrokerQueue queue : queues) {
            String type = queue.arguments().type().rabbitName();
            events.tell(EventType.QUEUE_POLICY_CLEARED, vhost, queue.name(), table -> table.text(TYPE, type));
        }
        EventType meaning = switch (component) {
            case ParametersAdmin.POLICY -> EventType.POLICY_CLEARED;
            case ParametersAdmin.OPERATOR_POLICY -> EventType.OPERATOR_POLICY_CLEARED;
            case ParametersAdmin.VHOST_LIMITS -> EventType.VHOST_LIMITS_CLEARED;
            default -> null;
        };
        if (meaning != null) {
            events.tell(meaning, vhost, name);
        }
    }

    /** All of a virtual host's that went with it. */
    void clearedWithVhost(List<Parameter> gone) {
        gone.forEach(each -> cleared(each.vhost(), each.component(), each.name(), List.of()));
    }

    private static Map<String, Object> fields(Object value) {
        SortedMap<String, Object> fields = new TreeMap<>();
        if (value instanceof Map<?, ?> given) {
            given.forEach((key, each) -> fields.put(key.toString(), each));
        }
        return fields;
    }

    /** What RabbitMQ calls the component of parameters that belong to none. */
    private static String told(String component) {
        return component.isEmpty() ? "global" : component;
    }
}
