package io.leveret.management.cli;

import io.leveret.management.remote.NodeUnreachableException;
import java.io.IOException;
import java.io.PrintStream;

/** {@code --watch}: shows what a command prints anew, in place on a terminal and one below the other elsewhere. */
final class Watch {
    private static final String CLEAR = "\u001b[H\u001b[2J\u001b[3J";

    private Watch() {}

    static int run(VerbCall call, Verb.Action once) throws VerbFailure, NodeUnreachableException, IOException {
        if (!call.has("--watch")) {
            return once.run(call);
        }
        long seconds = Math.max(1, call.number("--watch", 0));
        Terminal terminal = call.terminal();
        int code;
        do {
            if (terminal.isWatched()) {
                terminal.out().print(CLEAR);
            }
            head(call, seconds, terminal.out());
            code = once.run(call);
            if (!terminal.isWatched()) {
                terminal.out().println();
            }
            terminal.out().flush();
        } while (terminal.pause(seconds * 1000) && !terminal.out().checkError());
        return code;
    }

    private static void head(VerbCall call, long seconds, PrintStream out) throws VerbFailure {
        boolean forPeople = call.output().equals("table") && !call.isQuiet();
        if (forPeople) {
            out.println("every " + seconds + " s: " + Cells.safe(call.line()) + "  "
                    + Cells.time(call.terminal().nowMs()) + "\n");
        }
    }
}
