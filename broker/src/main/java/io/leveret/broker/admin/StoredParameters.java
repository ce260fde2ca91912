package io.leveret.broker.admin;

import io.leveret.broker.events.EventTable;
import io.leveret.broker.events.EventType;
import io.leveret.broker.policies.LimitRules;
import io.leveret.broker.vhost.VirtualHost;
import io.leveret.broker.vhost.VirtualHosts;
import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.AdminException.Kind;
import io.leveret.management.admin.ParametersAdmin;
import io.leveret.management.json.Json;
import io.leveret.persistence.DefinitionsStore.Change;
import java.util.List;
import java.util.Map;

/** The parameters of the node's own store. Policies hold everywhere when a method returns. */
final class StoredParameters implements ParametersAdmin {
    private final Parameters parameters;
    private final VirtualHosts vhosts;
    private final DurableChanges changes;
    private final AdminEvents events;

    StoredParameters(Parameters parameters, VirtualHosts vhosts, DurableChanges changes, AdminEvents events) {
        this.parameters = parameters;
        this.vhosts = vhosts;
        this.changes = changes;
        this.events = events;
    }

    @Override
    public List<Parameter> list() {
        return parameters.list();
    }

    @Override
    public void set(Parameter parameter) throws AdminException {
        changes.make(() -> {
            if (!parameter.vhost().isEmpty() && vhosts.get(parameter.vhost()) == null) {
                throw new AdminException(Kind.NO_SUCH_VHOST, parameter.vhost());
            }
            check(parameter);
            Change put = parameters.put(parameter);
            policiesChanged(parameter.vhost(), parameter.component());
            return List.of(put);
        });
        applyPolicies(parameter.vhost(), parameter.component());
        events.tell(
                Parameters.isPolicy(parameter.component()) ? EventType.POLICY_SET : EventType.PARAMETER_SET,
                parameter.vhost(),
                parameter.name(),
                table -> tell(parameter, table));
    }

    @Override
    public void clear(String vhost, String component, String name) throws AdminException {
        changes.make(() -> {
            Change removed = parameters.remove(vhost, component, name);
            if (removed == null) {
                throw new AdminException(Kind.NOT_FOUND, "Parameter does not exist");
            }
            policiesChanged(vhost, component);
            return List.of(removed);
        });
        applyPolicies(vhost, component);
        events.tell(cleared(component), vhost, name, table -> {
            if (!Parameters.isPolicy(component)) {
                table.text("component", told(component));
            }
        });
    }

    private static EventType cleared(String component) {
        return switch (component) {
            case POLICY -> EventType.POLICY_CLEARED;
            case OPERATOR_POLICY -> EventType.OPERATOR_POLICY_CLEARED;
            default -> EventType.PARAMETER_CLEARED;
        };
    }

    /** What RabbitMQ calls the component of parameters that belong to none. */
    private static String told(String component) {
        return component.isEmpty() ? "global" : component;
    }

    /** What the event exchange tells of a new value: the parts of a policy, the value of anything else as a whole. */
    private static void tell(Parameter parameter, EventTable table) {
        Object value = Json.read(parameter.value());
        if (!Parameters.isPolicy(parameter.component())) {
            table.text("component", told(parameter.component())).value("value", EventValues.of(value));
        } else if (value instanceof Map<?, ?> policy) {
            table.value("apply-to", EventValues.of(policy.get("apply-to") == null ? "all" : policy.get("apply-to")))
                    .value("priority", EventValues.of(policy.get("priority") == null ? 0 : policy.get("priority")))
                    .value("pattern", EventValues.of(policy.get("pattern")))
                    .value("definition", EventValues.of(policy.get("definition")));
        }
    }

    private static void check(Parameter parameter) throws AdminException {
        boolean ofUser = parameter.component().equals(USER_LIMITS);
        try {
            if (Parameters.isPolicy(parameter.component())) {
                Parameters.policy(parameter);
            } else if (parameter.component().equals(VHOST_LIMITS)) {
                LimitRules.ofVhost(Json.read(parameter.value()));
            } else if (ofUser) {
                LimitRules.ofUser(Json.read(parameter.value()));
            }
        } catch (IllegalArgumentException e) {
            String text = ofUser ? e.getMessage() : "Validation failed\n\n" + e.getMessage() + "\n";
            throw new AdminException(Kind.INVALID, text, e);
        }
    }

    /** Within the order of changes. */
    private void policiesChanged(String vhost, String component) {
        VirtualHost concerned = Parameters.isPolicy(component) ? vhosts.get(vhost) : null;
        if (concerned != null) {
            concerned.policies(parameters.policies(vhost));
        }
    }

    /** After it, so that many queues hold up nobody; returns when all of them have changed. */
    private void applyPolicies(String vhost, String component) throws AdminException {
        VirtualHost concerned = Parameters.isPolicy(component) ? vhosts.get(vhost) : null;
        if (concerned != null) {
            ShardQuestions.<VirtualHost, Boolean>ask(
                    List.of(concerned), (each, answer) -> each.applyPolicies(() -> answer.accept(true)));
        }
    }
}
