package io.leveret.broker.connection;

import io.leveret.broker.shard.BrokerShard;

/** Counts the reasons for which a connection's socket is not read: a channel with too much parked, a full link. */
final class ReadingPauses {
    private final BrokerShard shard;
    private final Transport transport;
    private int reasons;
    private long resumedAtMs = Long.MIN_VALUE;
    private boolean ended;

    ReadingPauses(BrokerShard shard, Transport transport) {
        this.shard = shard;
        this.transport = transport;
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
