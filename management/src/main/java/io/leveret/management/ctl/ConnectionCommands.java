package io.leveret.management.ctl;

import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.ConnectionsAdmin.ConnectionDetails;
import java.util.regex.Pattern;

/** Closing connections. */
final class ConnectionCommands {
    private static final String GROUP = "Operations";
    private static final Pattern ID = Pattern.compile("<[^<>]+\\.\\d+\\.\\d+\\.\\d+>");

    private static final String LIMIT = "limit";
    private static final String DELAY = "per-connection-delay";

    private ConnectionCommands() {}

    static void addTo(CommandTable table) {
        table.add(Command.named(
                        "close_all_connections",
                        GROUP,
                        "Instructs the broker to close all connections for the specified vhost or entire RabbitMQ node")
                .takes(
                        "[--vhost <vhost> --limit <limit>] [-n <node> --global] [--per-connection-delay <delay>]"
                                + " <explanation>",
                        1,
                        1)
                .switches("global")
                .options(LIMIT, DELAY)
                .checking(call -> {
                    call.number(LIMIT, 0);
                    call.number(DELAY, 0);
                })
                .saying(ConnectionCommands::closingAll)
                .doing(ConnectionCommands::closeAll));
        table.add(Command.named(
                        "close_all_user_connections",
                        GROUP,
                        "Instructs the broker to close all connections of the specified user")
                .takes("<username> <explanation>", 2, 2)
                .saying(call ->
                        "Closing connections of user " + call.argument(0) + ", reason: " + call.argument(1) + "...")
                .doing(call -> {
                    call.broker().connections().closeAll(null, call.argument(0), 0, call.argument(1));
                    return Result.NOTHING;
                }));
        table.add(Command.named(
                        "close_connection",
                        GROUP,
                        "Instructs the broker to close the connection associated with the Erlang process id")
                .takes("<connection pid> <explanation>", 2, 2)
                .saying(call -> "Closing connection " + call.argument(0) + ", reason: " + call.argument(1) + "...")
                .doing(ConnectionCommands::close));
    }

    private static String closingAll(Invocation call) {
        String reason = ", reason: " + call.argument(0) + "...";
        if (call.options().has("global")) {
            return "Closing all connections to node " + call.node().name() + " (global)" + reason;
        }
        String limit = call.options().valueOr(LIMIT, "0");
        return "Closing " + (limit.equals("0") ? "all" : limit) + " connections in vhost " + call.vhost() + reason;
    }

    private static Result closeAll(Invocation call) throws AdminException, BadUsage, CommandFailure {
        String vhost = call.options().has("global") ? null : call.vhost();
        int limit = call.number(LIMIT, 0);
        int delayMs = call.number(DELAY, 0);
        int closed = delayMs == 0
                ? call.broker().connections().closeAll(vhost, null, limit, call.argument(0))
                : closeSlowly(call, vhost, limit == 0 ? Integer.MAX_VALUE : limit, delayMs);
        return Result.outcome(call, "Closed " + closed + " connections");
    }

    /** One after the other, so that not all clients come back at once; ends early when nobody waits for it. */
    private static int closeSlowly(Invocation call, String vhost, int most, int delayMs)
            throws AdminException, CommandFailure {
        int closed = 0;
        for (ConnectionDetails each : call.broker().connections().connections()) {
            if (closed == most || call.session().isGone()) {
                break;
            }
            if (vhost == null || each.session().vhost().equals(vhost)) {
                if (closed > 0) {
                    Pause.ms(delayMs);
                }
                close(call, each.id(), call.argument(0));
                closed++;
            }
        }
        return closed;
    }

    /** One that is not there is closed already. */
    private static Result close(Invocation call) throws AdminException, CommandFailure {
        String id = call.argument(0);
        if (!ID.matcher(id).matches()) {
            throw CommandFailure.error(ExitCode.UNAVAILABLE, "Error:\n{:invalid_pid_syntax, \"" + id + "\"}");
        }
        close(call, id, call.argument(1));
        return Result.NOTHING;
    }

    private static void close(Invocation call, String id, String reason) throws AdminException {
        try {
            call.broker().connections().close(id, reason);
        } catch (AdminException e) {
            if (e.kind() != AdminException.Kind.NOT_FOUND) {
                throw e;
            }
        }
    }
}
