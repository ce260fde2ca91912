package io.leveret.management.ctl;

import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.PermissionsAdmin.PermissionDetails;
import io.leveret.management.admin.PermissionsAdmin.TopicPermissionDetails;
import java.util.List;

/** Permissions and topic permissions. */
final class PermissionCommands {
    private static final String GROUP = "Access Control";

    /** A change of a permission. */
    private interface Change {
        void make() throws AdminException;
    }

    private PermissionCommands() {}

    static void addTo(CommandTable table) {
        table.add(Command.named("clear_permissions", GROUP, "Revokes user permissions for a vhost")
                .takes("[--vhost <vhost>] <username>", 1, 1)
                .saying(call -> "Clearing permissions for user \"" + call.argument(0) + "\" in vhost \"" + call.vhost()
                        + "\" ...")
                .doing(call -> {
                    call.broker().permissions().clear(call.argument(0), call.vhost());
                    return Result.NOTHING;
                }));
        table.add(Command.named(
                        "clear_topic_permissions", GROUP, "Clears user topic permissions for a vhost or exchange")
                .takes("[--vhost <vhost>] <username> [<exchange>]", 1, 2)
                .saying(call -> "Clearing topic permissions " + onExchange(call) + "for user \"" + call.argument(0)
                        + "\" in vhost \"" + call.vhost() + "\" ...")
                .doing(call -> {
                    String exchange = call.arguments().size() > 1 ? call.argument(1) : null;
                    call.broker().permissions().clearTopic(call.argument(0), call.vhost(), exchange);
                    return Result.NOTHING;
                }));
        addLists(table);
        table.add(Command.named("set_permissions", GROUP, "Sets user permissions for a vhost")
                .takes("[--vhost <vhost>] <username> <conf> <write> <read>", 4, 4)
                .saying(call -> "Setting permissions for user \"" + call.argument(0) + "\" in vhost \"" + call.vhost()
                        + "\" ...")
                .doing(call -> set(
                        call,
                        () -> call.broker()
                                .permissions()
                                .set(new PermissionDetails(
                                        call.argument(0),
                                        call.vhost(),
                                        call.argument(1),
                                        call.argument(2),
                                        call.argument(3))))));
        table.add(Command.named("set_topic_permissions", GROUP, "Sets user topic permissions for an exchange")
                .takes("[--vhost <vhost>] <username> <exchange> <write> <read>", 4, 4)
                .saying(call -> "Setting topic permissions on \"" + call.argument(1) + "\" for user \""
                        + call.argument(0) + "\" in vhost \"" + call.vhost() + "\" ...")
                .doing(call -> set(
                        call,
                        () -> call.broker()
                                .permissions()
                                .setTopic(new TopicPermissionDetails(
                                        call.argument(0),
                                        call.vhost(),
                                        call.argument(1),
                                        call.argument(2),
                                        call.argument(3))))));
    }

    private static void addLists(CommandTable table) {
        Columns<PermissionDetails> permissions = new Columns<PermissionDetails>()
                .with("user", PermissionDetails::user)
                .with("vhost", PermissionDetails::vhost)
                .with("configure", PermissionDetails::configure)
                .with("write", PermissionDetails::write)
                .with("read", PermissionDetails::read);
        Columns<TopicPermissionDetails> topics = new Columns<TopicPermissionDetails>()
                .with("user", TopicPermissionDetails::user)
                .with("vhost", TopicPermissionDetails::vhost)
                .with("exchange", TopicPermissionDetails::exchange)
                .with("write", TopicPermissionDetails::write)
                .with("read", TopicPermissionDetails::read);
        table.add(Command.named("list_permissions", GROUP, "Lists user permissions in a virtual host")
                .takes("[--vhost <vhost>] [--no-table-headers]", 0, 0)
                .saying(call -> "Listing permissions for vhost \"" + call.vhost() + "\" ...")
                .doing(call -> permissions.table(
                        List.of("user", "configure", "write", "read"),
                        ofVhost(
                                call,
                                call.broker().permissions().list().stream()
                                        .filter(each -> each.vhost().equals(call.vhost()))
                                        .toList()),
                        false)));
        table.add(Command.named("list_topic_permissions", GROUP, "Lists topic permissions in a virtual host")
                .takes("[--vhost <vhost>] [--no-table-headers]", 0, 0)
                .saying(call -> "Listing topic permissions for vhost \"" + call.vhost() + "\" ...")
                .doing(call -> topics.table(
                        List.of("user", "exchange", "write", "read"),
                        ofVhost(
                                call,
                                call.broker().permissions().listTopic().stream()
                                        .filter(each -> each.vhost().equals(call.vhost()))
                                        .toList()),
                        false)));
        table.add(Command.named("list_user_permissions", GROUP, "Lists permissions of a user across all virtual hosts")
                .takes("[--no-table-headers] <username> [--timeout <timeout>]", 1, 1)
                .saying(call -> "Listing permissions for user \"" + call.argument(0) + "\" ...")
                .doing(call -> permissions.table(
                        List.of("vhost", "configure", "write", "read"),
                        ofUser(
                                call,
                                call.broker().permissions().list().stream()
                                        .filter(each -> each.user().equals(call.argument(0)))
                                        .toList()),
                        false)));
        table.add(Command.named("list_user_topic_permissions", GROUP, "Lists user topic permissions")
                .takes("[--no-table-headers] <username>", 1, 1)
                .withoutHeaders()
                .saying(call -> "Listing topic permissions for user \"" + call.argument(0) + "\" ...")
                .doing(call -> topics.table(
                        List.of("vhost", "exchange", "write", "read"),
                        ofUser(
                                call,
                                call.broker().permissions().listTopic().stream()
                                        .filter(each -> each.user().equals(call.argument(0)))
                                        .toList()),
                        false)));
    }

    private static String onExchange(Invocation call) {
        return call.arguments().size() > 1 ? "on \"" + call.argument(1) + "\" " : "";
    }

    private static <T> List<T> ofVhost(Invocation call, List<T> rows) throws AdminException {
        if (!call.broker().vhosts().exists(call.vhost())) {
            throw new AdminException(AdminException.Kind.NO_SUCH_VHOST, call.vhost());
        }
        return rows;
    }

    private static <T> List<T> ofUser(Invocation call, List<T> rows) throws CommandFailure {
        if (call.broker().users().list().stream().noneMatch(user -> user.name().equals(call.argument(0)))) {
            throw UserCommands.noSuchUserTerm(call.argument(0));
        }
        return rows;
    }

    /** Users and virtual hosts that are not there have texts of their own here. */
    private static Result set(Invocation call, Change change) throws AdminException, CommandFailure {
        try {
            change.make();
            return Result.NOTHING;
        } catch (AdminException e) {
            switch (e.kind()) {
                case NO_SUCH_USER ->
                    throw CommandFailure.error(ExitCode.NO_USER, "User " + e.getMessage() + " does not exist")
                            .toMachines(call, "User " + e.getMessage() + " does not exist");
                case NO_SUCH_VHOST ->
                    throw CommandFailure.error(
                            ExitCode.UNAVAILABLE, "Virtual host " + e.getMessage() + " does not exist");
                default -> throw e;
            }
        }
    }
}
