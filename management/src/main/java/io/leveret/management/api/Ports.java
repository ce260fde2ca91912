package io.leveret.management.api;

import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.AdminException.Kind;
import io.leveret.management.admin.BrokerPorts;
import io.leveret.management.admin.NodeAdmin;

/** The broker's ports as routes get them: asked for at each request, since the broker may have been started anew. */
@FunctionalInterface
interface Ports {
    /**
     * Those of the broker that runs.
     *
     * @throws AdminException it is stopped
     */
    BrokerPorts get() throws AdminException;

    /** Those of a node. */
    static Ports of(NodeAdmin node) {
        return () -> node.broker().orElseThrow(() -> new AdminException(Kind.UNAVAILABLE, "the broker is stopped"));
    }
}
