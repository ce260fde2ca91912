package io.leveret.management.stats;

import java.util.List;

/** What is known of one object: its numbers at the last two samples, and their history if it has one. Any thread. */
final class Track {
    /** What is asked for is worth as much as what moves two minutes later. */
    private static final long ASKING_IS_WORTH_MS = 120_000;

    private final int columns;
    private Values last;

    /** Null if nothing moved between the last two samples. */
    private Values before;

    private History history;
    private long movedAtMs;
    private volatile long askedAtMs;
    private long seenAtMs;

    /** @param known what the numbers were before the first sample */
    Track(int columns, Values known) {
        this.columns = columns;
        this.last = known;
    }

    /** Takes a sample. Returns whether anything moved. */
    synchronized boolean sample(long atMs, long[] now) {
        seenAtMs = atMs;
        boolean moved = !last.sameAs(now, columns);
        if (history != null) {
            history.add(atMs, now, last);
        }
        if (moved) {
            before = last;
            last = Values.of(now, columns);
            movedAtMs = atMs;
        } else {
            before = null;
        }
        return moved;
    }

    /** Begins to keep a history; all before the last sample is taken for what it was at the one before. */
    synchronized void keepHistory(List<Retention> retentions, long atMs, long[] now) {
        Values held = before == null ? last : before;
        history = new History(retentions, columns, held, atMs);
        history.add(atMs, now, held);
    }

    synchronized void forgetHistory() {
        history = null;
    }

    /** Knows nothing any more. */
    synchronized void restart() {
        last = Values.ZEROS;
        before = null;
        history = null;
    }

    synchronized boolean hasHistory() {
        return history != null;
    }

    /** Bytes of its history. */
    synchronized long bytes() {
        return history == null ? 0 : history.bytes();
    }

    /** Whether nothing has moved for so long that the history is one flat line. */
    synchronized boolean isFlat(long atMs, long ageMs) {
        return atMs - movedAtMs > ageMs;
    }

    synchronized long seenAtMs() {
        return seenAtMs;
    }

    /** When it was last of interest: what has moved or been asked for lately is kept longest. */
    synchronized long interestMs() {
        return Math.max(movedAtMs - ASKING_IS_WORTH_MS, askedAtMs);
    }

    /** When anything was last seen to move, 0 if nothing was. */
    synchronized long movedAtMs() {
        return movedAtMs;
    }

    /** Somebody wants to see the history. */
    void asked(long atMs) {
        askedAtMs = atMs;
    }

    /** What a number was at the last sample. */
    synchronized long last(int column) {
        return last.get(column);
    }

    /** How much a number grew between the last two samples. */
    synchronized long growth(int column) {
        return before == null ? 0 : last.get(column) - before.get(column);
    }

    /** What a number was at moments, {@code stepMs} apart, the newest first. */
    synchronized long[] samples(int column, long newestMs, long stepMs, int count) {
        long[] samples = new long[count];
        long oldestMs = newestMs - (count - 1) * stepMs;
        for (int i = 0; i < count; i++) {
            samples[i] = history == null ? last.get(column) : history.at(column, newestMs - i * stepMs, oldestMs);
        }
        return samples;
    }
}
