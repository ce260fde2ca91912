package io.leveret.persistence.log;

import java.io.IOException;

/** Words for what a disk refuses. */
final class Failures {
    private Failures() {}

    /** Why, for people. */
    static String text(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
