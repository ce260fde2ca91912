package io.leveret.persistence.log;

/** A body with its bytes. */
final class TestBody extends LoggedBody {
    final byte[] payload;

    TestBody(long id, int holders, byte[] payload) {
        this.payload = payload;
        logged(id, holders);
    }

    int size() {
        return payload.length;
    }

    /** Appends it. */
    void append(LogWriter writer) {
        writer.beginBody(this, size(), size()).put(payload);
        writer.end();
    }
}
