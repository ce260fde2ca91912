package io.leveret.broker.policies;

import java.util.Set;

/**
 * What a policy can hold for. A policy with a key that a type of queue does not have passes queues of that type by,
 * wholly, and leaves them to the next one (RabbitMQ's rabbit_queue_type:is_policy_applicable).
 */
public enum PolicyTarget {
    EXCHANGE("exchanges", "exchanges", Set.of()),
    CLASSIC_QUEUE(
            "queues",
            "classic_queues",
            Set.of(
                    "max-age",
                    "stream-max-segment-size-bytes",
                    "initial-cluster-size",
                    "delivery-limit",
                    "dead-letter-strategy",
                    "max-in-memory-length",
                    "max-in-memory-bytes",
                    "target-group-size")),
    QUORUM_QUEUE(
            "queues",
            "quorum_queues",
            Set.of(
                    "max-age",
                    "stream-max-segment-size-bytes",
                    "initial-cluster-size",
                    "queue-mode",
                    "queue-master-locator"));

    private final String family;
    private final String kind;
    private final Set<String> unknownKeys;

    PolicyTarget(String family, String kind, Set<String> unknownKeys) {
        this.family = family;
        this.kind = kind;
        this.unknownKeys = unknownKeys;
    }

    /** Whether a policy is for objects of this kind, whatever their names. */
    boolean isMeantBy(Policy policy) {
        String applyTo = policy.applyTo();
        if (!applyTo.equals("all") && !applyTo.equals(family) && !applyTo.equals(kind)) {
            return false;
        }
        for (String key : policy.definition().keySet()) {
            if (unknownKeys.contains(key)) {
                return false;
            }
        }
        return true;
    }
}
