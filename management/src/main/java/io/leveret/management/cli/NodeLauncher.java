package io.leveret.management.cli;

/** Starts a node in this process. */
public interface NodeLauncher {
    /**
     * Starts the node and returns when it has ended.
     *
     * @return the exit code of the process
     * @throws StartRefusedException when it cannot start; nothing is left open
     */
    int start(StartOptions options) throws StartRefusedException;
}
