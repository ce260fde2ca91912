package io.leveret.broker.logs;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The output to a {@link LogSink}, which is there while the broker runs. Any thread. */
final class SinkOutput extends UnsynchronizedAppenderBase<ILoggingEvent> {
    private final LineEncoder encoder;
    private final String contentType;
    private volatile LogSink sink;

    SinkOutput(LineStyle style) {
        this.encoder = new LineEncoder(style);
        this.contentType = style.json() ? "application/json" : "text/plain";
    }

    /** @param now null for none */
    void sink(LogSink now) {
        sink = now;
    }

    @Override
    protected void append(ILoggingEvent event) {
        LogSink to = sink;
        if (to != null && to.wants()) {
            String level = LogLevel.of(event.getLevel()).name().toLowerCase(Locale.ROOT);
            byte[] line = encoder.line(event).getBytes(StandardCharsets.UTF_8);
            to.line(level, event.getTimeStamp() / 1_000, contentType, line);
        }
    }
}
