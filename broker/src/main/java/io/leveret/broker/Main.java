package io.leveret.broker;

import io.leveret.broker.launch.NodeRunner;
import io.leveret.broker.launch.NodeStart;
import io.leveret.broker.node.ServeNode;
import io.leveret.management.cli.LeveretCommand;
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
        System.exit(new Main(new ServeNode(out, version())).run(out, err, arguments));
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
        return new LeveretCommand(start, start, version()).execute(out, err, arguments);
    }

    private static String version() {
        return Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
                .orElse("(not packaged)");
    }
}
