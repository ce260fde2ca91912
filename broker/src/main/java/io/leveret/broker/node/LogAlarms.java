package io.leveret.broker.node;

import io.leveret.persistence.log.LogAlarm;

/** Hands the log's alarm on: publishers stop before definitions are held back, and start after these were given. */
final class LogAlarms implements LogAlarm {
    private final LogAlarm publishers;
    private final LogAlarm definitions;

    LogAlarms(LogAlarm publishers, LogAlarm definitions) {
        this.publishers = publishers;
        this.definitions = definitions;
    }

    @Override
    public void raised(String text) {
        publishers.raised(text);
        definitions.raised(text);
    }

    @Override
    public void cleared() {
        definitions.cleared();
        publishers.cleared();
    }
}
