package io.leveret.management.api;

import io.leveret.management.admin.ConnectionsAdmin.Peer;
import java.util.Map;

/** The client's end of a connection, as its name says it. */
final class ClientAddress {
    private ClientAddress() {}

    /** Puts {@code peer_host} and {@code peer_port} of a connection {@code host:port -> host:port}. */
    static void put(Map<String, Object> object, String connectionName) {
        Peer client = Peer.client(connectionName);
        object.put("peer_host", client.host());
        object.put("peer_port", client.port());
    }
}
