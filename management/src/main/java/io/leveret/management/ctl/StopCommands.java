package io.leveret.management.ctl;

/** The end of the broker, or of its process; that of the process is waited for by the client. */
final class StopCommands {
    private static final String GROUP = "Nodes";

    private StopCommands() {}

    static void addTo(CommandTable table) {
        table.add(Command.named("stop", GROUP, "Stops the broker and its process")
                .takes("[--idempotent] [<pidfile>]", 0, 1)
                .switches("idempotent")
                .alsoWhenStopped()
                .saying(call -> "Stopping and halting node " + call.node().name()
                        + (call.arguments().isEmpty() ? "" : " (will monitor pid file " + call.argument(0) + ")")
                        + " ...")
                .doing(StopCommands::stop));
        table.add(Command.named("shutdown", GROUP, "Stops the broker and its process, and waits for its end")
                .takes("[--wait] [--no-wait]", 0, 0)
                .switches("wait", "no-wait")
                .alsoWhenStopped()
                .doing(StopCommands::shutdown));
        table.add(Command.named("stop_app", GROUP, "Stops the broker, leaving its process running")
                .alsoWhenStopped()
                .saying(call ->
                        "Stopping rabbit application on node " + call.node().name() + " ...")
                .doing(call -> {
                    call.node().stopBroker();
                    return Result.NOTHING;
                }));
    }

    /** As in RabbitMQ, the node is stopped even if the file is no good; its own process is waited for in any case. */
    private static Result stop(Invocation call) throws CommandFailure, BadUsage {
        call.session().awaitEnd(call.node().status().pid(), "");
        try {
            if (!call.arguments().isEmpty()) {
                String file = call.argument(0);
                long pid = PidFile.read(call, file);
                call.session()
                        .awaitEnd(pid, "process " + pid + " (take from pid file " + file + ") is no longer running\n");
            }
        } finally {
            call.node().stop();
        }
        return Result.NOTHING;
    }

    private static Result shutdown(Invocation call) {
        if (!call.options().has("no-wait")) {
            long pid = call.node().status().pid();
            String process = "RabbitMQ node " + call.node().name() + " running at PID " + pid;
            call.session().out("Shutting down " + process + "\nWaiting for PID " + pid + " to terminate\n");
            call.session().awaitEnd(pid, process + " successfully shut down\n");
        }
        call.node().stop();
        return Result.NOTHING;
    }
}
