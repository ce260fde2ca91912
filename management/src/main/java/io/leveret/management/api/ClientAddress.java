package io.leveret.management.api;

import java.util.Map;

/** The client's end of a connection, as its name says it. */
final class ClientAddress {
    private ClientAddress() {}

    /** Puts {@code peer_host} and {@code peer_port} of a connection {@code host:port -> host:port}. */
    static void put(Map<String, Object> object, String connectionName) {
        String client = connectionName.substring(0, Math.max(0, connectionName.indexOf(" -> ")));
        int colon = client.lastIndexOf(':');
        object.put("peer_host", colon < 0 ? client : client.substring(0, colon));
        object.put("peer_port", colon < 0 ? 0 : Long.parseLong(client.substring(colon + 1)));
    }
}
