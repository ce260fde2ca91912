package io.leveret.management.ctl;

import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.ParametersAdmin;
import io.leveret.management.admin.ParametersAdmin.Parameter;
import io.leveret.management.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Limits of virtual hosts and users. */
final class LimitCommands {
    private static final String NAME = "limits";
    private static final String EMPTY = "{}";

    private LimitCommands() {}

    static void addTo(CommandTable table) {
        addVhostLimits(table);
        table.add(Command.named("clear_user_limits", "Users", "Clears user connection/channel limits")
                .takes("<username> <limit> | all", 2, 2)
                .saying(call -> "Clearing "
                        + (call.argument(1).equals("all") ? "all limits" : "\"" + call.argument(1) + "\" limit")
                        + " for user \"" + call.argument(0) + "\" ...")
                .doing(LimitCommands::clearUser));
        table.add(Command.named("list_user_limits", "Users", "Displays configured user limits")
                .takes("[--user <username>] [--global]", 0, 0)
                .options("user")
                .switches("global")
                .saying(call -> call.options().has("global")
                        ? "Listing limits for all users ..."
                        : "Listing limits for user \"" + call.options().valueOr("user", "guest") + "\" ...")
                .doing(LimitCommands::listUser));
        table.add(Command.named("set_user_limits", "Users", "Sets user limits")
                .takes("<username> <definition>", 2, 2)
                .saying(call ->
                        "Setting user limits to \"" + call.argument(1) + "\" for user \"" + call.argument(0) + "\" ...")
                .doing(LimitCommands::setUser));
    }

    private static void addVhostLimits(CommandTable table) {
        String group = "Virtual hosts";
        table.add(Command.named("clear_vhost_limits", group, "Clears virtual host limits")
                .takes("[--vhost <vhost>]", 0, 0)
                .saying(call -> "Clearing vhost \"" + call.vhost() + "\" limits ...")
                .doing(call -> {
                    call.broker().parameters().clear(call.vhost(), ParametersAdmin.VHOST_LIMITS, NAME);
                    return Result.NOTHING;
                }));
        table.add(Command.named("list_vhost_limits", group, "Displays configured virtual host limits")
                .takes("[--vhost <vhost>] [--global] [--no-table-headers]", 0, 0)
                .switches("global")
                .saying(call -> call.options().has("global")
                        ? "Listing limits for all vhosts ..."
                        : "Listing limits for vhost \"" + call.vhost() + "\" ...")
                .doing(LimitCommands::listVhost));
        table.add(Command.named("set_vhost_limits", group, "Sets virtual host limits")
                .takes("[--vhost <vhost>] <definition>", 1, 1)
                .saying(call ->
                        "Setting vhost limits to \"" + call.argument(0) + "\" for vhost \"" + call.vhost() + "\" ...")
                .doing(call -> {
                    call.broker()
                            .parameters()
                            .set(new Parameter(
                                    call.vhost(), ParametersAdmin.VHOST_LIMITS, NAME, sorted(call.argument(0))));
                    return Result.NOTHING;
                }));
    }

    private static Result listVhost(Invocation call) throws AdminException {
        if (call.options().has("global")) {
            return all(call, ParametersAdmin.VHOST_LIMITS, "vhost", Parameter::vhost);
        }
        if (!call.broker().vhosts().exists(call.vhost())) {
            throw new AdminException(AdminException.Kind.NO_SUCH_VHOST, call.vhost());
        }
        String limits = find(call, call.vhost(), ParametersAdmin.VHOST_LIMITS, NAME);
        return limits == null || limits.equals(EMPTY)
                ? new Result.Table(List.of(), List.of(), false)
                : new Result.Value(
                        limits + "\n",
                        new TreeMap<>(Map.of("node", call.node().name(), "result", "ok", "value", limits)));
    }

    private static Result listUser(Invocation call) throws CommandFailure {
        if (call.options().has("global")) {
            return all(call, ParametersAdmin.USER_LIMITS, "user", Parameter::name);
        }
        String user = existing(call, call.options().valueOr("user", "guest"));
        String limits = find(call, "", ParametersAdmin.USER_LIMITS, user);
        return Result.lines(limits == null ? EMPTY : limits);
    }

    private static Result all(Invocation call, String component, String column, Function<Parameter, String> owner) {
        List<List<Object>> rows = new ArrayList<>();
        for (Parameter each : call.broker().parameters().list()) {
            if (each.component().equals(component) && !each.value().equals(EMPTY)) {
                rows.add(List.of(owner.apply(each), each.value()));
            }
        }
        return new Result.Table(List.of(column, "limits"), rows, false);
    }

    private static String find(Invocation call, String vhost, String component, String name) {
        for (Parameter each : call.broker().parameters().list()) {
            if (each.vhost().equals(vhost)
                    && each.component().equals(component)
                    && each.name().equals(name)) {
                return each.value();
            }
        }
        return null;
    }

    /** The same JSON with the fields of an object by name. */
    private static String sorted(String json) throws CommandFailure {
        Object parsed = ParameterCommands.parse(json);
        return Json.write(parsed instanceof Map<?, ?> fields ? new TreeMap<>(fields) : parsed);
    }

    private static String existing(Invocation call, String user) throws CommandFailure {
        if (call.broker().users().list().stream().noneMatch(each -> each.name().equals(user))) {
            throw CommandFailure.error(ExitCode.UNAVAILABLE, "{:no_such_user, \"" + user + "\"}");
        }
        return user;
    }

    /** Those that are given join those that were there. */
    private static Result setUser(Invocation call) throws AdminException, CommandFailure {
        Object given = ParameterCommands.parse(call.argument(1));
        String user = existing(call, call.argument(0));
        Map<String, Object> limits = userLimits(call, user);
        if (given instanceof Map<?, ?> fields) {
            fields.forEach((key, value) -> limits.put(key.toString(), value));
        }
        setUser(call, user, given instanceof Map<?, ?> ? limits : given);
        return Result.NOTHING;
    }

    private static void setUser(Invocation call, String user, Object limits) throws AdminException {
        call.broker().parameters().set(new Parameter("", ParametersAdmin.USER_LIMITS, user, Json.write(limits)));
    }

    private static Map<String, Object> userLimits(Invocation call, String user) {
        String before = find(call, "", ParametersAdmin.USER_LIMITS, user);
        Map<String, Object> limits = new TreeMap<>();
        if (before != null && Json.read(before) instanceof Map<?, ?> fields) {
            fields.forEach((key, value) -> limits.put(key.toString(), value));
        }
        return limits;
    }

    private static Result clearUser(Invocation call) throws AdminException, CommandFailure {
        String user = existing(call, call.argument(0));
        Map<String, Object> limits = userLimits(call, user);
        if (call.argument(1).equals("all")) {
            limits.clear();
        } else {
            limits.remove(call.argument(1));
        }
        setUser(call, user, limits);
        return Result.NOTHING;
    }
}
