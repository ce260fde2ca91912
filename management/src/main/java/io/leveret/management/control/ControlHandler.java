package io.leveret.management.control;

/** Runs commands. */
@FunctionalInterface
public interface ControlHandler {
    /**
     * Runs a command to its end. On a thread of the control channel.
     *
     * @return the exit code, 0 to 255
     */
    int run(ControlRequest request, ControlSession session);
}
