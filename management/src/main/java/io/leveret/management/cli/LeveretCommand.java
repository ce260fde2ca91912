package io.leveret.management.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;

/** The program {@code leveret}: finds the command that is meant and runs it. */
@Command(
        name = "leveret",
        description = "A message broker that speaks AMQP 0-9-1 as RabbitMQ does.",
        exitCodeOnInvalidInput = LeveretCommand.USAGE)
public final class LeveretCommand implements Runnable {
    /** The exit code for options that are not understood (EX_USAGE of sysexits). */
    public static final int USAGE = 64;

    private final CommandLine line;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Shows this.")
    private boolean help;

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Shows the version.")
    private boolean versionWanted;

    /**
     * A program that starts nodes through the given port.
     *
     * @param version what {@code --version} shows
     */
    public LeveretCommand(NodeLauncher launcher, String version) {
        line = new CommandLine(this)
                .addSubcommand(new StartCommand(launcher))
                .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
        line.getCommandSpec()
                .version("leveret " + version + " (Java " + Runtime.version() + ")")
                .usageMessage()
                .synopsisSubcommandLabel("COMMAND");
    }

    /** A program that looks at settings, too. */
    public LeveretCommand(NodeLauncher launcher, ConfigInspector inspector, String version) {
        this(launcher, version);
        Terminal terminal = new ProcessTerminal();
        CommandLine config = new CommandLine(new ConfigCommand(inspector))
                .addSubcommand(new SecretCommand.Encode(terminal))
                .addSubcommand(new SecretCommand.Decode(terminal));
        line.addSubcommand(config).setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
    }

    /**
     * Runs what the arguments say.
     *
     * @param out standard output
     * @param err standard error
     * @return the exit code of the process
     */
    public int execute(PrintWriter out, PrintWriter err, String... arguments) {
        return line.setOut(out).setErr(err).execute(arguments);
    }

    /** Runs when no command is given. */
    @Override
    public void run() {
        throw new CommandLine.ParameterException(line, "Missing command");
    }
}
