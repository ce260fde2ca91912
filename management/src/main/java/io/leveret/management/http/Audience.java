package io.leveret.management.http;

/** Who may use a route; RabbitMQ's rules over the tags of users (management.md in the reference, §1). */
public enum Audience {
    /** Everybody, without a login. */
    ANYONE(null),
    /** Users with any of the tags management, policymaker, monitoring, administrator. */
    MANAGEMENT("Not management user"),
    /** Users with the tag monitoring or administrator. */
    MONITORING("Not monitor user"),
    /** {@link #MANAGEMENT}, with a permission in the virtual host that the path names; administrators in any case. */
    VHOST("User not authorised to access virtual host"),
    /** {@link #VHOST}; those with the tag monitoring in any case. */
    VISIBLE_VHOST("User not authorised to access virtual host"),
    /** Users with the tag policymaker and a permission in the virtual host that the path names; administrators. */
    POLICYMAKER("User not authorised to access object"),
    /** Users with the tag administrator. */
    ADMINISTRATOR("Not administrator user");

    private final String refusal;

    Audience(String refusal) {
        this.refusal = refusal;
    }

    /** Whether it depends on the virtual host in the path. */
    boolean asksVhost() {
        return this == VHOST || this == VISIBLE_VHOST || this == POLICYMAKER;
    }

    /** The reason that others are given. */
    String refusal() {
        return refusal;
    }

    /** Whether somebody belongs to it; where a virtual host counts, {@code vhost} is the one of the path, or null. */
    boolean admits(Caller caller, String vhost) {
        return switch (this) {
            case ANYONE -> true;
            case MANAGEMENT -> caller.isManagement();
            case MONITORING -> caller.isMonitor();
            case VHOST -> caller.isManagement() && (vhost == null || caller.sees(vhost));
            case VISIBLE_VHOST -> caller.isMonitor() || caller.isManagement() && (vhost == null || caller.sees(vhost));
            case POLICYMAKER -> caller.isPolicymaker() && (vhost == null || caller.sees(vhost));
            case ADMINISTRATOR -> caller.isAdministrator();
        };
    }
}
