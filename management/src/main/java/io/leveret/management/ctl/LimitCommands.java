package io.leveret.management.ctl;

import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.ParametersAdmin;
import io.leveret.management.admin.ParametersAdmin.Parameter;
import io.leveret.management.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Limits of virtual hosts and users. */
final class LimitCommands {
    private static final String NAME = "limits";
    private static final Set<String> OF_VHOSTS = Set.of("max-connections", "max-queues");
    private static final Set<String> OF_USERS = Set.of("max-connections", "max-channels");

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
                .saying(call -> "Listing limits for user \"" + call.options().valueOr("user", "guest") + "\" ...")
                .doing(call -> {
                    String user = existing(call, call.options().valueOr("user", "guest"));
                    String limits = find(call, "", ParametersAdmin.USER_LIMITS, user);
                    return Result.lines(limits == null ? "{}" : limits);
                }));
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
                    checkVhostLimits(call.argument(0));
                    call.broker()
                            .parameters()
                            .set(new Parameter(call.vhost(), ParametersAdmin.VHOST_LIMITS, NAME, call.argument(0)));
                    return Result.NOTHING;
                }));
    }

    private static Result listVhost(Invocation call) {
        if (!call.options().has("global")) {
            String limits = find(call, call.vhost(), ParametersAdmin.VHOST_LIMITS, NAME);
            return limits == null ? new Result.Table(List.of(), List.of(), false) : Result.lines(limits);
        }
        List<List<Object>> rows = new ArrayList<>();
        for (Parameter each : call.broker().parameters().list()) {
            if (each.component().equals(ParametersAdmin.VHOST_LIMITS)) {
                rows.add(List.of(each.vhost(), each.value()));
            }
        }
        return new Result.Table(List.of("vhost", "limits"), rows, false);
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

    /** Refuses limits of a virtual host that are not known, or no numbers. */
    static void checkVhostLimits(String json) throws CommandFailure {
        limits(json, OF_VHOSTS);
    }

    private static Map<String, Object> limits(String json, Set<String> known) throws CommandFailure {
        Object parsed = ParameterCommands.parse(json);
        if (!(parsed instanceof Map<?, ?> given)) {
            throw ParameterCommands.validation("limits should be an object");
        }
        Map<String, Object> limits = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : given.entrySet()) {
            String name = entry.getKey().toString();
            if (!known.contains(name)) {
                throw ParameterCommands.validation(
                        "Unrecognised terms [{<<\"" + name + "\">>," + entry.getValue() + "}] in limits");
            }
            if (!(entry.getValue() instanceof Long)) {
                throw ParameterCommands.validation(
                        "<<\"" + name + "\">> should be integer, actually was " + entry.getValue());
            }
            limits.put(name, entry.getValue());
        }
        return limits;
    }

    private static String existing(Invocation call, String user) throws AdminException {
        if (call.broker().users().list().stream().noneMatch(each -> each.name().equals(user))) {
            throw new AdminException(AdminException.Kind.NO_SUCH_USER, user);
        }
        return user;
    }

    private static Result setUser(Invocation call) throws AdminException, CommandFailure {
        String user = existing(call, call.argument(0));
        Map<String, Object> limits = userLimits(call, user);
        limits.putAll(limits(call.argument(1), OF_USERS));
        call.broker().parameters().set(new Parameter("", ParametersAdmin.USER_LIMITS, user, Json.write(limits)));
        return Result.NOTHING;
    }

    private static Map<String, Object> userLimits(Invocation call, String user) throws CommandFailure {
        String before = find(call, "", ParametersAdmin.USER_LIMITS, user);
        return new LinkedHashMap<>(before == null ? Map.of() : limits(before, OF_USERS));
    }

    private static Result clearUser(Invocation call) throws AdminException, CommandFailure {
        String user = existing(call, call.argument(0));
        Map<String, Object> limits = userLimits(call, user);
        if (call.argument(1).equals("all")) {
            limits.clear();
        } else {
            limits.remove(call.argument(1));
        }
        call.broker().parameters().set(new Parameter("", ParametersAdmin.USER_LIMITS, user, Json.write(limits)));
        return Result.NOTHING;
    }
}
