package io.leveret.persistence.log;

/** Does what the log does when it has written a body. */
public final class Placed {
    private Placed() {}

    public static void at(LoggedBody body, long place) {
        body.placed(place);
    }
}
