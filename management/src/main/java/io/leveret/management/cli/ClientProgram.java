package io.leveret.management.cli;

import io.leveret.management.ctl.Spelling;
import io.leveret.management.remote.NodeUnreachableException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The program {@code leveret} where it administers nodes that run: finds the command that is meant, and the node, and
 * says in one line what went wrong. Starting a node is {@link LeveretCommand}.
 */
public final class ClientProgram {
    private static final String WATCH = "--watch";

    private final VerbTable table = new VerbTable();
    private final Terminal terminal;
    private final VerbCall.Way way;
    private final String version;

    ClientProgram(Terminal terminal, VerbCall.Way way, String version) {
        this.terminal = terminal;
        this.way = way;
        this.version = version;
    }

    /** Runs the command that the arguments name and ends the process with its exit code. */
    public static void main(String[] arguments) {
        String version = Optional.ofNullable(ClientProgram.class.getPackage().getImplementationVersion())
                .orElse("(not packaged)");
        Terminal terminal = new ProcessTerminal();
        int code = new ClientProgram(terminal, Destination::of, version).run(arguments);
        terminal.out().flush();
        System.exit(code);
    }

    /** Runs a command; gives its exit code. */
    int run(String... arguments) {
        String[] given = asked(Arrays.stream(arguments).map(each -> each.equals(WATCH) ? WATCH + "=2" : each));
        CommandLine grammar = Grammar.of(table, List.of(given));
        try {
            return run(grammar.parseArgs(given), String.join(" ", arguments));
        } catch (ParameterException e) {
            return fail(Exit.USAGE, unknown(e) + "; see: leveret " + place(e.getCommandLine()) + "--help");
        } catch (VerbFailure e) {
            return fail(e.exitCode(), e.getMessage());
        } catch (NodeUnreachableException e) {
            return fail(Exit.UNAVAILABLE, e.getMessage());
        } catch (RuntimeException e) {
            return fail(Exit.SOFTWARE, "this should not have happened: " + e);
        } catch (IOException e) {
            return fail(Exit.SOFTWARE, e.getMessage() == null ? e.toString() : e.getMessage());
        }
    }

    /** {@code help queues list} means {@code queues list --help}. */
    private static String[] asked(Stream<String> words) {
        List<String> given = new ArrayList<>(words.toList());
        if (!given.isEmpty() && given.get(0).equals("help")) {
            given.remove(0);
            given.add("--help");
        }
        return given.toArray(String[]::new);
    }

    private int run(ParseResult result, String line) throws VerbFailure, NodeUnreachableException, IOException {
        List<ParseResult> levels = new ArrayList<>();
        for (ParseResult level = result; level != null; level = level.subcommand()) {
            levels.add(level);
        }
        ParseResult last = levels.get(levels.size() - 1);
        if (result.isVersionHelpRequested()) {
            terminal.out().println("leveret " + version + " (Java " + Runtime.version() + ")");
            return Exit.OK;
        }
        String group = levels.size() > 2 ? levels.get(1).commandSpec().name() : "";
        Optional<Verb> verb = table.of(group).stream()
                .filter(each -> each.name().equals(last.commandSpec().name()) && levels.size() > 1)
                .findFirst();
        if (last.isUsageHelpRequested()) {
            return help(last.commandSpec().commandLine(), terminal.out(), Exit.OK);
        }
        if (verb.isEmpty()) {
            return help(last.commandSpec().commandLine(), terminal.err(), Exit.USAGE);
        }
        try (VerbCall call = new VerbCall(line, levels, terminal, way)) {
            return verb.get().run(call);
        }
    }

    private int help(CommandLine command, PrintStream to, int code) {
        PrintWriter writer = new PrintWriter(to, true, StandardCharsets.UTF_8);
        if (command.getParent() == null) {
            writer.print(Overview.of(table));
            writer.flush();
        } else {
            command.usage(writer);
        }
        return code;
    }

    private static String unknown(ParameterException e) {
        if (e instanceof UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            String word = unmatched.getUnmatched().get(0);
            String meant = Spelling.meant(word, unmatched.getSuggestions())
                    .filter(near -> !word.startsWith("-"))
                    .map(near -> "; perhaps " + near)
                    .orElse("");
            return "what is " + Cells.safe(word) + meant;
        }
        return Cells.safe(e.getMessage().replaceAll("\\s*\\R\\s*", ", "));
    }

    private static String place(CommandLine command) {
        if (command.getParent() == null) {
            return "";
        }
        return place(command.getParent()) + command.getCommandName() + " ";
    }

    private int fail(int code, String text) {
        terminal.out().flush();
        terminal.err().println("leveret: " + Cells.safe(text == null ? "it went wrong" : text));
        return code;
    }
}
