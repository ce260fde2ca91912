package io.leveret.broker.arguments;

import io.leveret.codec.FieldTable;
import io.leveret.codec.FieldValue;

/**
 * Every argument of {@code queue.declare} that means something, or once did; in the order in which RabbitMQ 4.0.5 looks
 * at them (rabbit_amqqueue:declare_args). The page {@code docs/queue-arguments.md} is made from this table.
 *
 * <p>Arguments that are not here are taken, kept and neither looked at nor compared, as RabbitMQ does.
 */
public enum QueueArgument {
    TYPE(
            "x-queue-type",
            ArgumentRule.supported("queue type", "classic", "quorum"),
            Takers.ALL,
            "",
            "The defaults that the queue starts from; quorum: delivery limit 20, two classes of priority"),
    EXPIRES(
            "x-expires",
            ArgumentRule.positive(Limits.MAX_EXPIRY_MS),
            Takers.ALL,
            "expires",
            "Milliseconds after which the queue goes when nobody consumes, gets or declares it"),
    MESSAGE_TTL(
            "x-message-ttl",
            ArgumentRule.upTo(Limits.MAX_EXPIRY_MS, "value_too_large"),
            Takers.ALL,
            "message-ttl",
            "Milliseconds that a message may wait; the message's own expiration may be shorter"),
    DEAD_LETTER_EXCHANGE(
            "x-dead-letter-exchange",
            ArgumentRule.anyText(),
            Takers.ALL,
            "dead-letter-exchange",
            "Where messages go that are rejected, expired, over a limit or returned too often"),
    DEAD_LETTER_ROUTING_KEY(
            "x-dead-letter-routing-key",
            ArgumentRule.keyBeside("x-dead-letter-exchange", "routing_key_but_no_dlx_defined"),
            Takers.ALL,
            "dead-letter-routing-key",
            "The key they go there with; without it those that they came with"),
    DEAD_LETTER_STRATEGY(
            "x-dead-letter-strategy",
            ArgumentRule.oneOf("invalid_dlx_strategy", "at-most-once", "at-least-once"),
            Takers.QUORUM_THERE,
            "dead-letter-strategy",
            "Taken; a message leaves its queue when those that it goes to have it, whichever is asked for"),
    MAX_LENGTH(
            "x-max-length",
            ArgumentRule.upTo(Long.MAX_VALUE, ""),
            Takers.ALL,
            "max-length",
            "How many messages may be ready"),
    MAX_LENGTH_BYTES(
            "x-max-length-bytes",
            ArgumentRule.upTo(Long.MAX_VALUE, ""),
            Takers.ALL,
            "max-length-bytes",
            "How many bytes the bodies of ready messages may have"),
    MAX_IN_MEMORY_LENGTH(
            "x-max-in-memory-length",
            ArgumentRule.upTo(Long.MAX_VALUE, ""),
            Takers.QUORUM_THERE,
            "max-in-memory-length",
            "Ignored, as in RabbitMQ: what is in memory is bounded for the whole node"),
    MAX_IN_MEMORY_BYTES(
            "x-max-in-memory-bytes",
            ArgumentRule.upTo(Long.MAX_VALUE, ""),
            Takers.QUORUM_THERE,
            "max-in-memory-bytes",
            "Ignored, as in RabbitMQ: what is in memory is bounded for the whole node"),
    MAX_PRIORITY(
            "x-max-priority",
            ArgumentRule.upTo(Limits.MAX_PRIORITY, "max_value_exceeded"),
            Takers.CLASSIC_THERE,
            "",
            "The highest priority that is told apart"),
    OVERFLOW(
            "x-overflow",
            ArgumentRule.oneOf("invalid_overflow", "drop-head", "reject-publish", "reject-publish-dlx"),
            Takers.ALL,
            "overflow",
            "What becomes of a message too many: the oldest goes, or the new one is refused"),
    QUEUE_MODE(
            "x-queue-mode",
            ArgumentRule.supported("queue mode", "default", "lazy"),
            Takers.CLASSIC_THERE,
            "queue-mode",
            "Ignored, as in RabbitMQ"),
    QUEUE_VERSION(
            "x-queue-version",
            ArgumentRule.queueVersion(),
            Takers.CLASSIC_THERE,
            "queue-version",
            "Ignored: there is one way to store a queue"),
    SINGLE_ACTIVE_CONSUMER(
            "x-single-active-consumer",
            ArgumentRule.bool(),
            Takers.ALL,
            "",
            "One consumer at a time gets messages, the others wait to take its place"),
    QUORUM_INITIAL_GROUP_SIZE(
            "x-quorum-initial-group-size",
            ArgumentRule.positive(Long.MAX_VALUE),
            Takers.QUORUM,
            "",
            "Ignored on a single node"),
    MAX_AGE(
            "x-max-age",
            ArgumentRule.unchecked("text", "a number with Y, M, D, h, m or s"),
            Takers.STREAM,
            "max-age",
            "For streams"),
    STREAM_MAX_SEGMENT_SIZE_BYTES(
            "x-stream-max-segment-size-bytes",
            ArgumentRule.unchecked("integer", "0 and more"),
            Takers.STREAM,
            "stream-max-segment-size-bytes",
            "For streams"),
    STREAM_FILTER_SIZE_BYTES(
            "x-stream-filter-size-bytes",
            ArgumentRule.unchecked("integer", "any"),
            Takers.ALL,
            "stream-filter-size-bytes",
            "Means something to streams; ignored by others, as in RabbitMQ"),
    INITIAL_CLUSTER_SIZE(
            "x-initial-cluster-size",
            ArgumentRule.unchecked("integer", "1 and more"),
            Takers.STREAM,
            "initial-cluster-size",
            "For streams"),
    QUEUE_LEADER_LOCATOR(
            "x-queue-leader-locator",
            ArgumentRule.oneOf(
                    "invalid_queue_locator_arg", "client-local", "balanced", "random", "least-leaders", "min-masters"),
            Takers.ALL,
            "queue-leader-locator",
            "Ignored on a single node"),
    QUEUE_MASTER_LOCATOR(
            "x-queue-master-locator",
            ArgumentRule.unchecked("text", "any"),
            Takers.CLASSIC_THERE,
            "queue-master-locator",
            "Ignored on a single node"),
    DELIVERY_LIMIT(
            "x-delivery-limit",
            ArgumentRule.unchecked("integer", "0 and more; below 0 for none"),
            Takers.QUORUM_THERE,
            "delivery-limit",
            "How often a message may be returned before it goes; 20 on quorum queues if not said"),
    CONSUMER_TIMEOUT(
            "x-consumer-timeout",
            ArgumentRule.unchecked("integer", "1 and more"),
            Takers.ALL,
            "consumer-timeout",
            "Milliseconds that a delivery may be unacknowledged before its channel is closed"),
    HA_POLICY("x-ha-policy", ArgumentRule.unchecked("any", "any"), Takers.ALL, "", "Ignored, as in RabbitMQ");

    private final String argument;
    private final ArgumentRule rule;
    private final Takers takers;
    private final String policyKey;
    private final String doc;

    QueueArgument(String argument, ArgumentRule rule, Takers takers, String policyKey, String doc) {
        this.argument = argument;
        this.rule = rule;
        this.takers = takers;
        this.policyKey = policyKey;
        this.doc = doc;
    }

    /** The name on the wire. */
    public String argument() {
        return argument;
    }

    /** The key of policies that set the same, or an empty text. */
    public String policyKey() {
        return policyKey;
    }

    /** Whether a queue of this type takes it. */
    public boolean isFor(QueueType type) {
        return takers.include(type);
    }

    /** Which types take it in RabbitMQ 4.0.5, for people. */
    public String takersInRabbitMq() {
        return takers.there();
    }

    /** Which types take it here, for people. */
    public String takers() {
        return takers.here();
    }

    /** The type of its values, for people. */
    public String type() {
        return rule.type();
    }

    /** The range of its values, for people. */
    public String range() {
        return rule.range();
    }

    /** One line on what it does. */
    public String doc() {
        return doc;
    }

    /** Whether RabbitMQ refuses it on queues of a type that is not meant; it does not know the last two at all. */
    boolean isKnown() {
        return this != CONSUMER_TIMEOUT && this != HA_POLICY;
    }

    /** Why a value will not do, as the reply text says it; null if it will. */
    String refusal(FieldValue value, FieldTable all) {
        return rule.refusal().of(value, all);
    }

    /** The argument of this name, or null. */
    public static QueueArgument named(String argument) {
        for (QueueArgument each : values()) {
            if (each.argument.equals(argument)) {
                return each;
            }
        }
        return null;
    }

    /** Bounds of values. */
    public static final class Limits {
        /**
         * The longest time that RabbitMQ 4.0.5 takes, of queues and of messages, in milliseconds: ten years of 365
         * days.
         */
        public static final long MAX_EXPIRY_MS = 315_360_000_000L;

        /** The highest priority of a queue. */
        public static final int MAX_PRIORITY = 255;

        private Limits() {}
    }
}
