package io.leveret.persistence.log;

/**
 * Whoever knows which items the streams have: asked when files are rewritten. Called on the thread that rewrites, which
 * must not be held up: it goes on when the answer comes.
 */
public interface StreamOwner {
    /**
     * Takes the answer, on any thread, once. Not before everything is submitted that made an item leave which it says
     * is not there: else a restart might find neither the item nor what became of it.
     */
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
     * Bodies stand in other places now. {@code done} is to be run, on any thread, when nobody will ask for a reading at
     * the old places any more. Items that left meanwhile, and so were let go of at their old places, or are about to
     * be, are passed over: they are counted rightly whichever place was named.
     *
     * @param places {@code places[n]} of {@code items[n]}
     */
    void moved(long stream, long[] items, long[] places, Runnable done);
}
