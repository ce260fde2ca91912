package io.leveret.broker.simulation;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import org.slf4j.LoggerFactory;

/**
 * Takes what the broker logs while it is open: an ERROR becomes a failure, at once where it is logged; the rest is only
 * put into words, to see that it can be.
 */
final class LoggedErrors extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private final Logger logger = (Logger) LoggerFactory.getLogger("io.leveret");
    private String first;
    private long warnings;

    LoggedErrors() {
        setContext((LoggerContext) LoggerFactory.getILoggerFactory());
        start();
        logger.setAdditive(false);
        logger.addAppender(this);
    }

    @Override
    protected void append(ILoggingEvent event) {
        String text = event.getFormattedMessage();
        if (event.getLevel().isGreaterOrEqual(Level.ERROR) && first == null) {
            String stack = event.getThrowableProxy() == null
                    ? ""
                    : "\n" + ThrowableProxyUtil.asString(event.getThrowableProxy());
            first = text + stack;
        } else {
            warnings++;
        }
    }

    /** Fails if something was logged at ERROR. */
    void check() {
        if (first != null) {
            throw new AssertionError("logged at ERROR: " + first);
        }
    }

    /** What was logged at ERROR first, or null; forgets it. */
    String take() {
        String taken = first;
        first = null;
        return taken;
    }

    long warnings() {
        return warnings;
    }

    @Override
    public void close() {
        logger.detachAppender(this);
        logger.setAdditive(true);
        stop();
    }
}
