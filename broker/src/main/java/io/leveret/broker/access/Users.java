package io.leveret.broker.access;

import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** The users there are. Any thread. */
public final class Users {
    /** The tag of those who may publish with another user's id. */
    public static final String IMPERSONATOR = "impersonator";

    /** Compared with when there is no user, so that the time of an answer does not tell who exists. */
    private static final PasswordHash NOBODY = PasswordHash.create("nobody");

    private final ConcurrentMap<String, User> users = new ConcurrentHashMap<>();

    /** Adds a user; false, and nothing changed, when the name is taken. */
    public boolean add(User user) {
        return users.putIfAbsent(user.name(), user) == null;
    }

    /** Adds or replaces a user; the one before, or null. */
    public User put(User user) {
        return users.put(user.name(), user);
    }

    /** Removes a user; the one there was, or null. */
    public User remove(String name) {
        return users.remove(name);
    }

    /** The user of that name, or null. */
    public User get(String name) {
        return users.get(name);
    }

    /** Whether there is a user of that name with this tag. */
    public boolean hasTag(String name, String tag) {
        User user = users.get(name);
        return user != null && user.tags().contains(tag);
    }

    /** All users by name. */
    public List<User> list() {
        return users.values().stream().sorted(Comparator.comparing(User::name)).toList();
    }

    /**
     * The user, if this is the password; else null. An empty password never is, as in RabbitMQ. Unknown users and those
     * without a password cost the same as wrong passwords.
     */
    public User authenticate(String name, byte[] utf8Password) {
        User user = users.get(name);
        boolean hasPassword = user != null && !user.hash().isEmpty();
        boolean matches = (hasPassword ? user.hash() : NOBODY).matches(utf8Password);
        return hasPassword && matches && utf8Password.length > 0 ? user : null;
    }
}
