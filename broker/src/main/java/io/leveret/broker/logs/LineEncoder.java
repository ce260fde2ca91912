package io.leveret.broker.logs;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes one line for each event, whatever is in it: line ends and other control characters could forge a second one,
 * so they become blanks. In JSON the fields are those of RabbitMQ: time, level, msg, domain, pid (here a thread), and
 * the key-value pairs of the event.
 */
final class LineEncoder extends EncoderBase<ILoggingEvent> {
    private static final Pattern VARIABLE = Pattern.compile("\\$([A-Za-z_0-9]+)|[^$]+|\\$");
    private static final Pattern LINE_END = Pattern.compile("\\R\\s*");

    private final LineStyle style;
    private final List<String> parts = new ArrayList<>();

    LineEncoder(LineStyle style) {
        this.style = style;
        Matcher matcher = VARIABLE.matcher(style.format());
        while (matcher.find()) {
            parts.add(matcher.group());
        }
    }

    @Override
    public byte[] headerBytes() {
        return null;
    }

    @Override
    public byte[] footerBytes() {
        return null;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        return (line(event) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** The line without its end. */
    String line(ILoggingEvent event) {
        return style.json() ? JsonLine.write(fields(event), style.fieldMap()) : plain(event);
    }

    private String plain(ILoggingEvent event) {
        StringBuilder line = new StringBuilder(160);
        for (String part : parts) {
            line.append(part.length() > 1 && part.charAt(0) == '$' ? variable(part, event) : part);
        }
        return line.toString();
    }

    private String variable(String name, ILoggingEvent event) {
        return switch (name) {
            case "$time" -> style.timeOf(instant(event)).toString();
            case "$level" -> style.levelOf(LogLevel.of(event.getLevel()));
            case "$pid" -> "<" + oneLine(event.getThreadName()) + ">";
            case "$domain" -> domain(event);
            case "$logger" -> event.getLoggerName();
            case "$msg" -> message(event);
            // As in RabbitMQ, what an event does not have.
            default -> "<unknown " + name.substring(1) + ">";
        };
    }

    private String message(ILoggingEvent event) {
        String text = oneLine(style.cut(String.valueOf(event.getFormattedMessage())));
        String trace = trace(event);
        return trace == null
                ? text
                : text + " | " + oneLine(LINE_END.matcher(trace.strip()).replaceAll(" | "));
    }

    private Map<String, Object> fields(ILoggingEvent event) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("time", style.timeOf(instant(event)));
        fields.put("level", style.levelOf(LogLevel.of(event.getLevel())));
        fields.put("msg", style.cut(String.valueOf(event.getFormattedMessage())));
        fields.put("domain", domain(event));
        fields.put("pid", event.getThreadName());
        fields.put("logger", event.getLoggerName());
        if (event.getKeyValuePairs() != null) {
            event.getKeyValuePairs().forEach(pair -> fields.putIfAbsent(pair.key, style.cut("" + pair.value)));
        }
        String trace = trace(event);
        if (trace != null) {
            fields.put("exception", trace);
        }
        return fields;
    }

    private String trace(ILoggingEvent event) {
        return event.getThrowableProxy() == null
                ? null
                : style.cut(ThrowableProxyUtil.asString(event.getThrowableProxy()));
    }

    private static String domain(ILoggingEvent event) {
        LogCategory category = LogCategory.of(event.getLoggerName());
        return category == LogCategory.DEFAULT ? "rabbitmq" : "rabbitmq." + category.word();
    }

    private static Instant instant(ILoggingEvent event) {
        return event.getInstant() != null ? event.getInstant() : Instant.ofEpochMilli(event.getTimeStamp());
    }

    /** One blank for each run of control characters and line separators. */
    static String oneLine(String text) {
        StringBuilder clean = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean control = Character.isISOControl(c) || c == '\u2028' || c == '\u2029';
            if (control && clean == null) {
                clean = new StringBuilder(text.length()).append(text, 0, i);
            }
            if (clean != null && !(control && clean.length() > 0 && clean.charAt(clean.length() - 1) == ' ')) {
                clean.append(control ? ' ' : c);
            }
        }
        return clean == null ? text : clean.toString();
    }
}
