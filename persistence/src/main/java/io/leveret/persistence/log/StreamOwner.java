package io.leveret.persistence.log;

/**
 * Whoever knows which items the streams have: asked when files are rewritten. Called on the thread that rewrites, which
 * waits for the answer.
 */
public interface StreamOwner {
    /** Takes the answer, on any thread. */
    interface Answer {
        /**
         * @param present for each item that was asked for whether the stream has it; all false if there is no such
         *     stream
         */
        void items(boolean[] present);
    }

    /** Whether a stream may still have items. */
    boolean exists(long stream);

    /** Asks which of the ascending items a stream has. */
    void present(long stream, long[] items, Answer answer);

    /**
     * Bodies stand in other places now. {@code done} is to be run, on any thread, when nobody will read at the old
     * places any more.
     *
     * @param places {@code places[n]} of {@code items[n]}
     */
    void moved(long stream, long[] items, long[] places, Runnable done);
}
