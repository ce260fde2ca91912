package io.leveret.management.ctl;

import io.leveret.management.admin.AdminException;
import java.util.regex.Pattern;

/** Closing connections. */
final class ConnectionCommands {
    private static final String GROUP = "Operations";
    private static final Pattern ID = Pattern.compile("<[^<>]+\\.\\d+\\.\\d+\\.\\d+>");

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
                .options("limit", "per-connection-delay")
                .saying(call -> call.options().has("global")
                        ? "Closing all connections to node " + call.node().name() + " (global), reason: "
                                + call.argument(0) + "..."
                        : "Closing all connections in vhost " + call.vhost() + ", reason: " + call.argument(0) + "...")
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

    private static Result closeAll(Invocation call) throws AdminException, BadUsage {
        String vhost = call.options().has("global") ? null : call.vhost();
        int limit;
        try {
            limit = Integer.parseInt(call.options().valueOr("limit", "0"));
        } catch (NumberFormatException e) {
            throw new BadUsage("Invalid options for this command:\n--limit : "
                    + call.options().value("limit"));
        }
        int closed = call.broker().connections().closeAll(vhost, null, limit, call.argument(0));
        return Result.lines("Closed " + closed + " connections");
    }

    /** One that is not there is closed already. */
    private static Result close(Invocation call) throws AdminException, CommandFailure {
        String id = call.argument(0);
        if (!ID.matcher(id).matches()) {
            throw CommandFailure.error(ExitCode.UNAVAILABLE, "Error:\n{:invalid_pid_syntax, \"" + id + "\"}");
        }
        try {
            call.broker().connections().close(id, call.argument(1));
        } catch (AdminException e) {
            if (e.kind() != AdminException.Kind.NOT_FOUND) {
                throw e;
            }
        }
        return Result.NOTHING;
    }
}
