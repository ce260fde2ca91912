package io.leveret.queue;

/** What one consumer may still be given: its prefetch limit, and whether it was told to wait. */
final class ConsumerCredit {
    /** Unsettled messages allowed, 0 for no limit. */
    private final int prefetch;

    private int inFlight;

    /** Its transport was full or its shared credit used up; ended by {@link QueueDispatch#resume}. */
    private boolean turnedAway;

    ConsumerCredit(int prefetch) {
        this.prefetch = prefetch;
    }

    boolean allows() {
        return !turnedAway && (prefetch == 0 || inFlight < prefetch);
    }

    void spend() {
        inFlight++;
    }

    void restore() {
        if (inFlight == 0) {
            throw new IllegalStateException("more credit given back than was spent");
        }
        inFlight--;
    }

    void turnAway() {
        turnedAway = true;
    }

    void resume() {
        turnedAway = false;
    }

    int inFlight() {
        return inFlight;
    }
}
