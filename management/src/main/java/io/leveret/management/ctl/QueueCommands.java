package io.leveret.management.ctl;

import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.AdminException.Kind;

/** Queues. */
final class QueueCommands {
    private static final String GROUP = "Queues";

    private QueueCommands() {}

    static void addTo(CommandTable table) {
        table.add(Command.named("delete_queue", GROUP, "Deletes a queue")
                .takes("[--vhost <vhost>] <queue_name> [--if-empty|-e] [--if-unused|-u]", 1, 1)
                .switches("if-empty", "if-unused", "e", "u")
                .saying(QueueCommands::deletionBanner)
                .doing(QueueCommands::delete));
        table.add(Command.named("purge_queue", GROUP, "Purges a queue (removes all messages in it)")
                .takes("<queue> [--timeout <timeout>]", 1, 1)
                .saying(call -> "Purging queue '" + call.argument(0) + "' in vhost '" + call.vhost() + "' ...")
                .doing(QueueCommands::purge));
    }

    private static boolean ifEmpty(Invocation call) {
        return call.options().has("if-empty") || call.options().has("e");
    }

    private static boolean ifUnused(Invocation call) {
        return call.options().has("if-unused") || call.options().has("u");
    }

    private static String deletionBanner(Invocation call) {
        String empty = ifEmpty(call) ? "empty" : "";
        String unused = ifUnused(call) ? "unused" : "";
        String both = empty + (empty.isEmpty() || unused.isEmpty() ? "" : " and ") + unused;
        return "Deleting queue '" + call.argument(0) + "' on vhost '" + call.vhost() + "' "
                + (both.isEmpty() ? "" : "if queue is " + both + " ") + "...";
    }

    private static Result delete(Invocation call) throws AdminException, CommandFailure {
        try {
            long messages =
                    call.broker().queues().delete(call.vhost(), call.argument(0), ifUnused(call), ifEmpty(call));
            return Result.lines("Queue was successfully deleted with " + messages + " ready messages");
        } catch (AdminException e) {
            switch (e.kind()) {
                case NOT_FOUND, NO_SUCH_VHOST -> throw CommandFailure.error(ExitCode.USAGE, "Queue not found");
                case INVALID ->
                    throw CommandFailure.error(
                            ExitCode.USAGE,
                            e.getMessage().endsWith("in use") ? "Queue is in use" : "Queue is not empty");
                default -> throw e;
            }
        }
    }

    private static Result purge(Invocation call) throws AdminException, CommandFailure {
        try {
            call.broker().queues().purge(call.vhost(), call.argument(0));
            return Result.NOTHING;
        } catch (AdminException e) {
            if (e.kind() == Kind.NOT_FOUND || e.kind() == Kind.NO_SUCH_VHOST) {
                throw new CommandFailure(ExitCode.DATA, "Object (queue, stream, exchange, etc) was not found");
            }
            throw e;
        }
    }
}
