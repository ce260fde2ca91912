package io.leveret.management.http;

import io.leveret.management.admin.AccessControl;
import io.leveret.management.admin.AccessControl.AccessRight;
import io.leveret.management.admin.AccessControl.Identity;
import java.util.List;

/** Who sent a request, and what this user may see. The rules over tags are RabbitMQ's. */
public final class Caller {
    private final AccessControl access;
    private final Identity identity;
    private final String address;

    /** The name by which RabbitMQ's events and logs call whoever uses its command line. */
    private static final String OPERATOR = "rmq-cli";

    /** @param address where the request comes from, for the log: host and port */
    public Caller(AccessControl access, Identity identity, String address) {
        this.access = access;
        this.identity = identity;
        this.address = address;
    }

    /** Who administers the node on its own machine, over its control channel: no user of any table, who may all. */
    public static Caller operator() {
        return new Caller(EverythingAllowed.INSTANCE, new Identity(OPERATOR, List.of("administrator"), true), "local");
    }

    /** Whether it is {@link #operator}: a name alone does not tell. */
    public boolean isOperator() {
        return access == EverythingAllowed.INSTANCE;
    }

    /** The user's name. */
    public String name() {
        return identity.name();
    }

    /** The user's tags, in their order. */
    public List<String> tags() {
        return identity.tags();
    }

    /** Whether it is a user of this node's own table. */
    public boolean isInternal() {
        return identity.internal();
    }

    /** Where the request comes from: host and port. */
    public String address() {
        return address;
    }

    /** Whether this user may see anything here at all. */
    public boolean isManagement() {
        return isMonitor() || tagged("management") || tagged("policymaker");
    }

    /** Whether this user may see nodes, and what belongs to other users. */
    public boolean isMonitor() {
        return tagged("monitoring") || isAdministrator();
    }

    /** Whether this user may change policies and parameters in virtual hosts that are open to it. */
    public boolean isPolicymaker() {
        return tagged("policymaker") || isAdministrator();
    }

    /** Whether this user may change everything. */
    public boolean isAdministrator() {
        return tagged("administrator");
    }

    private boolean tagged(String tag) {
        return identity.tags().contains(tag);
    }

    /** Whether a virtual host is open to this user by path: an administrator sees all. */
    public boolean sees(String vhost) {
        return isAdministrator() || access.mayEnter(name(), vhost);
    }

    /** Whether this user has a permission in a virtual host; being an administrator does not give one. */
    public boolean mayEnter(String vhost) {
        return access.mayEnter(name(), vhost);
    }

    /** Whether this user's topic permissions allow a routing key on an exchange of type topic. */
    public boolean allowsKey(String vhost, AccessRight right, String exchange, String routingKey) {
        return access.allowsKey(name(), vhost, right, exchange, routingKey);
    }

    /** Whether this user's permissions allow something on a queue or exchange. */
    public boolean allows(String vhost, AccessRight right, String resource) {
        return access.allows(name(), vhost, right, resource);
    }
}
