package io.leveret.management.api;

import io.leveret.management.admin.EventsAdmin.NodeEvent;
import io.leveret.management.http.Caller;

/** Who may hear of what: whoever could see the object in a list. */
final class EventSight {
    private EventSight() {}

    static boolean sees(Caller caller, NodeEvent event) {
        String family = event.type().substring(0, Math.max(0, event.type().indexOf('.')));
        return switch (family) {
            case "alarm" -> true;
            case "user", "permission", "topic" -> caller.isAdministrator();
            case "vhost" -> caller.sees(event.vhost().isEmpty() ? event.name() : event.vhost());
            case "connection", "channel", "consumer" ->
                (caller.isMonitor() || caller.name().equals(event.user()))
                        && (event.vhost().isEmpty() || caller.sees(event.vhost()));
            case "queue", "exchange", "binding", "policy", "parameter", "operator" ->
                event.vhost().isEmpty() ? caller.isMonitor() : caller.sees(event.vhost());
            default -> caller.isAdministrator();
        };
    }

    /** Whether a client must log in anew: what this user is has changed. Permissions are asked for each event. */
    static boolean endsSession(Caller caller, NodeEvent event) {
        return switch (event.type()) {
            case "user.deleted", "user.tags.set", "user.password.changed", "user.password.cleared" ->
                event.name().equals(caller.name());
            default -> false;
        };
    }
}
