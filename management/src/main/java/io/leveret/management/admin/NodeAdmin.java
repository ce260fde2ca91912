package io.leveret.management.admin;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

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

    /**
     * The certificate of a listener.
     *
     * @param authorities the file with the certificates of who signs clients' certificates, or ""
     * @param expiresAtMs when the first certificate in {@code file} is valid no more
     * @param authoritiesExpireAtMs the same of the one in {@code authorities} that ends first; 0 without such a file
     */
    record ListenerCertificate(
            Listener listener, String file, String authorities, long expiresAtMs, long authoritiesExpireAtMs) {}

    /** Certificates as they are in use now; none without TLS. */
    List<ListenerCertificate> certificates();

    /** Most connections of clients, 0 for no limit. */
    int connectionMax();

    /** The name of the cluster where nobody has given it one. */
    String defaultClusterName();

    /** The settings that were given and have an effect, by key, as text; of secrets nothing but stars. */
    SortedMap<String, String> effectiveSettings();

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

    /** Its log, which outlives a stop of the broker. */
    LogsAdmin logs();

    /** Takes no more connections of AMQP; those that are open stay. Until the broker is started anew. */
    void suspendListeners();

    /** Takes connections again, at the ports where it did. */
    void resumeListeners() throws AdminException;

    /** Marks it as under maintenance, or no longer; what that means is for who asks. Until the process ends. */
    void maintenance(boolean on);

    /** Whether it is under maintenance. */
    boolean maintenance();
}
