package io.leveret.broker;

import io.leveret.broker.data.DataDirectory;
import io.leveret.broker.data.NodeName;
import io.leveret.broker.launch.NodeRunner;
import io.leveret.broker.launch.NodeStart;
import io.leveret.broker.settings.Settings;
import io.leveret.management.cli.LeveretCommand;
import io.leveret.management.cli.StartRefusedException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** The program: standard output and error, the environment, and the exit code. */
public final class Main {
    private final NodeRunner runner;

    /** A program whose nodes are run by the given runner. */
    public Main(NodeRunner runner) {
        this.runner = runner;
    }

    /** Runs the command that the arguments name and ends the process with its exit code. */
    public static void main(String[] arguments) {
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(new Main(Main::serve).run(out, err, arguments));
    }

    private static void serve(Settings settings, DataDirectory directory, NodeName name) throws StartRefusedException {
        throw new StartRefusedException("this build has no protocol to serve", StartRefusedException.OTHER);
    }

    /**
     * Runs the command that the arguments name.
     *
     * @return the exit code
     */
    public int run(PrintWriter out, PrintWriter err, String... arguments) {
        Optional<Path> home =
                Optional.ofNullable(System.getProperty("leveret.home")).map(Path::of);
        NodeStart start = new NodeStart(runner, System.getenv(), home);
        String version = Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
                .orElse("(not packaged)");
        return new LeveretCommand(start, version).execute(out, err, arguments);
    }
}
