package io.leveret.broker.connection;

/** Counts the reasons for which a connection's socket is not read: a channel with too much parked, a full link. */
final class ReadingPauses {
    private final Transport transport;
    private int reasons;
    private boolean ended;

    ReadingPauses(Transport transport) {
        this.transport = transport;
    }

    void pause() {
        if (reasons++ == 0 && !ended) {
            transport.reading(false);
        }
    }

    void resume() {
        if (--reasons == 0 && !ended) {
            transport.reading(true);
        }
    }

    boolean isPaused() {
        return reasons > 0 && !ended;
    }

    /** The connection closes: reads on whatever the reasons, so that the client's answer is heard. */
    void end() {
        if (reasons > 0 && !ended) {
            transport.reading(true);
        }
        ended = true;
    }
}
