package io.leveret.management.ctl;

import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.BrokerPorts;
import io.leveret.management.admin.ParametersAdmin;
import io.leveret.management.admin.ParametersAdmin.Parameter;
import io.leveret.management.json.Json;
import java.util.List;
import java.util.Set;

/** Parameters of components that are not there are refused as RabbitMQ refuses them; global ones are kept. */
final class ParameterCommands {
    private static final String GROUP = "Parameters";
    private static final Set<String> NOT_LISTED =
            Set.of(ParametersAdmin.POLICY, ParametersAdmin.USER_LIMITS, ParametersAdmin.GLOBAL);

    /** Components whose parameters can be set; those of others may have come with definitions. */
    private static final Set<String> COMPONENTS = Set.of(ParametersAdmin.VHOST_LIMITS, ParametersAdmin.OPERATOR_POLICY);

    private ParameterCommands() {}

    static void addTo(CommandTable table) {
        table.add(Command.named("clear_global_parameter", GROUP, "Clears a global runtime parameter")
                .takes("<name>", 1, 1)
                .saying(call -> "Clearing global runtime parameter \"" + call.argument(0) + "\" ...")
                .doing(call -> {
                    call.broker().parameters().clear("", ParametersAdmin.GLOBAL, call.argument(0));
                    return Result.NOTHING;
                }));
        table.add(Command.named("clear_parameter", GROUP, "Clears a runtime parameter.")
                .takes("[--vhost <vhost>] <component_name> <name>", 2, 2)
                .saying(call -> "Clearing runtime parameter \"" + call.argument(1) + "\" for component \""
                        + call.argument(0) + "\" on vhost \"" + call.vhost() + "\" ...")
                .doing(call -> {
                    refusePolicies(call.argument(0), "cleared");
                    call.broker().parameters().clear(call.vhost(), call.argument(0), call.argument(1));
                    return Result.NOTHING;
                }));
        Columns<Parameter> columns = new Columns<Parameter>()
                .with("component", Parameter::component)
                .with("name", Parameter::name)
                .with("value", Parameter::value);
        table.add(Command.named("list_global_parameters", GROUP, "Lists global runtime parameters")
                .takes("[--no-table-headers]", 0, 0)
                .saying(call -> "Listing global runtime parameters ...")
                .doing(call -> columns.table(
                        List.of("name", "value"),
                        call.broker().parameters().list().stream()
                                .filter(each -> each.vhost().isEmpty()
                                        && each.component().equals(ParametersAdmin.GLOBAL))
                                .toList(),
                        false)));
        table.add(Command.named("list_parameters", GROUP, "Lists runtime parameters for a virtual host")
                .takes("[--vhost <vhost>] [--no-table-headers]", 0, 0)
                .saying(call -> "Listing runtime parameters for vhost \"" + call.vhost() + "\" ...")
                .doing(call -> columns.table(
                        List.of("component", "name", "value"),
                        brokerWithVhost(call).parameters().list().stream()
                                .filter(each ->
                                        each.vhost().equals(call.vhost()) && !NOT_LISTED.contains(each.component()))
                                .toList(),
                        false)));
        table.add(Command.named("set_global_parameter", GROUP, "Sets a runtime parameter.")
                .takes("<name> <value>", 2, 2)
                .saying(call -> "Setting global runtime parameter \"" + call.argument(0) + "\" to \"" + call.argument(1)
                        + "\" ...")
                .doing(ParameterCommands::setGlobal));
        table.add(Command.named("set_parameter", GROUP, "Sets a runtime parameter.")
                .takes("[--vhost <vhost>] <component_name> <name> <value>", 3, 3)
                .saying(call -> "Setting runtime parameter \"" + call.argument(1) + "\" for component \""
                        + call.argument(0) + "\" to \"" + call.argument(2) + "\" in vhost \"" + call.vhost()
                        + "\" ...")
                .doing(ParameterCommands::set));
    }

    private static Result setGlobal(Invocation call) throws AdminException, CommandFailure {
        parse(call.argument(1));
        call.broker().parameters().set(new Parameter("", ParametersAdmin.GLOBAL, call.argument(0), call.argument(1)));
        return Result.NOTHING;
    }

    private static Result set(Invocation call) throws AdminException, CommandFailure {
        parse(call.argument(2));
        String component = call.argument(0);
        refusePolicies(component, "set");
        if (!COMPONENTS.contains(component)) {
            throw validation("component " + component + " not found");
        }
        call.broker().parameters().set(new Parameter(call.vhost(), component, call.argument(1), call.argument(2)));
        return Result.NOTHING;
    }

    /** They are kept as parameters, and have commands of their own; the operator's are parameters in RabbitMQ, too. */
    private static void refusePolicies(String component, String done) throws CommandFailure {
        if (component.equals(ParametersAdmin.POLICY)) {
            throw CommandFailure.error(ExitCode.UNAVAILABLE, "policies may not be " + done + " using this method");
        }
    }

    /** The refusal of a value. */
    static CommandFailure validation(String text) {
        return CommandFailure.error(ExitCode.UNAVAILABLE, "Validation failed\n\n" + text + "\n");
    }

    /** Reads JSON, or refuses it. */
    static Object parse(String json) throws CommandFailure {
        try {
            return Json.read(json);
        } catch (IllegalArgumentException e) {
            throw CommandFailure.error(
                    ExitCode.UNAVAILABLE,
                    "Could not parse JSON document: {error,{failed_to_decode_json,<<\"" + json + "\">>}}");
        }
    }

    private static BrokerPorts brokerWithVhost(Invocation call) throws AdminException {
        if (!call.broker().vhosts().exists(call.vhost())) {
            throw new AdminException(AdminException.Kind.NO_SUCH_VHOST, call.vhost());
        }
        return call.broker();
    }
}
