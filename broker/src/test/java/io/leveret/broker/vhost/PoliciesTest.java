package io.leveret.broker.vhost;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import io.leveret.broker.vhost.Policies.Policy;
import io.leveret.broker.vhost.Policies.Target;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PoliciesTest {
    private static Policy policy(String name, String pattern, String applyTo, long priority) {
        return new Policy(name, Pattern.compile(pattern), applyTo, priority, Map.of("alternate-exchange", name));
    }

    private static String holding(Policies policies, Target target, String object) {
        Policy policy = policies.of(target, object);
        return policy == null ? null : policy.name();
    }

    @Test
    void theHighestPriorityHoldsThenTheFirstName() {
        Policies policies = new Policies(
                List.of(policy("low", "^x", "all", 1), policy("b", "x", "all", 2), policy("a", "x$", "all", 2)));
        assertThat(holding(policies, Target.EXCHANGE, "x")).isEqualTo("a");
        assertThat(holding(policies, Target.EXCHANGE, "xy")).isEqualTo("b");
        assertThat(holding(policies, Target.EXCHANGE, "y")).isNull();
    }

    @Test
    void aPatternIsFoundAnywhereInTheName() {
        assertThat(holding(new Policies(List.of(policy("p", "b", "all", 0))), Target.EXCHANGE, "abc"))
                .isEqualTo("p");
    }

    @Test
    void theKindMustFit() {
        for (Target target : Target.values()) {
            for (String applyTo : List.of("all", "queues", "exchanges", "classic_queues", "quorum_queues", "streams")) {
                boolean fits = switch (applyTo) {
                    case "all" -> true;
                    case "queues" -> target != Target.EXCHANGE;
                    case "exchanges" -> target == Target.EXCHANGE;
                    case "classic_queues" -> target == Target.CLASSIC_QUEUE;
                    case "quorum_queues" -> target == Target.QUORUM_QUEUE;
                    default -> false;
                };
                Policies policies = new Policies(List.of(policy("p", ".", applyTo, 0)));
                assertThat(policies.of(target, "x") != null)
                        .as(target + " and " + applyTo)
                        .isEqualTo(fits);
            }
        }
    }

    @Test
    void aValueOfAnotherKindIsNoText() {
        Policy policy = new Policy("p", Pattern.compile("."), "all", 0, Map.of("a", 1L, "b", "text"));
        assertThat(policy.text("a")).isNull();
        assertThat(policy.text("b")).isEqualTo("text");
        assertThat(policy.text("c")).isNull();
    }
}
