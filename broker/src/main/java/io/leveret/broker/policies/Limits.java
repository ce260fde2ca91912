package io.leveret.broker.policies;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The limits of virtual hosts and of users, as they were set at run time. Any thread. */
public final class Limits {
    /** No limit. */
    public static final long NONE = Long.MAX_VALUE;

    private final Map<String, Map<String, Long>> ofVhosts = new ConcurrentHashMap<>();
    private final Map<String, Map<String, Long>> ofUsers = new ConcurrentHashMap<>();

    /** None yet. */
    public Limits() {}

    /** Replaces those of a virtual host; by key, as RabbitMQ names them. */
    public void vhost(String name, Map<String, Long> limits) {
        set(ofVhosts, name, limits);
    }

    /** Replaces those of a user; by key, as RabbitMQ names them. */
    public void user(String name, Map<String, Long> limits) {
        set(ofUsers, name, limits);
    }

    private static void set(Map<String, Map<String, Long>> all, String name, Map<String, Long> limits) {
        if (limits.isEmpty()) {
            all.remove(name);
        } else {
            all.put(name, Map.copyOf(limits));
        }
    }

    /** Most connections that may be open to a virtual host. */
    public long connectionsTo(String vhost) {
        return get(ofVhosts, vhost, "max-connections");
    }

    /** Most queues that a virtual host may have. */
    public long queuesIn(String vhost) {
        return get(ofVhosts, vhost, "max-queues");
    }

    /** Most connections that a user may have. */
    public long connectionsOf(String user) {
        return get(ofUsers, user, "max-connections");
    }

    /** Most channels that a user may have. */
    public long channelsOf(String user) {
        return get(ofUsers, user, "max-channels");
    }

    /** Numbers below 0 mean that there is none. */
    private static long get(Map<String, Map<String, Long>> all, String name, String key) {
        Map<String, Long> limits = all.get(name);
        Long limit = limits == null ? null : limits.get(key);
        return limit == null || limit < 0 ? NONE : limit;
    }
}
