package io.leveret.broker.admin;

import io.leveret.broker.vhost.MoveOutcome;
import io.leveret.management.admin.JobsAdmin.Progress;

/** What a job has done so far. Counted by the job's thread, read by anyone. */
final class Tally {
    private final long present;
    private long looked;
    private long matched;
    private long moved;
    private long unroutable;
    private long refused;
    private long forbidden;
    private long withoutOrigin;
    private long taken;
    private long unreadable;
    private volatile Progress published;

    Tally(long present) {
        this.present = present;
        publish();
    }

    void looked() {
        looked++;
    }

    void matched() {
        matched++;
    }

    void unreadable(long messages) {
        unreadable += messages;
    }

    void forbidden() {
        forbidden++;
    }

    void withoutOrigin() {
        withoutOrigin++;
    }

    void count(MoveOutcome outcome) {
        switch (outcome) {
            case MOVED -> moved++;
            case UNROUTABLE -> unroutable++;
            case REFUSED -> refused++;
            case TAKEN -> taken++;
        }
    }

    long moved() {
        return moved;
    }

    /** Shows others what was counted. */
    void publish() {
        published = new Progress(
                present, looked, matched, moved, unroutable, refused, forbidden, withoutOrigin, taken, unreadable);
    }

    Progress progress() {
        return published;
    }
}
