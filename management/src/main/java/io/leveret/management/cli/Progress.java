package io.leveret.management.cli;

import java.io.PrintStream;
import java.util.Locale;

/**
 * How far something is that takes long: a bar that is drawn anew on a terminal, a line now and then elsewhere. On
 * standard error, since it is not what was asked for.
 */
final class Progress {
    private static final int WIDTH = 30;
    private static final long LINE_EVERY_MS = 10_000;

    private final Terminal terminal;
    private final String what;
    private final boolean silent;
    private final long begunMs;
    private long lineMs;

    Progress(VerbCall call, String what) {
        this.terminal = call.terminal();
        this.what = what;
        this.silent = call.isQuiet();
        this.begunMs = terminal.nowMs();
        this.lineMs = begunMs;
    }

    /** Shows it; {@code total} is 0 if it is not known. */
    void show(long done, long total) {
        long nowMs = terminal.nowMs();
        PrintStream err = terminal.err();
        if (silent || !terminal.isWatched() && nowMs - lineMs < LINE_EVERY_MS) {
            return;
        }
        lineMs = nowMs;
        String text = what + " " + text(done, total, nowMs - begunMs);
        err.print(terminal.isWatched() ? "\r\u001b[K" + text : text + "\n");
        err.flush();
    }

    private static String text(long done, long total, long passedMs) {
        long rate = passedMs == 0 ? 0 : done * 1000 / passedMs;
        String pace = rate == 0 ? "" : "  " + rate + "/s";
        if (total <= 0) {
            return done + pace;
        }
        long shown = Math.min(done, total);
        int filled = (int) (shown * WIDTH / total);
        String left = rate == 0 || shown == total ? "" : "  " + Cells.span((total - shown) * 1000 / rate) + " left";
        return String.format(
                Locale.ROOT,
                "[%s%s] %3d%%  %d/%d%s%s",
                "#".repeat(filled),
                ".".repeat(WIDTH - filled),
                shown * 100 / total,
                done,
                total,
                pace,
                left);
    }

    /** Clears the bar: what follows says how it ended. */
    void end() {
        if (!silent && terminal.isWatched()) {
            terminal.err().print("\r\u001b[K");
            terminal.err().flush();
        }
    }
}
