package io.leveret.management.ctl;

import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.ParametersAdmin;
import io.leveret.management.admin.ParametersAdmin.Parameter;
import io.leveret.management.json.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Policies and those of the operator: kept as parameters whose values are as in RabbitMQ's definitions. */
final class PolicyCommands {
    private static final String GROUP = "Policies";

    /** RabbitMQ's word for what was not said. */
    private static final String UNDEFINED = "undefined";

    /** One of the two kinds: how its commands are called and what they say. */
    private record Kind(String component, String word, String description, String setting, String clearing) {}

    private static final Kind POLICY =
            new Kind(ParametersAdmin.POLICY, "policy", "policy", "Setting policy", "Clearing policy");
    private static final Kind OPERATOR = new Kind(
            ParametersAdmin.OPERATOR_POLICY,
            "operator_policy",
            "operator policy",
            "Setting operator policy override",
            "Clearing operator policy");

    private PolicyCommands() {}

    static void addTo(CommandTable table) {
        addClear(table, OPERATOR);
        addClear(table, POLICY);
        addList(table, OPERATOR, "list_operator_policies", "Listing operator policy overrides for vhost \"");
        addList(table, POLICY, "list_policies", "Listing policies for vhost \"");
        addSet(table, OPERATOR);
        addSet(table, POLICY);
    }

    private static void addClear(CommandTable table, Kind kind) {
        table.add(Command.named("clear_" + kind.word(), GROUP, "Clears (removes) a " + kind.description())
                .takes("[--vhost <vhost>] <name>", 1, 1)
                .saying(call -> kind.clearing() + " \"" + call.argument(0) + "\" on vhost \"" + call.vhost() + "\" ...")
                .doing(call -> {
                    call.broker().parameters().clear(call.vhost(), kind.component(), call.argument(0));
                    return Result.NOTHING;
                }));
    }

    private static void addList(CommandTable table, Kind kind, String name, String banner) {
        table.add(Command.named(name, GROUP, "Lists each " + kind.description() + " of a virtual host")
                .takes("[--vhost <vhost>] [--no-table-headers]", 0, 0)
                .saying(call -> banner + call.vhost() + "\" ...")
                .doing(call -> list(call, kind)));
    }

    private static Result list(Invocation call, Kind kind) throws AdminException {
        if (!call.broker().vhosts().exists(call.vhost())) {
            throw new AdminException(AdminException.Kind.NO_SUCH_VHOST, call.vhost());
        }
        List<List<Object>> rows = new ArrayList<>();
        for (Parameter each : call.broker().parameters().list()) {
            if (each.vhost().equals(call.vhost()) && each.component().equals(kind.component())) {
                Map<?, ?> value = (Map<?, ?>) Json.read(each.value());
                rows.add(List.of(
                        each.vhost(),
                        each.name(),
                        orElse(value.get("pattern"), UNDEFINED),
                        orElse(value.get("apply-to"), UNDEFINED),
                        Json.write(value.get("definition")),
                        orElse(value.get("priority"), 0L)));
            }
        }
        rows.sort(Comparator.comparingLong(row -> ((Number) row.get(row.size() - 1)).longValue()));
        return new Result.Table(List.of("vhost", "name", "pattern", "apply-to", "definition", "priority"), rows, false);
    }

    /** One that was set as a parameter need not say everything. */
    private static Object orElse(Object value, Object otherwise) {
        return value == null ? otherwise : value;
    }

    private static void addSet(CommandTable table, Kind kind) {
        table.add(Command.named("set_" + kind.word(), GROUP, "Sets or updates a " + kind.description())
                .takes(
                        "[--vhost <vhost>] [--priority <priority>] [--apply-to <apply-to>] <name> <pattern>"
                                + " <definition>",
                        3,
                        3)
                .options("priority", "apply-to")
                .saying(call -> kind.setting() + " \"" + call.argument(0) + "\" for pattern \"" + call.argument(1)
                        + "\" to \"" + call.argument(2) + "\" with priority \""
                        + call.options().valueOr("priority", "0") + "\" for vhost \"" + call.vhost() + "\" ...")
                .doing(call -> set(call, kind)));
    }

    private static Result set(Invocation call, Kind kind) throws AdminException, CommandFailure, BadUsage {
        Object definition = ParameterCommands.parse(call.argument(2));
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("pattern", call.argument(1));
        value.put("apply-to", call.options().valueOr("apply-to", "all"));
        value.put("definition", definition instanceof Map<?, ?> keys ? new TreeMap<>(keys) : definition);
        value.put("priority", priority(call));
        call.broker()
                .parameters()
                .set(new Parameter(call.vhost(), kind.component(), call.argument(0), Json.write(value)));
        return Result.NOTHING;
    }

    private static long priority(Invocation call) throws BadUsage {
        String text = call.options().valueOr("priority", "0");
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new BadUsage("Invalid options for this command:\n--priority : " + text);
        }
    }
}
