package io.leveret.management.ctl;

import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.AdminException.Kind;
import io.leveret.management.admin.DelayedAdmin.DelayedMessage;
import io.leveret.management.admin.DelayedAdmin.DelayedPage;
import java.util.ArrayList;
import java.util.List;

/** Messages that exchanges of type {@code x-delayed-message} hold back. RabbitMQ has no such commands. */
final class DelayedCommands {
    private static final String GROUP = "Delayed messages";

    /** As many are listed unless more are wanted; so many are asked for at a time. */
    private static final int PAGE = 1000;

    private DelayedCommands() {}

    static void addTo(CommandTable table) {
        table.add(Command.named("list_delayed_messages", GROUP, "Lists messages that an exchange holds back")
                .takes("[--vhost <vhost>] <exchange> [--from <id>] [--most <count>]", 1, 1)
                .options("from", "most")
                .checking(call -> {
                    number(call, "from", 1);
                    number(call, "most", PAGE);
                })
                .saying(call -> "Listing delayed messages of exchange '" + call.argument(0) + "' in vhost '"
                        + call.vhost() + "' ...")
                .doing(DelayedCommands::list));
        table.add(Command.named("count_delayed_messages", GROUP, "Says how many messages an exchange holds back")
                .takes("[--vhost <vhost>] <exchange>", 1, 1)
                .doing(DelayedCommands::count));
        table.add(Command.named("cancel_delayed_message", GROUP, "Drops a message that an exchange holds back")
                .takes("[--vhost <vhost>] <exchange> <id>", 2, 2)
                .checking(call -> number(call.argument(1), "id"))
                .saying(call -> "Cancelling delayed message " + call.argument(1) + " of exchange '" + call.argument(0)
                        + "' in vhost '" + call.vhost() + "' ...")
                .doing(DelayedCommands::cancel));
    }

    private static long number(Invocation call, String option, long otherwise) throws BadUsage {
        String given = call.options().value(option);
        return given == null ? otherwise : number(given, option);
    }

    private static long number(String text, String name) throws BadUsage {
        if (!text.matches("[0-9]{1,18}")) {
            throw new BadUsage("Invalid options for this command:\n" + name + " : " + text);
        }
        return Long.parseLong(text);
    }

    private static Result list(Invocation call) throws AdminException, CommandFailure, BadUsage {
        long left = number(call, "most", PAGE);
        long next = number(call, "from", 1);
        List<List<Object>> rows = new ArrayList<>();
        try {
            while (left > 0 && next != 0) {
                DelayedPage page =
                        call.broker().delayed().list(call.vhost(), call.argument(0), next, (int) Math.min(left, PAGE));
                for (DelayedMessage message : page.messages()) {
                    rows.add(List.of(message.id(), message.dueAtMs(), message.sizeBytes()));
                }
                left -= page.messages().size();
                next = page.nextId();
            }
        } catch (AdminException e) {
            throw named(e);
        }
        return new Result.Table(List.of("id", "due_at", "size_bytes"), rows, true);
    }

    private static Result count(Invocation call) throws AdminException, CommandFailure {
        try {
            return Result.lines(Long.toString(call.broker().delayed().count(call.vhost(), call.argument(0))));
        } catch (AdminException e) {
            throw named(e);
        }
    }

    private static Result cancel(Invocation call) throws AdminException, CommandFailure, BadUsage {
        try {
            long id = number(call.argument(1), "id");
            if (call.broker().delayed().cancel(call.vhost(), call.argument(0), id)) {
                return Result.NOTHING;
            }
        } catch (AdminException e) {
            throw named(e);
        }
        throw CommandFailure.error(ExitCode.DATA, "Message not found");
    }

    private static AdminException named(AdminException e) throws CommandFailure {
        if (e.kind() == Kind.NOT_FOUND || e.kind() == Kind.NO_SUCH_VHOST) {
            throw CommandFailure.error(ExitCode.DATA, "No exchange of this name that delays messages was found");
        }
        return e;
    }
}
