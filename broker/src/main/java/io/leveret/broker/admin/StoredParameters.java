package io.leveret.broker.admin;

import io.leveret.broker.policies.LimitRules;
import io.leveret.broker.vhost.BrokerQueue;
import io.leveret.broker.vhost.VirtualHost;
import io.leveret.broker.vhost.VirtualHosts;
import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.AdminException.Kind;
import io.leveret.management.admin.ParametersAdmin;
import io.leveret.management.json.Json;
import io.leveret.persistence.DefinitionsStore.Change;
import java.util.List;

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
        Parameter[] before = new Parameter[1];
        changes.make(() -> {
            if (!parameter.vhost().isEmpty() && vhosts.get(parameter.vhost()) == null) {
                throw new AdminException(Kind.NO_SUCH_VHOST, parameter.vhost());
            }
            check(parameter);
            before[0] = parameters.get(parameter.vhost(), parameter.component(), parameter.name());
            Change put = parameters.put(parameter);
            policiesChanged(parameter.vhost(), parameter.component());
            return List.of(put);
        });
        List<BrokerQueue> queues = applyPolicies(parameter.vhost(), parameter.component());
        new ParameterEvents(events).set(parameter, before[0], queues);
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
        List<BrokerQueue> queues = applyPolicies(vhost, component);
        new ParameterEvents(events).cleared(vhost, component, name, queues);
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

    /**
     * After it, so that many queues hold up nobody; returns when all of them have changed.
     *
     * @return the queues to which policies now say something else
     */
    private List<BrokerQueue> applyPolicies(String vhost, String component) throws AdminException {
        VirtualHost concerned = Parameters.isPolicy(component) ? vhosts.get(vhost) : null;
        return concerned == null
                ? List.of()
                : ShardQuestions.<VirtualHost, List<BrokerQueue>>ask(
                                List.of(concerned), (each, answer) -> each.applyPolicies(answer::accept))
                        .get(0);
    }
}
