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
    private final Set<String> vhosts = new HashSet<>();
    private final Set<String> local = new HashSet<>();

    /** Adds a user with these tags. */
    public FakeAccess user(String name, String... tagNames) {
        tags.put(name, List.of(tagNames));
        return this;
    }

    /** Gives a user a permission that allows everything in a virtual host. */
    public FakeAccess enter(String user, String vhost) {
        vhosts.add(vhost);
        entered.add(user + " " + vhost);
        return this;
    }

    @Override
    public Optional<Identity> logIn(String name, String password, InetAddress from) {
        boolean right = !local.contains(name) && tags.containsKey(name) && password.equals(name);
        return right ? Optional.of(new Identity(name, tags.get(name), true)) : Optional.empty();
    }

    /** Lets a user log in from this machine only: in this test, from nowhere. */
    public FakeAccess keepLocal(String user) {
        local.add(user);
        return this;
    }

    /** Adds a virtual host that nobody may enter yet. */
    public FakeAccess vhost(String name) {
        vhosts.add(name);
        return this;
    }

    @Override
    public boolean isKeptLocal(String name, String password, InetAddress from) {
        return local.contains(name) && password.equals(name);
    }

    @Override
    public boolean isVhost(String name) {
        return vhosts.contains(name);
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
