package io.leveret.management.control;

import java.util.List;

/**
 * A command as it was given.
 *
 * @param tool the name the client was called by, such as {@code rabbitmqctl}
 * @param directory its working directory
 */
public record ControlRequest(String tool, String directory, List<String> arguments) {
    /** Copies the arguments. */
    public ControlRequest {
        arguments = List.copyOf(arguments);
    }
}
