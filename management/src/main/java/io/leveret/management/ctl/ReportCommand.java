package io.leveret.management.ctl;

import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.VhostsAdmin.VhostDetails;
import io.leveret.management.ctl.Command.Tool;
import java.util.ArrayList;
import java.util.List;

/** {@code report}: what one would ask of a node to help with it, in one text. */
final class ReportCommand {
    private static final List<String> OF_THE_NODE = List.of(
            "status",
            "cluster_status",
            "environment",
            "list_connections pid name port peer_port host peer_host ssl state channels user vhost timeout frame_max"
                    + " channel_max recv_oct recv_cnt send_oct send_cnt send_pend",
            "list_channels",
            "list_users",
            "list_vhosts name tracing tags",
            "list_global_parameters",
            "list_feature_flags");
    private static final List<String> OF_A_VHOST = List.of(
            "list_queues name durable auto_delete arguments policy messages_ready messages_unacknowledged messages"
                    + " consumers message_bytes state type",
            "list_exchanges name type durable auto_delete internal arguments policy",
            "list_bindings",
            "list_permissions",
            "list_policies",
            "list_operator_policies",
            "list_parameters",
            "list_vhost_limits");

    private ReportCommand() {}

    static void addTo(CommandTable table) {
        table.add(Command.named(
                        "report",
                        "Monitoring, observability and health checks",
                        "Generate a server status report containing a concatenation of all server status information"
                                + " for support purposes")
                .of(Tool.CTL, Tool.DIAGNOSTICS)
                .saying(call -> "Reporting server status of node " + call.node().name() + " ...\n")
                .doing(call -> {
                    for (String line : OF_THE_NODE) {
                        print(table, call, line, List.of());
                    }
                    for (VhostDetails vhost : call.broker().vhosts().list()) {
                        for (String line : OF_A_VHOST) {
                            print(table, call, line, List.of("-p", vhost.name()));
                        }
                    }
                    return Result.SILENCE;
                }));
    }

    /** One part; what is wrong with it does not keep the others from being there. */
    private static void print(CommandTable table, Invocation call, String line, List<String> more) {
        List<String> words = new ArrayList<>(List.of(line.split(" ")));
        words.addAll(more);
        Command command = table.find(Tool.CTL, words.get(0));
        Arguments options = Arguments.parse(words, command.switches(), command.values());
        List<String> arguments =
                options.positional().subList(1, options.positional().size());
        Invocation part = call.with(options, arguments);
        String banner = command.banner(part);
        call.session().out((banner == null ? "" : banner + "\n"));
        try {
            call.session().out(Formatters.print(command.run(part), command.formatter(), command.hasHeaders()) + "\n");
        } catch (AdminException | CommandFailure | BadUsage e) {
            call.session().out(e.getMessage() + "\n\n");
        } catch (RuntimeException e) {
            call.session().out("Error:\n" + e + "\n\n");
        }
    }
}
