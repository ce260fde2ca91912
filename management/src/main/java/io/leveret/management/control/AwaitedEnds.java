package io.leveret.management.control;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Processes that a command ends, or that shall have ended when it is over. They are looked up at once, so that another
 * process that gets the number later is not mistaken for one of them.
 */
final class AwaitedEnds {
    private static final long LOOK_AGAIN_MS = 50;

    private final List<Awaited> all = new ArrayList<>();

    private record Awaited(Optional<ProcessHandle> process, String then) {
        boolean isThere() {
            return process.isPresent() && process.get().isAlive() && !isDefunct(process.get());
        }

        /** One that has ended and whose parent has not asked how, which some parents never do. */
        private static boolean isDefunct(ProcessHandle process) {
            try {
                String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
                return stat.startsWith("Z", stat.lastIndexOf(')') + 2); // behind its name, which may hold anything
            } catch (IOException e) {
                return false; // no such files on this system, or the process is gone by now
            }
        }
    }

    /** One that is not there has ended. */
    void add(long pid, String then) {
        all.add(new Awaited(ProcessHandle.of(pid), then));
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    /** Waits for one after the other, however long that takes, and prints what is to be said then. */
    void await(PrintStream out) {
        for (Awaited each : all) {
            while (each.isThere()) {
                try {
                    Thread.sleep(LOOK_AGAIN_MS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
            out.print(each.then);
        }
        out.flush();
    }
}
