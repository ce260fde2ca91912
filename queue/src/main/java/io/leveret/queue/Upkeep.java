package io.leveret.queue;

/**
 * What a queue does to its messages beside delivering them: it keeps to its limits, lets expire what is over, counts
 * how often a message comes back, watches for who holds one too long, and asks to be woken for the rest.
 *
 * <p>In this order, which is that of RabbitMQ's classic queues: what is too much goes first, then what has expired,
 * then what is left is delivered; but a message that arrives is delivered before anything is done about it.
 *
 * <p>A queue that uses none of this pays a look at a field for each, and no memory.
 */
final class Upkeep {
    private final ReadyList list;
    private final FactSink facts;
    private final QueueEffects effects;
    private final Delivery delivery;
    private final Unacked unacked;
    private final int most;
    private QueueOptions options;

    /** Null until a message leaves that nobody settled. */
    private Departures departures;

    /** Null if the queue has no limits. */
    private LengthLimit lengthLimit;

    /** Null until something expires. */
    private Expiry expiry;

    /** Null if a delivery may be held forever, and until there is one. */
    private ConsumerTimeout consumerTimeout;

    /** Null until something depends on time. */
    private Alarm alarm;

    /** @param most messages that leave within one command, of those that can wait */
    Upkeep(ReadyList list, FactSink facts, QueueEffects effects, Delivery delivery, Unacked unacked, int most) {
        this.list = list;
        this.facts = facts;
        this.effects = effects;
        this.delivery = delivery;
        this.unacked = unacked;
        this.most = most;
    }

    /** What holds from the beginning. */
    void begin(QueueOptions first) {
        use(first, 0);
    }

    /** What holds from now on; a message keeps the time that it was given when it came. */
    void change(QueueOptions changed, long nowMs) {
        use(changed, nowMs);
    }

    private void use(QueueOptions used, long nowMs) {
        boolean otherTimeout = options == null || used.consumerTimeoutMs() != options.consumerTimeoutMs();
        options = used;
        if (departures != null) {
            departures.wanted(used.deadLetters());
        }
        QueueLimits limits = used.limits();
        lengthLimit = limits.any() ? new LengthLimit(list, departures(), delivery, limits) : null;
        if (otherTimeout) {
            long limitMs = used.consumerTimeoutMs();
            unacked.timed(limitMs != 0, nowMs);
            consumerTimeout = null;
        }
    }

    /** The way out; made when it is asked for. */
    Departures departures() {
        if (departures == null) {
            departures = new Departures(list, facts, effects, delivery, most);
            departures.wanted(options.deadLetters());
        }
        return departures;
    }

    /** How many messages are leaving. */
    int leavingCount() {
        return departures == null ? 0 : departures.count();
    }

    /** Bytes of their bodies. */
    long leavingBytes() {
        return departures == null ? 0 : departures.bytes();
    }

    /** When a message that arrives expires. */
    long expiryOf(Message message, long nowMs) {
        return Fact.expiresAtMs(message, options.messageTtlMs(), nowMs);
    }

    /** Whether a message that arrives is one too many; if so it may have been dead-lettered. */
    boolean refuses(Message message) {
        if (lengthLimit == null || !lengthLimit.refuses(message)) {
            return false;
        }
        if (options.deadLetters() && lengthLimit.deadLettersRefused()) {
            effects.deadLetterRefused(message, RemovalReason.MAXLEN);
        }
        return true;
    }

    /** A message is no longer in flight and goes back to its place, or leaves if it has done so too often. */
    void comeBack(long id, boolean counted) {
        int limit = options.deliveryLimit();
        if (counted && limit != QueueOptions.NO_DELIVERY_LIMIT) {
            Page page = list.find(id);
            if (page.returnCount(page.indexOf(id)) >= limit) {
                depart(id, RemovalReason.DELIVERY_LIMIT);
                return;
            }
        }
        facts.returned(id, counted);
    }

    /** A message is no longer in flight, and leaves. */
    void depart(long id, RemovalReason reason) {
        Page page = list.find(id);
        departures().depart(page, page.indexOf(id), reason);
    }

    /** The alarm rang, or somebody thinks so. */
    void rang(long nowMs) {
        if (alarm != null) {
            alarm.rang(nowMs);
        }
    }

    /** Lets go what has expired. */
    void expire(long nowMs) {
        if (!list.anyExpires()) {
            return;
        }
        if (expiry == null) {
            expiry = new Expiry(list, departures(), delivery);
        }
        expiry.expire(nowMs);
    }

    /** A message was enqueued: ends the command. */
    void arrived(long id, long nowMs) {
        delivery.dispatchArriving(id, nowMs);
        enforceLimits();
        expire(nowMs);
        end(nowMs);
    }

    /** Something changed: does what is to be done about it, and ends the command. */
    void goOn(long nowMs) {
        enforceLimits();
        expire(nowMs);
        delivery.dispatch(nowMs);
        end(nowMs);
    }

    /** Ends a command. */
    void end(long nowMs) {
        if (departures != null && departures.endOfCommand()) {
            wakeAt(nowMs);
        }
        if (expiry != null) {
            wakeAt(expiry.nextMs());
        }
        if (consumerTimeout == null && unacked.size() != 0 && options.consumerTimeoutMs() != 0) {
            consumerTimeout = new ConsumerTimeout(unacked, effects, options.consumerTimeoutMs());
        }
        if (consumerTimeout != null) {
            wakeAt(consumerTimeout.look(nowMs));
        }
    }

    private void enforceLimits() {
        if (lengthLimit != null) {
            lengthLimit.enforce();
        }
    }

    private void wakeAt(long atMs) {
        if (alarm == null && atMs != Fact.NEVER) {
            alarm = new Alarm(effects);
        }
        if (alarm != null) {
            alarm.at(atMs);
        }
    }
}
