package io.leveret.broker.access;

import com.google.re2j.Pattern;
import io.leveret.management.pattern.LinearPattern;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * The topic permissions there are. Any thread. Whoever has none on an exchange may use every key, as in RabbitMQ. Like
 * those over names they have a version, for as long as which an answer may be kept.
 */
public final class TopicPermissions {
    private record Key(String user, String vhost, String exchange) {}

    private record Grant(TopicPermission permission, Pattern write, Pattern read) {}

    private final ConcurrentMap<Key, Grant> grants = new ConcurrentHashMap<>();
    private final AtomicLong version = new AtomicLong();

    /**
     * Adds or replaces.
     *
     * @throws IllegalArgumentException an expression is malformed or too large; nothing changed
     */
    public void put(TopicPermission permission) {
        Map<String, String> names = Map.of("{username}", permission.user(), "{vhost}", permission.vhost());
        Grant grant = new Grant(permission, pattern(permission.write(), names), pattern(permission.read(), names));
        grants.put(key(permission), grant);
        version.incrementAndGet(); // after the change: who saw the old one has the old number
    }

    private static Key key(TopicPermission permission) {
        return new Key(permission.user(), permission.vhost(), permission.exchange());
    }

    /** The empty expression allows the empty key alone. */
    private static Pattern pattern(String expression, Map<String, String> names) {
        String written = expression.isEmpty() ? "^$" : expression;
        for (Map.Entry<String, String> name : names.entrySet()) {
            written = written.replace(name.getKey(), Pattern.quote(name.getValue()));
        }
        return LinearPattern.compile(written);
    }

    /** Takes away those of a user in a virtual host, on one exchange or, with null, on all; what there was. */
    public List<TopicPermission> remove(String user, String vhost, String exchange) {
        return removeAll(key -> key.user.equals(user)
                && key.vhost.equals(vhost)
                && (exchange == null || key.exchange.equals(exchange)));
    }

    /** Takes all of a user away; what there was. */
    public List<TopicPermission> removeUser(String user) {
        return removeAll(key -> key.user.equals(user));
    }

    /** Takes all in a virtual host away; what there was. */
    public List<TopicPermission> removeVhost(String vhost) {
        return removeAll(key -> key.vhost.equals(vhost));
    }

    private List<TopicPermission> removeAll(Predicate<Key> concerned) {
        List<TopicPermission> removed = new ArrayList<>();
        for (Key key : grants.keySet()) {
            Grant grant = concerned.test(key) ? grants.remove(key) : null;
            if (grant != null) {
                removed.add(grant.permission);
            }
        }
        version.incrementAndGet();
        return removed;
    }

    /** A number that changes with every change, after it. */
    public long version() {
        return version.get();
    }

    /** All by virtual host, user and exchange. */
    public List<TopicPermission> list() {
        return grants.values().stream()
                .map(Grant::permission)
                .sorted(Comparator.comparing(TopicPermission::vhost)
                        .thenComparing(TopicPermission::user)
                        .thenComparing(TopicPermission::exchange))
                .toList();
    }

    /** Whether there are none at all, so that nobody need ask. */
    public boolean isEmpty() {
        return grants.isEmpty();
    }

    /** Whether a user may use a routing key of an exchange; {@code right} is to write or to read. */
    public boolean allows(String user, String vhost, String exchange, Right right, String routingKey) {
        Grant grant = grants.get(new Key(user, vhost, exchange));
        if (grant == null) {
            return true;
        }
        Pattern pattern = right == Right.WRITE ? grant.write : grant.read;
        return pattern.matcher(routingKey).find();
    }
}
