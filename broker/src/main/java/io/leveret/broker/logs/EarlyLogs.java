package io.leveret.broker.logs;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.core.spi.ContextAwareBase;

/**
 * What the library is configured by at its first use, when the settings are not read yet: the console. Without it, it
 * would look for files and read XML, which costs a start more than all else in the log.
 */
public final class EarlyLogs extends ContextAwareBase implements Configurator {
    /** For the library, which finds the class by its name. */
    public EarlyLogs() {}

    @Override
    public ExecutionStatus configure(LoggerContext loggerContext) {
        if (System.getProperty(NodeLogs.OWN_CONFIGURATION) != null) {
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
        NodeLogs.early(loggerContext);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }
}
