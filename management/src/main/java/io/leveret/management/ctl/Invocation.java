package io.leveret.management.ctl;

import io.leveret.management.admin.BrokerPorts;
import io.leveret.management.admin.NodeAdmin;
import io.leveret.management.admin.RuntimeSettingsAdmin;
import io.leveret.management.control.ControlSession;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/**
 * A command that is to run.
 *
 * @param broker null while it is stopped
 * @param version of this node
 * @param api what the HTTP API knows and does
 * @param directory the client's working directory
 */
record Invocation(
        NodeAdmin node,
        RuntimeSettingsAdmin runtime,
        BrokerPorts broker,
        Arguments options,
        List<String> arguments,
        ControlSession session,
        String version,
        ApiQuestions api,
        String directory) {
    private static final int MOST_DIGITS = 18;

    String argument(int index) {
        return arguments.get(index);
    }

    /** The virtual host it is for. */
    String vhost() {
        return options.valueOr("vhost", "/");
    }

    /** The timeout that was given, in milliseconds; {@code otherwise} if none was. */
    long timeoutMs(long otherwise) throws BadUsage {
        return options.value("timeout") == null ? otherwise : number("timeout", 0) * 1000L;
    }

    /** The whole number, not below 0, that an option has; {@code otherwise} if it was not given. */
    int number(String option, int otherwise) throws BadUsage {
        String given = options.value(option);
        return given == null ? otherwise : number("--" + option, given);
    }

    /** The whole number, not below 0, that was given with an option as it was written; very large ones are less. */
    static int number(String option, String given) throws BadUsage {
        if (!given.matches("[0-9]+")) {
            throw new BadUsage("Invalid options for this command:\n" + option + " : " + given);
        }
        return given.length() > MOST_DIGITS
                ? Integer.MAX_VALUE
                : (int) Math.min(Integer.MAX_VALUE, Long.parseLong(given));
    }

    /** A path of the client's, as it stands in its working directory. */
    Path path(String text) throws BadUsage {
        try {
            return Path.of(directory).resolve(text);
        } catch (InvalidPathException e) {
            throw new BadUsage(ExitCode.DATA, "Bad argument: " + text + " is no path");
        }
    }

    /** The same for another command line. */
    Invocation with(Arguments otherOptions, List<String> otherArguments) {
        return new Invocation(node, runtime, broker, otherOptions, otherArguments, session, version, api, directory);
    }
}
