package io.leveret.broker.arguments;

import java.util.Set;

/** Which queues take an argument. On the others RabbitMQ refuses it; some of them take it here all the same. */
enum Takers {
    /** Every type, in RabbitMQ and here. */
    ALL("every", "every", QueueType.CLASSIC, QueueType.QUORUM),
    /** Classic queues in RabbitMQ, here all. */
    CLASSIC_THERE("classic", "every", QueueType.CLASSIC, QueueType.QUORUM),
    /** Quorum queues in RabbitMQ, here all. */
    QUORUM_THERE("quorum", "every", QueueType.CLASSIC, QueueType.QUORUM),
    /** Quorum queues alone. */
    QUORUM("quorum", "quorum", QueueType.QUORUM),
    /** Streams alone, which are not there yet. */
    STREAM("stream", "none");

    private final String there;
    private final String here;
    private final Set<QueueType> types;

    Takers(String there, String here, QueueType... types) {
        this.there = there;
        this.here = here;
        this.types = Set.of(types);
    }

    /** Which types take it in RabbitMQ, for people. */
    String there() {
        return there;
    }

    /** Which types take it here, for people. */
    String here() {
        return here;
    }

    boolean include(QueueType type) {
        return types.contains(type);
    }
}
