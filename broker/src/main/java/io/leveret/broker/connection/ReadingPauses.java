package io.leveret.broker.connection;

import io.leveret.broker.shard.BrokerShard;

/**
 * Counts the reasons for which a connection's socket is not read: too much parked, a full link, answers not read, an
 * alarm.
 */
final class ReadingPauses {
    private final BrokerShard shard;
    private final Transport transport;
    private final long parkedLimitBytes;
    private long parkedBytes;
    private boolean tooMuchParked;
    private int reasons;
    private long resumedAtMs = Long.MIN_VALUE;
    private boolean ended;

    /** @param parkedLimitBytes what all channels together may park before the socket is not read */
    ReadingPauses(BrokerShard shard, Transport transport, long parkedLimitBytes) {
        this.shard = shard;
        this.transport = transport;
        this.parkedLimitBytes = parkedLimitBytes;
    }

    /** A channel parked frames, or served some: then the number is negative. Past the limit until half is served. */
    void parked(long bytes) {
        parkedBytes += bytes;
        if (!tooMuchParked && parkedBytes > parkedLimitBytes) {
            tooMuchParked = true;
            pause();
        } else if (tooMuchParked && parkedBytes <= parkedLimitBytes / 2) {
            tooMuchParked = false;
            resume();
        }
    }

    void pause() {
        if (reasons++ == 0 && !ended) {
            transport.reading(false);
        }
    }

    void resume() {
        if (--reasons == 0 && !ended) {
            resumedAtMs = shard.nowMs();
            transport.reading(true);
        }
    }

    /** When the last pause ended: until then a client may have spoken unheard. {@code Long.MIN_VALUE} if none did. */
    long resumedAtMs() {
        return resumedAtMs;
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
