package io.leveret.management.http;

import io.leveret.management.admin.AccessControl;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Users whose password is their name; what they may is what was said. */
public final class FakeAccess implements AccessControl {
    private final Map<String, List<String>> tags = new HashMap<>();
    private final Set<String> entered = new HashSet<>();

    /** Adds a user with these tags. */
    public FakeAccess user(String name, String... tagNames) {
        tags.put(name, List.of(tagNames));
        return this;
    }

    /** Gives a user a permission that allows everything in a virtual host. */
    public FakeAccess enter(String user, String vhost) {
        entered.add(user + " " + vhost);
        return this;
    }

    @Override
    public Optional<Identity> logIn(String name, String password, InetAddress from) {
        boolean right = tags.containsKey(name) && password.equals(name);
        return right ? Optional.of(new Identity(name, tags.get(name), true)) : Optional.empty();
    }

    @Override
    public boolean mayEnter(String user, String vhost) {
        return entered.contains(user + " " + vhost);
    }

    @Override
    public boolean allows(String user, String vhost, AccessRight right, String resource) {
        return mayEnter(user, vhost);
    }
}
