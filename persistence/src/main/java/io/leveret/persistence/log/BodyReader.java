package io.leveret.persistence.log;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Reads bodies back, on a thread of its own that reads ahead where places follow each other. */
public interface BodyReader {
    /** Takes what was read, on the reading thread: hand over at once. */
    interface Taker {
        /** The {@code n}th body asked for, valid during the call. */
        void body(int n, ByteBuffer payload);

        /** The {@code n}th body asked for cannot be read, or is not what was written. */
        void unreadable(int n, IOException cause);

        /** Each body was shown or reported. */
        void done();
    }

    /** Asks for the bodies at the first {@code count} places; the array is the reader's from then on. Any thread. */
    void read(long[] places, int count, Taker taker);
}
