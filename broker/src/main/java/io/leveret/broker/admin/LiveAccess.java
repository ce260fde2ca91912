package io.leveret.broker.admin;

import io.leveret.broker.access.Authenticator;
import io.leveret.broker.access.Login;
import io.leveret.broker.access.Permissions;
import io.leveret.broker.access.Right;
import io.leveret.broker.vhost.VirtualHosts;
import io.leveret.management.admin.AccessControl;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** The node's access control, for its administration. */
final class LiveAccess implements AccessControl {
    private final Authenticator authenticator;
    private final Permissions permissions;
    private final VirtualHosts vhosts;

    LiveAccess(Authenticator authenticator, Permissions permissions, VirtualHosts vhosts) {
        this.authenticator = authenticator;
        this.permissions = permissions;
        this.vhosts = vhosts;
    }

    @Override
    public Optional<Identity> logIn(String name, String password, InetAddress from) {
        if (authenticator.authenticate(name, password, from) instanceof Login.Accepted accepted) {
            List<String> tags = List.copyOf(accepted.user().tags());
            return Optional.of(new Identity(accepted.user().name(), tags, true));
        }
        return Optional.empty();
    }

    @Override
    public boolean isKeptLocal(String name, String password, InetAddress from) {
        return authenticator.isKeptLocal(name, password, from);
    }

    @Override
    public boolean isVhost(String name) {
        return vhosts.get(name) != null;
    }

    @Override
    public boolean mayEnter(String user, String vhost) {
        return permissions.hasVhost(user, vhost);
    }

    @Override
    public boolean allowsKey(String user, String vhost, AccessRight right, String exchange, String routingKey) {
        return permissions.topics().allows(user, vhost, exchange, Right.valueOf(right.name()), routingKey);
    }

    @Override
    public boolean allows(String user, String vhost, AccessRight right, String resource) {
        return permissions.allows(user, vhost, Right.valueOf(right.name()), resource);
    }
}
