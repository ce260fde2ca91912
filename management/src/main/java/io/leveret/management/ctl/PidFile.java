package io.leveret.management.ctl;

import java.io.IOException;
import java.nio.file.Files;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Files of the client's that begin with the number of a process. Texts and code are RabbitMQ's. */
final class PidFile {
    private static final Pattern PID = Pattern.compile("\\s*(\\d{1,18})");

    private PidFile() {}

    /** The number in a file; what is none is a failure. */
    static long read(Invocation call, String file) throws CommandFailure, BadUsage {
        String contents;
        try {
            contents = Files.readString(call.path(file));
        } catch (IOException e) {
            throw unreadable(file, "Error: " + e);
        }
        Matcher matcher = PID.matcher(contents);
        if (!matcher.lookingAt()) {
            throw unreadable(file, "File contents: " + contents);
        }
        return Long.parseLong(matcher.group(1));
    }

    private static CommandFailure unreadable(String file, String why) {
        return CommandFailure.error(ExitCode.UNAVAILABLE, "could not read pid from file " + file + ". " + why);
    }
}
