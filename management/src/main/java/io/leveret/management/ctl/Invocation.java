package io.leveret.management.ctl;

import io.leveret.management.admin.BrokerPorts;
import io.leveret.management.admin.NodeAdmin;
import io.leveret.management.admin.RuntimeSettingsAdmin;
import io.leveret.management.control.ControlSession;
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
    String argument(int index) {
        return arguments.get(index);
    }

    /** The virtual host it is for. */
    String vhost() {
        return options.valueOr("vhost", "/");
    }

    /** The timeout that was given, in milliseconds; {@code otherwise} if none was. */
    long timeoutMs(long otherwise) throws BadUsage {
        String given = options.value("timeout");
        if (given == null || given.equals("infinity")) {
            return otherwise;
        }
        try {
            return Math.round(Double.parseDouble(given) * 1000);
        } catch (NumberFormatException e) {
            throw new BadUsage("Invalid options for this command:\n--timeout : " + given);
        }
    }

    /** The same for another command line. */
    Invocation with(Arguments otherOptions, List<String> otherArguments) {
        return new Invocation(node, runtime, broker, otherOptions, otherArguments, session, version, api, directory);
    }
}
