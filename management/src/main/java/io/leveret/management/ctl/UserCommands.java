package io.leveret.management.ctl;

import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.UsersAdmin;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Users. */
final class UserCommands {
    private static final String GROUP = "Users";

    private UserCommands() {}

    static void addTo(CommandTable table) {
        table.add(Command.named(
                        "add_user",
                        GROUP,
                        "Creates a new user in the internal database."
                                + " This user will have no permissions for any virtual hosts by default.")
                .takes("<username> [<password>] [<password_hash> --pre-hashed-password]", 1, 2)
                .switches("pre-hashed-password")
                .checking(UserCommands::checkHash)
                .saying(call -> "Adding user \"" + call.argument(0) + "\" ...")
                .doing(UserCommands::add));
        table.add(Command.named(
                        "authenticate_user",
                        GROUP,
                        "Attempts to authenticate a user. Exits with a non-zero code if authentication fails.")
                .takes("<username> [<password>]", 1, 2)
                .saying(call -> "Authenticating user \"" + call.argument(0) + "\" ...")
                .doing(UserCommands::authenticate));
        table.add(Command.named("change_password", GROUP, "Changes the user password")
                .takes("<username> [<password>]", 1, 2)
                .saying(call -> "Changing password for user \"" + call.argument(0) + "\" ...")
                .doing(call -> {
                    call.broker().users().setPassword(call.argument(0), password(call));
                    return Result.NOTHING;
                }));
        table.add(Command.named(
                        "clear_password", GROUP, "Clears (resets) password and disables password login for a user")
                .takes("<username>", 1, 1)
                .saying(call -> "Clearing password for user \"" + call.argument(0) + "\" ...")
                .doing(UserCommands::clearPassword));
        table.add(Command.named(
                        "delete_user",
                        GROUP,
                        "Removes a user from the internal database. Has no effect on users provided by external"
                                + " backends such as LDAP")
                .takes("<username>", 1, 1)
                .saying(call -> "Deleting user \"" + call.argument(0) + "\" ...")
                .doing(UserCommands::delete));
        Columns<UsersAdmin.UserDetails> columns = new Columns<UsersAdmin.UserDetails>("user", "tags")
                .with("user", UsersAdmin.UserDetails::name)
                .with("tags", UsersAdmin.UserDetails::tags);
        table.add(Command.named("list_users", GROUP, "List user names and tags")
                .takes("[--no-table-headers] [--timeout <timeout>]", 0, 0)
                .saying(call -> "Listing users ...")
                .doing(call -> columns.table(
                        columns.wanted(List.of()), call.broker().users().list(), false)));
        table.add(Command.named("set_user_tags", GROUP, "Sets user tags")
                .takes("<username> <tag> [...]", 1, Integer.MAX_VALUE)
                .saying(call -> "Setting tags for user \"" + call.argument(0) + "\" to ["
                        + String.join(", ", tags(call)) + "] ...")
                .doing(call -> {
                    call.broker().users().setTags(call.argument(0), tags(call));
                    return Result.NOTHING;
                }));
    }

    private static List<String> tags(Invocation call) {
        return call.arguments().stream()
                .skip(1)
                .flatMap(argument -> List.of(argument.split("[ ,]+")).stream())
                .filter(tag -> !tag.isEmpty())
                .toList();
    }

    private static boolean isHashed(Invocation call) {
        return call.options().has("pre-hashed-password");
    }

    private static void checkHash(Invocation call) throws BadUsage {
        if (isHashed(call) && call.arguments().size() > 1 && !isBase64(call.argument(1))) {
            throw new BadUsage(ExitCode.DATA, "Bad argument: Could not Base64 decode provided password hash value");
        }
    }

    /** With the padding that Java's decoder would do without. */
    private static boolean isBase64(String text) {
        try {
            Base64.getDecoder().decode(text);
            return text.length() % 4 == 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static Result add(Invocation call) throws AdminException, CommandFailure {
        String password = password(call);
        if (password.isEmpty()) {
            throw CommandFailure.error(ExitCode.DATA, "Error: user's password cannot be empty");
        }
        try {
            if (isHashed(call)) {
                addHashed(call, password);
            } else {
                call.broker().users().add(call.argument(0), password);
            }
        } catch (AdminException e) {
            if (e.kind() == AdminException.Kind.EXISTS) {
                throw CommandFailure.error(ExitCode.SOFTWARE, "User \"" + call.argument(0) + "\" already exists")
                        .toMachines(call, "User " + call.argument(0) + " already exists");
            }
            throw e;
        }
        boolean quiet = call.options().has("quiet") || call.options().has("silent");
        String told = "Done. Don't forget to grant the user permissions to some virtual hosts!"
                + " See 'rabbitmqctl help set_permissions' to learn more.";
        return new Result.Value(
                quiet ? "" : told + "\n",
                new TreeMap<>(Map.of("message", told, "node", call.node().name(), "status", "ok")));
    }

    private static void addHashed(Invocation call, String hash) throws AdminException {
        String name = call.argument(0);
        if (call.broker().users().list().stream().anyMatch(each -> each.name().equals(name))) {
            throw new AdminException(AdminException.Kind.EXISTS, name);
        }
        call.broker().users().put(name, new UsersAdmin.Credential.Hash(hash, null), List.of());
    }

    /** The second argument, else a line of standard input, which is asked for. */
    private static String password(Invocation call) throws CommandFailure {
        if (call.arguments().size() > 1) {
            return call.argument(1);
        }
        try {
            call.session().out(isHashed(call) ? "Hashed and salted password: " : "Password: ");
            String line = call.session().readLine();
            if (line == null) {
                throw CommandFailure.error(ExitCode.DATA, "Password is not provided via argument or standard input");
            }
            return line;
        } catch (IOException e) {
            throw CommandFailure.error(ExitCode.USAGE, "no password could be read: " + e.getMessage());
        }
    }

    private static Result authenticate(Invocation call) throws CommandFailure {
        String user = call.argument(0);
        if (!call.broker().users().authenticate(user, password(call))) {
            throw CommandFailure.error(
                    ExitCode.DATA,
                    "Error: failed to authenticate user \"" + user + "\"\nuser '" + user + "' - invalid credentials");
        }
        return Result.lines("Success");
    }

    private static Result clearPassword(Invocation call) throws AdminException, CommandFailure {
        try {
            call.broker().users().setPassword(call.argument(0), null);
            return Result.NOTHING;
        } catch (AdminException e) {
            if (e.kind() == AdminException.Kind.NO_SUCH_USER) {
                throw noSuchUserTerm(call.argument(0));
            }
            throw e;
        }
    }

    /** How some commands of RabbitMQ show it. */
    static CommandFailure noSuchUserTerm(String user) {
        return CommandFailure.error(ExitCode.UNAVAILABLE, "{:no_such_user, \"" + user + "\"}");
    }

    /** A user that is not there is deleted already. */
    private static Result delete(Invocation call) throws AdminException {
        try {
            call.broker().users().delete(call.argument(0));
        } catch (AdminException e) {
            if (e.kind() != AdminException.Kind.NO_SUCH_USER) {
                throw e;
            }
        }
        return Result.NOTHING;
    }
}
