package io.leveret.management.admin;

import java.util.List;
import java.util.Optional;

/** The node: its process, and the broker in it, which can be stopped and started while the process goes on. */
public interface NodeAdmin {
    /** Where the broker listens. */
    record Listener(String address, int port, String protocol) {}

    /** What {@code status} tells. Sizes in bytes. */
    record NodeStatus(
            String node,
            String version,
            long pid,
            long uptimeSeconds,
            String dataDirectory,
            long memoryUsedBytes,
            long memoryLimitBytes,
            long diskFreeBytes,
            long diskLimitBytes,
            int connections,
            int queues,
            List<Listener> listeners) {}

    /** The node's name. */
    String name();

    /** The broker, if it runs. */
    Optional<BrokerPorts> broker();

    /** What there is to tell; of a broker that is stopped there are no listeners and zeros. */
    NodeStatus status();

    /** Looks now whether the files of certificates have changed; nothing to do without TLS. */
    void lookAtCertificates();

    /** Stops the broker: connections are closed with 320, what is durable stays on disk. Nothing if it is stopped. */
    void stopBroker() throws AdminException;

    /** Starts the broker again; nothing if it runs. */
    void startBroker() throws AdminException;

    /** Has the process end in order, after this has returned. */
    void stop();
}
