package io.leveret.management.control;

import java.io.IOException;
import java.util.List;
import java.util.Set;

/** {@code wait} is for nodes that are not there yet: until one takes commands, or the time is up. */
final class StartupWait {
    private static final double DEFAULT_SECONDS = 10;
    private static final long LOOK_AGAIN_MS = 100;
    private static final Set<String> WITH_VALUE = Set.of("-n", "--node", "-t", "--timeout", "-P", "--pid");
    private static final Set<String> TIMEOUT = Set.of("-t", "--timeout");

    private StartupWait() {}

    /** Waits before this command if it is one that does. */
    static void before(List<String> command, TargetNode node) {
        double seconds = DEFAULT_SECONDS;
        boolean waits = false;
        for (int i = 0; i < command.size(); i++) {
            String word = command.get(i);
            if (WITH_VALUE.contains(word) && i + 1 < command.size()) {
                i++;
                seconds = TIMEOUT.contains(word) ? seconds(command.get(i)) : seconds;
            } else if (word.startsWith("--timeout=")) {
                seconds = seconds(word.substring("--timeout=".length()));
            } else if (!word.startsWith("-")) {
                waits |= word.equals("wait");
                if (!waits) {
                    return;
                }
            }
        }
        if (waits) {
            await(node, (long) (seconds * 1000));
        }
    }

    private static double seconds(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return DEFAULT_SECONDS; // which the node will find fault with
        }
    }

    private static void await(TargetNode node, long timeoutMs) {
        long deadlineNanos = System.nanoTime() + timeoutMs * 1_000_000;
        while (!isThere(node) && System.nanoTime() < deadlineNanos) {
            try {
                Thread.sleep(LOOK_AGAIN_MS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private static boolean isThere(TargetNode node) {
        try {
            return LiveSocket.listens(node.socket());
        } catch (IOException e) {
            return false;
        }
    }
}
