package io.leveret.broker.vhost;

import com.google.re2j.Pattern;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The policies of one virtual host, which say by patterns of names what objects did not say when they were declared. At
 * most one holds for an object: that of the highest priority whose pattern is found in the name and whose kind fits
 * (RabbitMQ's rabbit_policy). Immutable.
 */
public final class Policies {
    /** What a policy can hold for. */
    public enum Target {
        EXCHANGE("exchanges", "exchanges"),
        CLASSIC_QUEUE("queues", "classic_queues"),
        QUORUM_QUEUE("queues", "quorum_queues");

        private final String family;
        private final String kind;

        Target(String family, String kind) {
            this.family = family;
            this.kind = kind;
        }

        private boolean isMeantBy(String applyTo) {
            return applyTo.equals("all") || applyTo.equals(family) || applyTo.equals(kind);
        }
    }

    /**
     * A policy.
     *
     * @param applyTo one of RabbitMQ's words: all, queues, exchanges, classic_queues, quorum_queues, streams
     * @param definition values by key, as read from JSON
     */
    public record Policy(String name, Pattern pattern, String applyTo, long priority, Map<String, Object> definition) {
        /** A text that it sets, or null. */
        public String text(String key) {
            return definition.get(key) instanceof String text ? text : null;
        }
    }

    private static final Comparator<Policy> ORDER =
            Comparator.comparing(Policy::priority).reversed().thenComparing(Policy::name);

    /** No policy. */
    public static final Policies NONE = new Policies(List.of());

    private final List<Policy> inOrder;

    public Policies(List<Policy> policies) {
        this.inOrder = policies.stream().sorted(ORDER).toList();
    }

    /** The policy that holds for an object, or null. */
    public Policy of(Target target, String name) {
        for (Policy policy : inOrder) {
            if (target.isMeantBy(policy.applyTo())
                    && policy.pattern().matcher(name).find()) {
                return policy;
            }
        }
        return null;
    }
}
