package io.leveret.management.ctl;

import io.leveret.management.admin.VhostsAdmin.VhostDetails;
import java.util.List;

/** Virtual hosts. */
final class VhostCommands {
    private static final String GROUP = "Virtual hosts";

    private VhostCommands() {}

    static void addTo(CommandTable table) {
        table.add(Command.named("add_vhost", GROUP, "Creates a virtual host")
                .takes(
                        "<vhost> [--description <description>] [--tags \"<tag1>,<tag2>,<...>\"]"
                                + " [--default-queue-type <quorum|classic|stream>]",
                        1,
                        1)
                .options("description", "tags", "default-queue-type")
                .saying(call -> "Adding vhost \"" + call.argument(0) + "\" ...")
                .doing(call -> {
                    call.broker().vhosts().add(call.argument(0));
                    return Result.NOTHING;
                }));
        table.add(Command.named("delete_vhost", GROUP, "Deletes a virtual host")
                .takes("<vhost>", 1, 1)
                .saying(call -> "Deleting vhost \"" + call.argument(0) + "\" ...")
                .doing(call -> {
                    call.broker().vhosts().delete(call.argument(0));
                    return Result.NOTHING;
                }));
        Columns<VhostDetails> columns = new Columns<VhostDetails>("name")
                .with("name", VhostDetails::name)
                .with("tracing", VhostDetails::tracing)
                .with("cluster_state", vhost -> "running")
                .with("description", vhost -> "")
                .with("tags", vhost -> List.of())
                .with("default_queue_type", vhost -> "classic");
        table.add(Command.named("list_vhosts", "Access Control", "Lists virtual hosts")
                .takes("[--no-table-headers] [<column> ...] [--timeout <timeout>]", 0, Integer.MAX_VALUE)
                .saying(call -> "Listing vhosts ...")
                .checking(call -> columns.wanted(call.arguments()))
                .doing(call -> columns.table(
                        columns.wanted(call.arguments()), call.broker().vhosts().list(), false)));
        table.add(Command.named("trace_on", GROUP, "Copies messages to the exchange amq.rabbitmq.trace")
                .takes("[--vhost <vhost>]", 0, 0)
                .saying(call -> "Starting tracing for vhost \"" + call.vhost() + "\" ...")
                .doing(call -> {
                    call.broker().vhosts().trace(call.vhost(), true);
                    return Result.lines("Trace enabled for vhost " + call.vhost());
                }));
        table.add(Command.named("trace_off", GROUP, "Copies messages to the exchange amq.rabbitmq.trace no longer")
                .takes("[--vhost <vhost>]", 0, 0)
                .saying(call -> "Stopping tracing for vhost \"" + call.vhost() + "\" ...")
                .doing(call -> {
                    call.broker().vhosts().trace(call.vhost(), false);
                    return Result.lines("Trace disabled for vhost " + call.vhost());
                }));
    }
}
