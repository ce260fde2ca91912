package io.leveret.management.http;

import io.leveret.management.admin.AccessControl;
import java.net.InetAddress;
import java.util.Optional;

/** The access of the operator, who could as well read and write the node's files: nothing is refused. */
enum EverythingAllowed implements AccessControl {
    INSTANCE;

    @Override
    public Optional<Identity> logIn(String name, String password, InetAddress from) {
        return Optional.empty();
    }

    @Override
    public boolean isKeptLocal(String name, String password, InetAddress from) {
        return false;
    }

    /** What is not there the routes find out themselves. */
    @Override
    public boolean isVhost(String name) {
        return true;
    }

    @Override
    public boolean mayEnter(String user, String vhost) {
        return true;
    }

    @Override
    public boolean allows(String user, String vhost, AccessRight right, String resource) {
        return true;
    }
}
