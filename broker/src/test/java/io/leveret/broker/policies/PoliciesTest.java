package io.leveret.broker.policies;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Which policies hold; expectations measured on RabbitMQ 4.0.5. */
class PoliciesTest {
    private static Policy policy(String name, String pattern, String applyTo, long priority, String key, Object value) {
        return PolicyRules.policy(
                false,
                name,
                Map.of(
                        "pattern",
                        pattern,
                        "apply-to",
                        applyTo,
                        "priority",
                        priority,
                        "definition",
                        Map.of(key, value)));
    }

    private static Policy policy(String name, String pattern, String applyTo, long priority) {
        return policy(name, pattern, applyTo, priority, "alternate-exchange", name);
    }

    private static Policies policies(Policy... policies) {
        return new Policies(List.of(policies), List.of());
    }

    private static String holding(Policies policies, PolicyTarget target, String object) {
        return policies.of(target, object).name();
    }

    @Test
    void theHighestPriorityHoldsThenTheFirstName() {
        Policies policies =
                policies(policy("low", "^x", "all", 1), policy("b", "x", "all", 2), policy("a", "x$", "all", 2));
        assertThat(holding(policies, PolicyTarget.EXCHANGE, "x")).isEqualTo("a");
        assertThat(holding(policies, PolicyTarget.EXCHANGE, "xy")).isEqualTo("b");
        assertThat(policies.of(PolicyTarget.EXCHANGE, "y")).isSameAs(EffectivePolicy.NONE);
    }

    @Test
    void aPatternIsFoundAnywhereInTheName() {
        assertThat(holding(policies(policy("p", "b", "all", 0)), PolicyTarget.EXCHANGE, "abc"))
                .isEqualTo("p");
    }

    @ParameterizedTest
    @EnumSource
    void theKindMustFit(PolicyTarget target) {
        for (String applyTo : List.of("all", "queues", "exchanges", "classic_queues", "quorum_queues", "streams")) {
            boolean fits = switch (applyTo) {
                case "all" -> true;
                case "queues" -> target != PolicyTarget.EXCHANGE;
                case "exchanges" -> target == PolicyTarget.EXCHANGE;
                case "classic_queues" -> target == PolicyTarget.CLASSIC_QUEUE;
                case "quorum_queues" -> target == PolicyTarget.QUORUM_QUEUE;
                default -> false;
            };
            assertThat(holding(policies(policy("p", ".", applyTo, 0)), target, "x"))
                    .as(target + " and " + applyTo)
                    .isEqualTo(fits ? "p" : "");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "delivery-limit, 5, false, true",
        "dead-letter-strategy, at-most-once, false, true",
        "max-in-memory-length, 5, false, true",
        "max-in-memory-bytes, 5, false, true",
        "target-group-size, 5, false, true",
        "queue-mode, lazy, true, false",
        "queue-master-locator, min-masters, true, false",
        "queue-version, 2, true, true",
        "max-age, 5D, false, false",
        "stream-max-segment-size-bytes, 5, false, false",
        "initial-cluster-size, 5, false, false",
        "stream-filter-size-bytes, 16, true, true",
        "consumer-timeout, 5, true, true",
        "alternate-exchange, x, true, true"
    })
    void aPolicyWithAKeyThatTheTypeDoesNotHaveIsPassedBy(String key, String text, boolean classic, boolean quorum) {
        Object value = text.matches("[0-9]+") ? (Object) Long.valueOf(text) : (Object) text;
        Policies policies =
                policies(policy("first", ".", "all", 1, key, value), policy("second", ".", "all", 0, "max-length", 1L));
        assertThat(holding(policies, PolicyTarget.CLASSIC_QUEUE, "q")).isEqualTo(classic ? "first" : "second");
        assertThat(holding(policies, PolicyTarget.QUORUM_QUEUE, "q")).isEqualTo(quorum ? "first" : "second");
        assertThat(holding(policies, PolicyTarget.EXCHANGE, "q")).isEqualTo("first");
    }

    @ParameterizedTest
    @CsvSource({
        "message-ttl, 5, 7, 5",
        "message-ttl, 7, 5, 5",
        "expires, 5, 7, 5",
        "max-length, 7, 0, 0",
        "max-length-bytes, 7, 6, 6",
        "max-in-memory-length, 7, 6, 6",
        "max-in-memory-bytes, 7, 6, 6",
        "delivery-limit, 7, 6, 6",
        "delivery-limit, -1, 6, 6",
        "delivery-limit, 6, -1, 6",
        "delivery-limit, -2, -1, -1",
        "queue-version, 1, 2, 2",
        "target-group-size, 3, 5, 5",
        "target-group-size, 5, 3, 5"
    })
    void ofTwoNumbersTheOneThatProtectsMoreHolds(String key, long policy, long operator, long merged) {
        EffectivePolicy both = new Policies(
                        List.of(policy("p", ".", "all", 0, key, policy)),
                        List.of(policy("o", ".", "all", 0, key, operator)))
                .of(PolicyTarget.EXCHANGE, "x");
        assertThat(both.definition()).isEqualTo(Map.of(key, merged));
        assertThat(both.name()).isEqualTo("p");
        assertThat(both.operatorName()).isEqualTo("o");
    }

    @Test
    void ofTwoTextsTheOperatorsHoldsAndOtherKeysAreAdded() {
        Policy operators = PolicyRules.policy(
                true,
                "o",
                Map.of(
                        "pattern",
                        ".",
                        "priority",
                        0L,
                        "definition",
                        Map.of("overflow", "drop-head", "max-length", 3L)));
        EffectivePolicy both = new Policies(
                        List.of(policy("p", ".", "all", 0, "overflow", "reject-publish")), List.of(operators))
                .of(PolicyTarget.CLASSIC_QUEUE, "q");
        assertThat(both.definition()).isEqualTo(Map.of("overflow", "drop-head", "max-length", 3L));
        assertThat(both.text("overflow")).isEqualTo("drop-head");
        assertThat(both.text("max-length")).isNull();
    }

    @Test
    void objectsShareWhatHoldsForThem() {
        Policies policies = policies(policy("p", ".", "all", 0));
        assertThat(policies.of(PolicyTarget.CLASSIC_QUEUE, "a")).isSameAs(policies.of(PolicyTarget.QUORUM_QUEUE, "b"));
        assertThat(policies.of(PolicyTarget.CLASSIC_QUEUE, "a"))
                .isEqualTo(policies(policy("p", ".", "all", 0)).of(PolicyTarget.CLASSIC_QUEUE, "a"))
                .isNotEqualTo(policies(policy("p", "a", "all", 0)).of(PolicyTarget.CLASSIC_QUEUE, "a"));
    }
}
