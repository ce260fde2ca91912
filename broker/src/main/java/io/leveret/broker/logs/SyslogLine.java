package io.leveret.broker.logs;

import ch.qos.logback.classic.spi.ILoggingEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;

/**
 * Writes an event as a line of syslog, in either of its forms. The thread stands where RabbitMQ has its process. Lines
 * have no end: a transport says where they do.
 */
final class SyslogLine {
    private static final DateTimeFormatter RFC_5424 = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter RFC_3164 =
            DateTimeFormatter.ofPattern("MMM ppd HH:mm:ss", Locale.ENGLISH).withZone(ZoneId.systemDefault());

    /** What fits into a datagram. */
    private static final int MOST_BYTES = 65_000;

    /** What a message id may have (RFC 5424, 6). */
    private static final int MOST_ID_CHARS = 32;

    private final SyslogOptions options;
    private final LineEncoder encoder;
    private final long pid = ProcessHandle.current().pid();

    SyslogLine(SyslogOptions options) {
        this.options = options;
        this.encoder = new LineEncoder(options.output().style());
    }

    /** In UTF-8; what would be too long for a datagram is cut. */
    byte[] of(ILoggingEvent event) {
        int priority = options.facility() * 8 + severity(LogLevel.of(event.getLevel()));
        Instant at = Instant.ofEpochMilli(event.getTimeStamp());
        if (event.getInstant() != null) {
            at = event.getInstant();
        }
        String head = options.rfc5424()
                ? "1 " + RFC_5424.format(at) + " " + options.host() + " " + options.identity() + " " + pid + " "
                        + thread(event) + " - "
                : RFC_3164.format(at) + " " + options.host() + " " + options.identity() + "[" + pid + "] "
                        + thread(event) + " - ";
        byte[] line = ("<" + priority + ">" + head + encoder.line(event)).getBytes(StandardCharsets.UTF_8);
        return line.length <= MOST_BYTES ? line : Arrays.copyOf(line, MOST_BYTES);
    }

    private static int severity(LogLevel level) {
        return switch (level) {
            case DEBUG -> 7;
            case WARNING -> 4;
            case ERROR -> 3;
            default -> 6;
        };
    }

    /** ASCII that can be seen, and no blanks. */
    private static String thread(ILoggingEvent event) {
        String name = "<" + event.getThreadName().replaceAll("[^!-~]", "_") + ">";
        return name.length() <= MOST_ID_CHARS ? name : name.substring(0, MOST_ID_CHARS - 1) + ">";
    }
}
