package io.leveret.management.ctl;

import io.leveret.management.admin.VhostsAdmin.Metadata;
import io.leveret.management.admin.VhostsAdmin.VhostDetails;
import java.util.Arrays;
import java.util.List;

/** Virtual hosts. */
final class VhostCommands {
    private static final String GROUP = "Virtual hosts";

    /** Streams are queues of another kind, which cannot be declared here. */
    private static final List<String> TYPES = List.of("quorum", "classic");

    private VhostCommands() {}

    private static void addUpdate(CommandTable table) {
        table.add(Command.named(
                        "update_vhost_metadata",
                        GROUP,
                        "Updates metadata (tags, description, default queue type) a virtual host")
                .takes(
                        "<vhost> [--description <description>] [--tags \"<tag1>,<tag2>,<...>\"]"
                                + " [--default-queue-type <quorum|classic|stream>]",
                        1,
                        1)
                .options("description", "tags", "default-queue-type")
                .checking(call -> {
                    if (metadata(call).equals(new Metadata(null, null, null))) {
                        throw new BadUsage("not enough arguments.");
                    }
                    checkType(call);
                })
                .saying(call -> "Updating metadata of vhost \"" + call.argument(0) + "\" ...")
                .doing(call -> {
                    call.broker().vhosts().update(call.argument(0), metadata(call));
                    return Result.NOTHING;
                }));
    }

    private static void checkType(Invocation call) throws BadUsage {
        String type = metadata(call).defaultQueueType();
        if (type != null && !TYPES.contains(type)) {
            throw new BadUsage(
                    ExitCode.DATA,
                    "Bad argument: Default queue type must be one of: " + String.join(", ", TYPES) + ". Provided: "
                            + type);
        }
    }

    private static Metadata metadata(Invocation call) {
        String tags = call.options().value("tags");
        return new Metadata(
                call.options().value("description"),
                tags == null
                        ? null
                        : Arrays.stream(tags.split(","))
                                .map(String::trim)
                                .filter(tag -> !tag.isEmpty())
                                .toList(),
                call.options().value("default-queue-type"));
    }

    static void addTo(CommandTable table) {
        table.add(Command.named("add_vhost", GROUP, "Creates a virtual host")
                .takes(
                        "<vhost> [--description <description>] [--tags \"<tag1>,<tag2>,<...>\"]"
                                + " [--default-queue-type <quorum|classic|stream>]",
                        1,
                        1)
                .options("description", "tags", "default-queue-type")
                .checking(VhostCommands::checkType)
                .saying(call -> "Adding vhost \"" + call.argument(0) + "\" ...")
                .doing(call -> {
                    call.broker().vhosts().add(call.argument(0), metadata(call));
                    return Result.NOTHING;
                }));
        addUpdate(table);
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
                .with("description", VhostDetails::description)
                .with("tags", VhostDetails::tags)
                .with("default_queue_type", VhostDetails::defaultQueueType);
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
                    return Result.outcome(call, "Trace enabled for vhost " + call.vhost());
                }));
        table.add(Command.named("trace_off", GROUP, "Copies messages to the exchange amq.rabbitmq.trace no longer")
                .takes("[--vhost <vhost>]", 0, 0)
                .saying(call -> "Stopping tracing for vhost \"" + call.vhost() + "\" ...")
                .doing(call -> {
                    call.broker().vhosts().trace(call.vhost(), false);
                    return Result.outcome(call, "Trace disabled for vhost " + call.vhost());
                }));
    }
}
