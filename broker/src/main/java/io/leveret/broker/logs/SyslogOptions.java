package io.leveret.broker.logs;

import io.leveret.broker.settings.Settings;
import java.util.List;

/**
 * The output to a syslog server.
 *
 * @param server a name or an address
 * @param tcp whether lines go over a connection (RFC 6587); else each in a datagram (RFC 5426)
 * @param rfc5424 the form of a line; else RFC 3164
 * @param identity of the program, without blanks
 * @param facility its code
 * @param host this machine's name in lines
 */
record SyslogOptions(
        LogOptions.Output output,
        String server,
        int port,
        boolean tcp,
        boolean rfc5424,
        String identity,
        int facility,
        String host) {
    private static final String PREFIX = "log.syslog";

    /** As the settings name them, in the order of their codes (RFC 5424, 6.2.1). */
    private static final List<String> FACILITIES = List.of(
            "kern",
            "user",
            "mail",
            "daemon",
            "auth",
            "syslog",
            "lpr",
            "news",
            "uucp",
            "cron",
            "authpriv",
            "ftp",
            "ntp",
            "audit",
            "alert",
            "clock",
            "local0",
            "local1",
            "local2",
            "local3",
            "local4",
            "local5",
            "local6",
            "local7");

    /** Whether it is wanted: if it is switched on, or anything else is said of it. */
    static boolean isWanted(Settings settings) {
        return settings.isSet(PREFIX) ? settings.bool(PREFIX) : settings.anyBelow(PREFIX);
    }

    /** @param node whose name has the host's behind its @ */
    static SyslogOptions of(Settings settings, LogOptions.Output output, String node) {
        String facility = settings.text(PREFIX + ".facility");
        return new SyslogOptions(
                output,
                settings.text(settings.isSet(PREFIX + ".ip") ? PREFIX + ".ip" : PREFIX + ".host"),
                settings.integer(PREFIX + ".port"),
                settings.text(PREFIX + ".transport").equals("tcp"),
                settings.text(PREFIX + ".protocol").equals("rfc5424"),
                settings.text(PREFIX + ".identity").replaceAll("\\s", "_"),
                FACILITIES.indexOf(facility.equals("kernel") ? "kern" : facility),
                node.substring(node.indexOf('@') + 1));
    }
}
