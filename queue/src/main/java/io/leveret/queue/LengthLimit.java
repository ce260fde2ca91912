package io.leveret.queue;

/**
 * Keeps what waits in a queue below its limits: messages that are ready, and the bytes of their bodies.
 *
 * <p>As RabbitMQ's classic queues do it (rabbit_amqqueue_process): a publisher is refused by what waits before its
 * message is offered to a consumer; with drop-head the message is offered first, and what then is due first leaves, of
 * the highest priority that waits. Only drop-head looks at messages that come back.
 */
final class LengthLimit {
    private final ReadyList list;
    private final Departures departures;
    private final Delivery delivery;
    private final QueueLimits limits;
    private final boolean dropsHead;

    LengthLimit(ReadyList list, Departures departures, Delivery delivery, QueueLimits limits) {
        this.list = list;
        this.departures = departures;
        this.delivery = delivery;
        this.limits = limits;
        dropsHead = limits.overflow() == Overflow.DROP_HEAD;
    }

    /** Whether a message that arrives is one too many, and is not to be taken. */
    boolean refuses(Message message) {
        return !dropsHead
                && (list.readyCount() >= limits.maxMessages()
                        || list.readyBytes() + message.bodySize() > limits.maxBytes());
    }

    /** Whether what it refuses is dead-lettered. */
    boolean deadLettersRefused() {
        return limits.overflow() == Overflow.REJECT_PUBLISH_DLX;
    }

    /** Drops what is too much, as far as that is possible now: the head may first have to be read. */
    void enforce() {
        while (dropsHead && isExceeded() && departures.mayGoOn()) {
            Page page = list.head();
            if (page.cold() != null) {
                delivery.coldPages().askFor(page);
                return;
            }
            departures.depart(page, page.firstReady(), RemovalReason.MAXLEN);
        }
    }

    private boolean isExceeded() {
        return list.readyCount() > limits.maxMessages() || list.readyBytes() > limits.maxBytes();
    }
}
