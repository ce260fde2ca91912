package io.leveret.management.cli;

import io.leveret.management.cli.ConfigInspector.EffectiveSetting;
import io.leveret.management.cli.ConfigInspector.Findings;
import io.leveret.management.json.Json;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/**
 * {@code leveret config check} and {@code leveret config show}: what a start would read, and what is wrong with it.
 * Beside them stand those of {@link SecretCommand}.
 */
@Command(
        name = "config",
        description = "Looks at settings without starting a node.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {ConfigCommand.Check.class, ConfigCommand.Show.class},
        exitCodeOnInvalidInput = LeveretCommand.USAGE)
final class ConfigCommand implements Runnable {
    private final ConfigInspector inspector;

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this.")
    private boolean help;

    ConfigCommand(ConfigInspector inspector) {
        this.inspector = inspector;
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "Missing command");
    }

    private Findings inspect(Path file, List<String> sets) {
        return inspector.inspect(new StartOptions(Optional.ofNullable(file), Path.of("data"), sets, false));
    }

    private static int refuse(CommandSpec spec, Findings findings) {
        PrintWriter err = spec.commandLine().getErr();
        findings.problems().forEach(err::println);
        return StartRefusedException.CONFIG;
    }

    /** Exit code 78 when a start would be refused, with a line for each reason. */
    @Command(
            name = "check",
            description = {
                "Says what is wrong with settings and the files they name, each with its place,",
                "and which have no effect.",
                "Exit code 0 when a node would start with them, else 78.",
                "Example: leveret config check /etc/leveret/rabbitmq.conf"
            },
            exitCodeOnInvalidInput = LeveretCommand.USAGE)
    static final class Check implements java.util.concurrent.Callable<Integer> {
        @ParentCommand
        private ConfigCommand config;

        @Spec
        private CommandSpec spec;

        @Parameters(
                index = "0",
                arity = "0..1",
                paramLabel = "FILE",
                description = "Settings, written as rabbitmq.conf; those that a start would read when not given.")
        private Path file;

        @Option(names = "--set", paramLabel = "KEY=VALUE", description = "One setting more.")
        private List<String> sets = new ArrayList<>();

        @Option(
                names = {"-h", "--help"},
                usageHelp = true,
                description = "Shows this.")
        private boolean help;

        @Override
        public Integer call() {
            Findings findings = config.inspect(file, sets);
            if (!findings.problems().isEmpty()) {
                return refuse(spec, findings);
            }
            PrintWriter out = spec.commandLine().getOut();
            List<EffectiveSetting> set =
                    findings.settings().stream().filter(EffectiveSetting::isSet).toList();
            List<EffectiveSetting> ignored =
                    set.stream().filter(each -> !each.obeyed()).toList();
            ignored.forEach(each -> out.println("without effect: " + each.key() + " at " + each.source()
                    + (each.why().isEmpty() ? "" : ": " + each.why())));
            out.println("in order: " + set.size() + (set.size() == 1 ? " setting" : " settings")
                    + (ignored.isEmpty() ? "" : ", " + ignored.size() + " of them without effect"));
            return 0;
        }
    }

    /** The settings in the form of the file, each with its source behind it. */
    @Command(
            name = "show",
            description = {
                "Shows the settings that a node would have, and where each comes from.",
                "Example: leveret config show --config /etc/leveret/rabbitmq.conf --changed"
            },
            exitCodeOnInvalidInput = LeveretCommand.USAGE)
    static final class Show implements java.util.concurrent.Callable<Integer> {
        @ParentCommand
        private ConfigCommand config;

        @Spec
        private CommandSpec spec;

        @Option(names = "--config", paramLabel = "FILE", description = "Settings, written as rabbitmq.conf.")
        private Path file;

        @Option(names = "--set", paramLabel = "KEY=VALUE", description = "One setting more.")
        private List<String> sets = new ArrayList<>();

        @Option(names = "--changed", description = "Only those that are set somewhere.")
        private boolean changed;

        @Option(
                names = {"-o", "--output"},
                paramLabel = "FORM",
                defaultValue = "conf",
                description = "conf or json (default: ${DEFAULT-VALUE}).")
        private Form form;

        @Option(
                names = {"-h", "--help"},
                usageHelp = true,
                description = "Shows this.")
        private boolean help;

        private enum Form {
            conf,
            json
        }

        @Override
        public Integer call() {
            Findings findings = config.inspect(file, sets);
            if (findings.settings().isEmpty()) {
                return refuse(spec, findings);
            }
            List<EffectiveSetting> shown = findings.settings().stream()
                    .filter(each -> !changed || each.isSet())
                    .toList();
            PrintWriter out = spec.commandLine().getOut();
            if (form == Form.json) {
                out.println(Json.write(shown.stream().map(Show::fields).toList()));
            } else {
                shown.forEach(each -> out.println(line(each)));
            }
            return 0;
        }

        private static String line(EffectiveSetting setting) {
            String value = setting.value();
            boolean plain =
                    !value.isEmpty() && value.indexOf('#') < 0 && value.strip().equals(value);
            return setting.key() + " = " + (plain ? value : "'" + value + "'") + " # " + setting.source()
                    + (setting.obeyed() ? "" : ", without effect");
        }

        private static Map<String, Object> fields(EffectiveSetting setting) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("key", setting.key());
            fields.put("value", setting.value());
            fields.put("source", setting.source());
            fields.put("effect", setting.obeyed());
            return fields;
        }
    }
}
