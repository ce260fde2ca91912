package io.leveret.persistence;

import io.leveret.persistence.log.LogListener;
import io.leveret.persistence.log.LogPosition;
import io.leveret.persistence.log.LogWriter;
import io.leveret.persistence.log.WriteAheadLog;

/** What definitions need of the log. */
interface DefinitionsLog {
    LogWriter writer(LogListener listener);

    /** All records before it are on disk. */
    LogPosition position();

    /** Definitions before it are not needed any more. */
    void checkpointed(LogPosition position);

    static DefinitionsLog of(WriteAheadLog log) {
        return new DefinitionsLog() {
            @Override
            public LogWriter writer(LogListener listener) {
                return log.writer(listener);
            }

            @Override
            public LogPosition position() {
                return log.position();
            }

            @Override
            public void checkpointed(LogPosition position) {
                log.checkpointed(position);
            }
        };
    }
}
