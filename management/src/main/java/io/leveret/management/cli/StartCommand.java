package io.leveret.management.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code leveret start}. */
@Command(
        name = "start",
        description = "Starts a node in the foreground.",
        mixinStandardHelpOptions = false,
        exitCodeOnInvalidInput = LeveretCommand.USAGE)
final class StartCommand implements Callable<Integer> {
    private final NodeLauncher launcher;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Settings, written as rabbitmq.conf. Files in conf.d beside it are read after it.")
    private Path config;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "data",
            description = "Where the node keeps everything (default: ${DEFAULT-VALUE}).")
    private Path data;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "One setting; goes before all other sources.")
    private List<String> sets = new ArrayList<>();

    @Option(
            names = "--config-lenient",
            description = "Warn about unknown keys and bad values instead of refusing them.")
    private boolean lenient;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this.")
    private boolean help;

    StartCommand(NodeLauncher launcher) {
        this.launcher = launcher;
    }

    @Override
    public Integer call() {
        try {
            return launcher.start(new StartOptions(Optional.ofNullable(config), data, sets, lenient));
        } catch (StartRefusedException refused) {
            refused.getMessage()
                    .lines()
                    .forEach(line -> spec.commandLine().getErr().println("leveret: " + line));
            return refused.exitCode();
        }
    }
}
