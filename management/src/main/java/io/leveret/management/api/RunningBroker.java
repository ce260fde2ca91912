package io.leveret.management.api;

import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.BrokerPorts;
import io.leveret.management.admin.NodeAdmin;
import io.leveret.management.admin.UsersAdmin.UserDetails;
import io.leveret.management.admin.VhostsAdmin.VhostDetails;
import io.leveret.management.http.ApiException;
import java.util.Optional;

/** The broker that a request is for, and what requests look up in it. */
final class RunningBroker {
    private RunningBroker() {}

    /**
     * Its ports.
     *
     * @throws AdminException it is being stopped
     */
    static BrokerPorts of(NodeAdmin node) throws AdminException {
        return node.broker()
                .orElseThrow(() -> new AdminException(AdminException.Kind.TIMEOUT, "the broker does not run"));
    }

    /**
     * A virtual host.
     *
     * @throws ApiException 404
     */
    static VhostDetails vhost(BrokerPorts broker, String name) throws ApiException {
        return broker.vhosts().list().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(ApiException::notFound);
    }

    /** A user, if there is one of that name. */
    static Optional<UserDetails> user(BrokerPorts broker, String name) {
        return broker.users().list().stream()
                .filter(each -> each.name().equals(name))
                .findFirst();
    }
}
