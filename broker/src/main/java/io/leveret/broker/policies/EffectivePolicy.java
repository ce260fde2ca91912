package io.leveret.broker.policies;

import io.leveret.broker.arguments.QueuePolicy;
import java.util.Collections;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What holds for an object: at most one policy, and over it at most one of the operator. Objects for which the same
 * ones hold share it.
 */
public final class EffectivePolicy {
    /** Nothing holds. */
    public static final EffectivePolicy NONE = new EffectivePolicy(null, null);

    private final Policy policy;
    private final Policy operatorPolicy;
    private final SortedMap<String, Object> definition;
    private final QueuePolicy forQueues;

    /** Either may be null. */
    EffectivePolicy(Policy policy, Policy operatorPolicy) {
        this.policy = policy;
        this.operatorPolicy = operatorPolicy;
        this.definition = PolicyMerge.of(definition(policy), definition(operatorPolicy));
        this.forQueues = QueuePolicy.of(definition);
    }

    private static SortedMap<String, Object> definition(Policy policy) {
        return policy == null ? Collections.unmodifiableSortedMap(new TreeMap<>()) : policy.definition();
    }

    /** The name of the policy, or an empty text. */
    public String name() {
        return policy == null ? "" : policy.name();
    }

    /** The name of the operator's policy, or an empty text. */
    public String operatorName() {
        return operatorPolicy == null ? "" : operatorPolicy.name();
    }

    /** What both come to, by key. */
    public SortedMap<String, Object> definition() {
        return definition;
    }

    /** The same for queues, as typed values. */
    public QueuePolicy forQueues() {
        return forQueues;
    }

    /** A text that is set, or null. */
    public String text(String key) {
        return definition.get(key) instanceof String text ? text : null;
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || other instanceof EffectivePolicy that
                        && Objects.equals(policy, that.policy)
                        && Objects.equals(operatorPolicy, that.operatorPolicy);
    }

    @Override
    public int hashCode() {
        return Objects.hash(policy, operatorPolicy);
    }
}
