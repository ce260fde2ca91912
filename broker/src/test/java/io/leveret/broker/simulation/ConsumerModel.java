package io.leveret.broker.simulation;

/** A consumer as its client knows it. */
final class ConsumerModel {
    final String tag;
    final QueueModel queue;
    final boolean noAck;
    final int prefetch;

    /** Delivered and not settled. */
    int outstanding;

    /** Its consume-ok came. */
    boolean started;

    /** Cancel-ok or the broker's cancel came. */
    boolean ended;

    boolean cancelSent;

    ConsumerModel(String tag, QueueModel queue, boolean noAck, int prefetch) {
        this.tag = tag;
        this.queue = queue;
        this.noAck = noAck;
        this.prefetch = prefetch;
    }

    boolean hasRoom() {
        return prefetch == 0 || outstanding < prefetch;
    }
}
