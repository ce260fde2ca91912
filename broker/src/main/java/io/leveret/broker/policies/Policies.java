package io.leveret.broker.policies;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The policies of one virtual host and those of its operator. Of each at most one holds for an object: that of the
 * highest priority whose pattern is found in the name and whose kind fits (RabbitMQ's rabbit_policy:match); of two with
 * the same priority the one whose name comes first.
 */
public final class Policies {
    private static final Comparator<Policy> ORDER =
            Comparator.comparing(Policy::priority).reversed().thenComparing(Policy::name);

    /** No policy. */
    public static final Policies NONE = new Policies(List.of(), List.of());

    private record Pair(int policy, int operatorPolicy) {}

    private final List<Policy> policies;
    private final List<Policy> operatorPolicies;
    private final Map<Pair, EffectivePolicy> pairs = new ConcurrentHashMap<>();

    /** Of any order. */
    public Policies(List<Policy> policies, List<Policy> operatorPolicies) {
        this.policies = policies.stream().sorted(ORDER).toList();
        this.operatorPolicies = operatorPolicies.stream().sorted(ORDER).toList();
    }

    /** What holds for an object. */
    public EffectivePolicy of(PolicyTarget target, String name) {
        Pair pair = new Pair(find(policies, target, name), find(operatorPolicies, target, name));
        if (pair.policy < 0 && pair.operatorPolicy < 0) {
            return EffectivePolicy.NONE;
        }
        return pairs.computeIfAbsent(
                pair,
                found -> new EffectivePolicy(at(policies, found.policy), at(operatorPolicies, found.operatorPolicy)));
    }

    private static Policy at(List<Policy> all, int index) {
        return index < 0 ? null : all.get(index);
    }

    private static int find(List<Policy> all, PolicyTarget target, String name) {
        for (int i = 0; i < all.size(); i++) {
            Policy policy = all.get(i);
            if (target.isMeantBy(policy) && policy.pattern().isFoundIn(name)) {
                return i;
            }
        }
        return -1;
    }
}
