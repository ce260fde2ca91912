package io.leveret.broker.policies;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a policy and one of the operator come to where both set a key (RabbitMQ's rabbit_policies, merge_policy_value).
 */
final class PolicyMerge {
    private PolicyMerge() {}

    /** Both together; neither is changed. */
    static SortedMap<String, Object> of(SortedMap<String, Object> policy, SortedMap<String, Object> operator) {
        if (operator.isEmpty()) {
            return policy;
        }
        SortedMap<String, Object> merged = new TreeMap<>(policy);
        operator.forEach((key, value) -> merged.merge(key, value, (one, other) -> value(key, one, other)));
        return Collections.unmodifiableSortedMap(merged);
    }

    /** Numbers protect the node by the lower one, save those of which a lower one protects less. */
    private static Object value(String key, Object policy, Object operator) {
        if (!(policy instanceof Long one) || !(operator instanceof Long other)) {
            return operator;
        }
        return switch (key) {
            case "queue-version" -> other;
            case "target-group-size" -> Math.max(one, other);
            case "delivery-limit" -> one < 0 || other < 0 ? Math.max(one, other) : Math.min(one, other);
            default -> Math.min(one, other);
        };
    }
}
