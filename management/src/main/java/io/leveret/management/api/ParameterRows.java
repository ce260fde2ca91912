package io.leveret.management.api;

import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.BrokerPorts;
import io.leveret.management.admin.ParametersAdmin.Parameter;
import io.leveret.management.http.ApiException;
import io.leveret.management.json.Json;
import java.util.Optional;

/** What routes over parameters, policies and limits have in common. */
final class ParameterRows {
    private ParameterRows() {}

    /** The one of this name. */
    static Optional<Parameter> find(BrokerPorts broker, String vhost, String component, String name) {
        return broker.parameters().list().stream()
                .filter(each -> each.vhost().equals(vhost)
                        && each.component().equals(component)
                        && each.name().equals(name))
                .findFirst();
    }

    /**
     * Adds or replaces one.
     *
     * @return whether it was added
     * @throws ApiException 404: there is no such virtual host
     */
    static boolean set(BrokerPorts broker, String vhost, String component, String name, Object value)
            throws ApiException, AdminException {
        requireVhost(broker, vhost);
        boolean isNew = find(broker, vhost, component, name).isEmpty();
        broker.parameters().set(new Parameter(vhost, component, name, Json.write(value)));
        return isNew;
    }

    /** 404 as RabbitMQ has it where something is to be put into a virtual host that is not there. */
    static void requireVhost(BrokerPorts broker, String vhost) throws ApiException {
        if (!vhost.isEmpty() && !broker.vhosts().exists(vhost)) {
            throw ApiException.notFound("vhost_not_found");
        }
    }

    /** RabbitMQ's refusals of policies and parameters are written for pages. */
    static ApiException escaped(AdminException refusal) throws AdminException {
        if (refusal.kind() != AdminException.Kind.INVALID) {
            throw refusal;
        }
        return ApiException.badRequest(
                refusal.getMessage().replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"));
    }
}
