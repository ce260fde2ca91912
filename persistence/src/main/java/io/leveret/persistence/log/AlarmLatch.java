package io.leveret.persistence.log;

import java.util.Objects;

/** Joins the troubles of both threads that write into one alarm. Any thread. */
final class AlarmLatch {
    private final LogAlarm alarm;
    private String writing;
    private String spares;

    AlarmLatch(LogAlarm alarm) {
        this.alarm = alarm;
    }

    /** @param trouble why nothing can be written, or null */
    synchronized void writing(String trouble) {
        if (!Objects.equals(writing, trouble)) {
            boolean wasRaised = raised();
            writing = trouble;
            tell(wasRaised, trouble);
        }
    }

    /** @param trouble why no file can be prepared, or null */
    synchronized void spares(String trouble) {
        if (!Objects.equals(spares, trouble)) {
            boolean wasRaised = raised();
            spares = trouble;
            tell(wasRaised, trouble);
        }
    }

    private boolean raised() {
        return writing != null || spares != null;
    }

    private void tell(boolean wasRaised, String trouble) {
        if (trouble != null) {
            alarm.raised(trouble);
        } else if (wasRaised && !raised()) {
            alarm.cleared();
        }
    }
}
