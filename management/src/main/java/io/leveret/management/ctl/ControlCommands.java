package io.leveret.management.ctl;

import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.BrokerPorts;
import io.leveret.management.admin.Doer;
import io.leveret.management.admin.NodeAdmin;
import io.leveret.management.admin.RuntimeSettingsAdmin;
import io.leveret.management.control.ControlHandler;
import io.leveret.management.control.ControlRequest;
import io.leveret.management.control.ControlSession;
import io.leveret.management.ctl.Command.Tool;
import io.leveret.management.http.LocalApi;
import io.leveret.management.http.RouteTable;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Runs command lines: finds the command, checks what it was given, prints its banner, runs it, prints its result. All
 * methods on a thread of the control channel.
 */
public final class ControlCommands implements ControlHandler {
    private final NodeAdmin node;
    private final RuntimeSettingsAdmin runtime;
    private final String version;
    private final ApiChannel api;
    private final ApiQuestions questions;
    private final CommandTable table = new CommandTable();

    /**
     * Commands for a node.
     *
     * @param routes of the HTTP API, which are also served to the operator here; asked for at the first request
     */
    public ControlCommands(NodeAdmin node, RuntimeSettingsAdmin runtime, String version, Supplier<RouteTable> routes) {
        this.node = node;
        LocalApi local = new LocalApi(routes);
        this.api = new ApiChannel(local);
        this.questions = new ApiQuestions(local);
        this.runtime = runtime;
        this.version = version;
        NodeCommands.addTo(table);
        UserCommands.addTo(table);
        PermissionCommands.addTo(table);
        VhostCommands.addTo(table);
        ListCommands.addTo(table);
        ParameterCommands.addTo(table);
        PolicyCommands.addTo(table);
        LimitCommands.addTo(table);
        QueueCommands.addTo(table);
        DelayedCommands.addTo(table);
        ConnectionCommands.addTo(table);
        AlarmCommands.addTo(table);
        EvalCommand.addTo(table);
        HealthCommands.addTo(table);
        ListenerCommands.addTo(table);
        CertificateCommands.addTo(table);
        PluginCommands.addTo(table);
        ClusterCommands.addTo(table);
        FeatureCommands.addTo(table);
        RuntimeCommands.addTo(table);
        UpgradeCommands.addTo(table);
        AbsentCommands.addTo(table);
        ReportCommand.addTo(table);
        DefinitionsCommands.addTo(table);
        LogCommands.addTo(table);
        EncodeCommands.addTo(table);
        CompletionCommand.addTo(table);
    }

    /** All there are. */
    CommandTable table() {
        return table;
    }

    @Override
    public int run(ControlRequest request, ControlSession session) {
        return Doer.as(Doer.CONTROL_CHANNEL, () -> found(request, session));
    }

    private int found(ControlRequest request, ControlSession session) {
        if (request.tool().equals(ApiChannel.TOOL)) {
            return api(request, session);
        }
        Tool tool = tool(request.tool());
        Arguments rough = Arguments.parse(request.arguments(), Set.of(), Set.of());
        List<String> words = rough.positional();
        Command command = words.isEmpty() ? null : table.find(tool, words.get(0));
        if (command == null && !words.isEmpty() && words.get(0).equals("help")) {
            Command named = words.size() > 1 ? table.find(tool, words.get(1)) : null;
            if (named == null && words.size() > 1) {
                session.err("Error:\n" + HelpText.withoutHelp(tool, table, words.get(1)));
                return ExitCode.USAGE;
            }
            return help(tool, named, session);
        }
        if (command == null) {
            session.err(
                    words.isEmpty() ? HelpText.all(tool, table) + "\n" : HelpText.missing(tool, table, words.get(0)));
            return ExitCode.USAGE;
        }
        Arguments options = Arguments.parse(request.arguments(), command.switches(), command.values());
        if (options.has("help")) {
            return help(tool, command, session);
        }
        if (options.positional().isEmpty() || !options.positional().get(0).equals(command.name())) {
            session.err("Error (argument validation): '" + command.name()
                    + "' is the value of an option here; the command comes before its options\n"
                    + HelpText.usage(tool, command) + "\n");
            return ExitCode.USAGE;
        }
        int exitCode = answered(request, tool, command, options, session);
        AuditedCommands.record(command, options, exitCode);
        return exitCode;
    }

    private int answered(
            ControlRequest request, Tool tool, Command command, Arguments options, ControlSession session) {
        try {
            checkTimeout(request.arguments(), options);
            return run(tool, command, options, request.directory(), session);
        } catch (BadUsage e) {
            session.err("Error (argument validation): " + e.getMessage() + "\nArguments given:\n\t"
                    + String.join(" ", request.arguments()) + "\n" + HelpText.usage(tool, command) + "\n");
            return e.exitCode();
        } catch (CommandFailure e) {
            String formatter = options.valueOr("formatter", command.formatter());
            String told = e.told(formatter);
            session.err(told.isEmpty() ? "" : told + "\n");
            return e.exitCode(formatter);
        } catch (AdminException e) {
            return failed(command, options, e, session);
        } catch (RuntimeException e) {
            session.err("Error:\n" + e + "\n");
            return ExitCode.SOFTWARE;
        }
    }

    /** Every command takes one, in whole seconds, and few look at it. */
    private static void checkTimeout(List<String> line, Arguments options) throws BadUsage {
        String timeout = options.value("timeout");
        if (timeout != null) {
            Invocation.number(line.contains("-t") ? "-t" : "--timeout", timeout);
        }
    }

    private int api(ControlRequest request, ControlSession session) {
        if (node.broker().isEmpty()) {
            session.err("the broker on node " + node.name() + " is stopped; start it with: rabbitmqctl start_app\n");
            return ExitCode.UNAVAILABLE;
        }
        return api.run(request, session);
    }

    private static Tool tool(String program) {
        for (Tool tool : Tool.values()) {
            if (tool.program().equals(program)) {
                return tool;
            }
        }
        return Tool.CTL;
    }

    private int help(Tool tool, Command command, ControlSession session) {
        session.out(command == null ? HelpText.all(tool, table) + "\n" : HelpText.of(tool, command) + "\n");
        return ExitCode.OK;
    }

    private int run(Tool tool, Command command, Arguments options, String directory, ControlSession session)
            throws BadUsage, CommandFailure, AdminException {
        if (!options.wrong().isEmpty()) {
            throw new BadUsage("Invalid options for this command:\n" + String.join("\n", options.wrong()));
        }
        List<String> arguments =
                options.positional().subList(1, options.positional().size());
        if (arguments.size() < command.fewest()) {
            throw new BadUsage("not enough arguments.");
        }
        if (arguments.size() > command.most()) {
            throw new BadUsage("too many arguments.");
        }
        String formatter = options.valueOr("formatter", command.formatter());
        if (!Formatters.NAMES.contains(formatter)) {
            throw new BadUsage("Invalid options for this command:\n--formatter : " + formatter);
        }
        BrokerPorts broker = node.broker().orElse(null);
        Invocation call =
                new Invocation(node, runtime, broker, options, arguments, session, version, questions, directory);
        command.check(call);
        if (broker == null && command.needsBroker()) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "Error: this command requires the 'rabbit' app to be running on the target node."
                            + " Start it with 'rabbitmqctl start_app'.\n" + HelpText.usage(tool, command));
        }
        sayBanner(command, call, formatter);
        boolean headers = command.hasHeaders() && !options.has("silent") && !options.has("no-table-headers");
        Result result = command.run(call);
        session.out(Formatters.print(
                result instanceof Result.Done ? new Result.Value("", Result.done(call)) : result, formatter, headers));
        return ExitCode.OK;
    }

    private static void sayBanner(Command command, Invocation call, String formatter) {
        boolean quiet = call.options().has("quiet") || call.options().has("silent");
        boolean forMachines = formatter.equals("json") || formatter.equals("csv");
        String banner = quiet || forMachines ? null : command.banner(call);
        if (banner != null) {
            call.session().out(banner + "\n");
        }
    }

    /** The forms that RabbitMQ's tools have for what every command can run into. */
    private int failed(Command command, Arguments options, AdminException e, ControlSession session) {
        switch (e.kind()) {
            case NO_SUCH_VHOST -> {
                session.err("Virtual host '" + e.getMessage() + "' does not exist\n");
                return ExitCode.DATA;
            }
            case NO_SUCH_USER -> {
                session.err("Error:\nUser \"" + e.getMessage() + "\" does not exist\n");
                return ExitCode.NO_USER;
            }
            case TIMEOUT -> {
                session.err("Error: operation " + command.name() + " on node " + node.name()
                        + " timed out. Timeout value used: " + options.valueOr("timeout", "infinity") + "\n"
                        + e.getMessage() + "\n");
                return ExitCode.TEMPORARY;
            }
            case LIMIT -> {
                session.err("Error:\n" + e.getMessage() + "\n");
                return ExitCode.USAGE;
            }
            case FAILED -> {
                session.err("Error:\n" + e.getMessage() + "\n");
                return ExitCode.SOFTWARE;
            }
            default -> {
                session.err("Error:\n" + e.getMessage() + "\n");
                return ExitCode.UNAVAILABLE;
            }
        }
    }
}
