package io.leveret.broker.access;

import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The permissions there are. Any thread.
 *
 * <p>A look-up runs a regular expression, so callers on the hot path keep its result for as long as {@link #version()}
 * stays what it was before the look-up.
 */
public final class Permissions {
    /** The name under which the default exchange, which has an empty one, is checked, as in RabbitMQ. */
    public static final String DEFAULT_EXCHANGE = "amq.default";

    private record Key(String user, String vhost) {}

    private record Grant(Permission permission, Pattern configure, Pattern write, Pattern read) {
        Pattern pattern(Right right) {
            return switch (right) {
                case CONFIGURE -> configure;
                case WRITE -> write;
                case READ -> read;
            };
        }
    }

    private final ConcurrentMap<Key, Grant> grants = new ConcurrentHashMap<>();
    private final AtomicLong version = new AtomicLong();
    private final TopicPermissions topics = new TopicPermissions();
    private volatile Consumer<String> listener = user -> {};

    /**
     * Adds or replaces what a user may do in a virtual host; the permission before, or null.
     *
     * @throws IllegalArgumentException an expression is malformed or too large; nothing changed
     */
    public Permission put(Permission permission) {
        Grant grant = new Grant(
                permission,
                permission.pattern(Right.CONFIGURE),
                permission.pattern(Right.WRITE),
                permission.pattern(Right.READ));
        Grant before = grants.put(new Key(permission.user(), permission.vhost()), grant);
        changed(permission.user());
        return before == null ? null : before.permission;
    }

    /** Takes all permissions of a user in a virtual host away; those there were, or null. */
    public Permission remove(String user, String vhost) {
        Grant before = grants.remove(new Key(user, vhost));
        changed(user);
        return before == null ? null : before.permission;
    }

    /** Takes all permissions of a user away, as when it is deleted; what there was. */
    public List<Permission> removeUser(String user) {
        List<Permission> removed = removeAll(key -> key.user.equals(user));
        changed(user);
        return removed;
    }

    /** Takes all permissions in a virtual host away, as when it is deleted; what there was. */
    public List<Permission> removeVhost(String vhost) {
        List<Permission> removed = removeAll(key -> key.vhost.equals(vhost));
        version.incrementAndGet();
        return removed;
    }

    private List<Permission> removeAll(Predicate<Key> concerned) {
        List<Permission> removed = new ArrayList<>();
        for (Key key : grants.keySet()) {
            Grant grant = concerned.test(key) ? grants.remove(key) : null;
            if (grant != null) {
                removed.add(grant.permission);
            }
        }
        return removed;
    }

    /**
     * Has somebody told whose permissions have changed, by the thread that changes them. That a virtual host is gone is
     * not told: nobody is in it any more.
     */
    public void whenChanged(Consumer<String> newListener) {
        listener = newListener;
    }

    /** After a change: who saw the old permissions has the old version. */
    private void changed(String user) {
        version.incrementAndGet();
        listener.accept(user);
    }

    /** What a user may do in a virtual host, or null. */
    public Permission get(String user, String vhost) {
        Grant grant = grants.get(new Key(user, vhost));
        return grant == null ? null : grant.permission;
    }

    /** All permissions by virtual host and user. */
    public List<Permission> list() {
        return grants.values().stream()
                .map(Grant::permission)
                .sorted(Comparator.comparing(Permission::vhost).thenComparing(Permission::user))
                .toList();
    }

    /** Whether a user may open a virtual host: it has a permission there, be it one that allows nothing. */
    public boolean hasVhost(String user, String vhost) {
        return grants.containsKey(new Key(user, vhost));
    }

    /**
     * Whether a user has a right on a queue or exchange.
     *
     * @param resource its name; the empty one stands for the default exchange
     */
    public boolean allows(String user, String vhost, Right right, String resource) {
        Grant grant = grants.get(new Key(user, vhost));
        return grant != null
                && grant.pattern(right)
                        .matcher(resource.isEmpty() ? DEFAULT_EXCHANGE : resource)
                        .find();
    }

    /** Those over routing keys, which have a version of their own. */
    public TopicPermissions topics() {
        return topics;
    }

    /** A number that changes with every change, after it. */
    public long version() {
        return version.get();
    }
}
