package io.leveret.broker.arguments;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.codec.FieldTable;
import io.leveret.queue.Message;
import io.leveret.queue.Overflow;
import io.leveret.queue.QueueLimits;
import io.leveret.queue.QueueOptions;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EffectiveOptionsTest {
    private static EffectiveOptions options(FieldTable.Builder arguments) {
        return EffectiveOptions.of(true, false, QueueArguments.of(arguments.build()), QueuePolicy.NONE, 1_800_000);
    }

    private static EffectiveOptions options(FieldTable.Builder arguments, Map<String, Object> policy) {
        return EffectiveOptions.of(
                true, false, QueueArguments.of(arguments.build()), QueuePolicy.of(policy), 1_800_000);
    }

    private static FieldTable.Builder type(String type) {
        return FieldTable.builder().string("x-queue-type", type);
    }

    @ParameterizedTest
    @ValueSource(strings = {"classic", "quorum"})
    void aPolicySaysWhatArgumentsDoNot(String type) {
        Map<String, Object> policy = new HashMap<>(Map.of(
                "message-ttl", 1L,
                "expires", 2L,
                "max-length", 3L,
                "max-length-bytes", 4L,
                "overflow", "reject-publish",
                "dead-letter-exchange", "x",
                "dead-letter-routing-key", "k",
                "delivery-limit", 5L,
                "consumer-timeout", 6L));
        EffectiveOptions all = options(type(type), policy);
        assertThat(all.machine().messageTtlMs()).isEqualTo(1);
        assertThat(all.expiresMs()).isEqualTo(2);
        assertThat(all.machine().limits()).isEqualTo(new QueueLimits(3, 4, Overflow.REJECT_PUBLISH));
        assertThat(all.deadLetterExchange()).isEqualTo("x");
        assertThat(all.deadLetterRoutingKey()).isEqualTo("k");
        assertThat(all.machine().deadLetters()).isTrue();
        assertThat(all.machine().deliveryLimit()).isEqualTo(5);
        assertThat(all.machine().consumerTimeoutMs()).isEqualTo(6);
    }

    @ParameterizedTest
    @CsvSource({"5, 7, 5", "7, 5, 5", "0, 5, 0", "5, 0, 0"})
    void ofNumbersTheLowerOneHolds(int argument, long policy, long effective) {
        EffectiveOptions both = options(
                FieldTable.builder()
                        .integer("x-message-ttl", argument)
                        .integer("x-max-length", argument)
                        .integer("x-max-length-bytes", argument)
                        .integer("x-expires", argument + 1)
                        .integer("x-consumer-timeout", argument + 1),
                Map.of(
                        "message-ttl", policy,
                        "max-length", policy,
                        "max-length-bytes", policy,
                        "expires", policy + 1,
                        "consumer-timeout", policy + 1));
        assertThat(both.machine().messageTtlMs()).isEqualTo(effective);
        assertThat(both.machine().limits()).isEqualTo(new QueueLimits(effective, effective, Overflow.DROP_HEAD));
        assertThat(both.expiresMs()).isEqualTo(effective + 1);
        assertThat(both.machine().consumerTimeoutMs()).isEqualTo(effective + 1);
    }

    @ParameterizedTest
    @CsvSource({"5, 7, 5", "7, 5, 5", "-1, 5, 5", "5, -1, 5", "-1, -2, -1", ", 7, 7", ", -3, -1", "7, , 7"})
    void ofDeliveryLimitsTheLowerOneHoldsUnlessOneIsNone(Integer argument, Long policy, int effective) {
        FieldTable.Builder arguments = type("quorum");
        EffectiveOptions both = options(
                argument == null ? arguments : arguments.integer("x-delivery-limit", argument),
                policy == null ? Map.of() : Map.of("delivery-limit", policy));
        assertThat(both.machine().deliveryLimit()).isEqualTo(effective);
    }

    @Test
    void ofNamesTheArgumentHolds() {
        EffectiveOptions both = options(
                FieldTable.builder().string("x-dead-letter-exchange", "argument"),
                Map.of("dead-letter-exchange", "policy", "dead-letter-routing-key", "k"));
        assertThat(both.deadLetterExchange()).isEqualTo("argument");
        assertThat(both.deadLetterRoutingKey()).isEqualTo("k");
    }

    /** Measured on RabbitMQ 4.0.5: its quorum queues prefer the policy. */
    @ParameterizedTest
    @CsvSource({"classic, DROP_HEAD", "quorum, REJECT_PUBLISH"})
    void whoDecidesAboutOverflowDependsOnTheType(String type, Overflow effective) {
        EffectiveOptions both =
                options(type(type).string("x-overflow", "drop-head"), Map.of("overflow", "reject-publish"));
        assertThat(both.machine().limits().overflow()).isEqualTo(effective);
    }

    @Test
    void aTimeBeyondWhatArgumentsMayAskForIsCut() {
        EffectiveOptions cut = options(FieldTable.builder(), Map.of("message-ttl", Long.MAX_VALUE));
        assertThat(cut.machine().messageTtlMs()).isEqualTo(QueueArgument.Limits.MAX_EXPIRY_MS);
    }

    @Test
    void aQueueWithoutArgumentsHasNoLimits() {
        EffectiveOptions plain = options(FieldTable.builder());
        assertThat(plain.machine()).isEqualTo(QueueOptions.of(true, false, 0).withConsumerTimeoutMs(1_800_000));
        assertThat(plain.expiresMs()).isZero();
        assertThat(plain.countsDeliveries()).isFalse();
    }

    @Test
    void argumentsBecomeOptions() {
        EffectiveOptions all = options(FieldTable.builder()
                .integer("x-message-ttl", 0)
                .integer("x-expires", 7)
                .integer("x-max-length", 8)
                .integer("x-max-length-bytes", 9)
                .string("x-overflow", "reject-publish-dlx")
                .string("x-dead-letter-exchange", "")
                .string("x-dead-letter-routing-key", "k")
                .integer("x-max-priority", 10)
                .bool("x-single-active-consumer", true)
                .integer("x-delivery-limit", 0)
                .integer("x-consumer-timeout", 11));
        assertThat(all.machine())
                .isEqualTo(new QueueOptions(
                        true,
                        false,
                        10,
                        new QueueLimits(8, 9, Overflow.REJECT_PUBLISH_DLX),
                        0,
                        true,
                        true,
                        false,
                        0,
                        11));
        assertThat(all.expiresMs()).isEqualTo(7);
        assertThat(all.deadLetterExchange()).isEmpty();
        assertThat(all.deadLetterRoutingKey()).isEqualTo("k");
        assertThat(all.countsDeliveries()).isTrue();
    }

    @Test
    void aQuorumQueueIsAPreset() {
        EffectiveOptions quorum = options(FieldTable.builder().string("x-queue-type", "quorum"));
        assertThat(quorum.machine().deliveryLimit()).isEqualTo(20);
        assertThat(quorum.machine().maxPriority()).isEqualTo(1);
        assertThat(quorum.twoPriorityClasses()).isTrue();
        assertThat(quorum.countsDeliveries()).isTrue();
    }

    @Test
    void aQuorumQueueWithPrioritiesTellsThemApart() {
        EffectiveOptions quorum =
                options(FieldTable.builder().string("x-queue-type", "quorum").integer("x-max-priority", 9));
        assertThat(quorum.machine().maxPriority()).isEqualTo(9);
        assertThat(quorum.twoPriorityClasses()).isFalse();
    }

    @Test
    void aLimitOfReturnsBelowZeroIsNone() {
        EffectiveOptions endless =
                options(FieldTable.builder().string("x-queue-type", "quorum").integer("x-delivery-limit", -2));
        assertThat(endless.machine().deliveryLimit()).isEqualTo(QueueOptions.NO_DELIVERY_LIMIT);
    }

    @Test
    void whatIsNotCheckedAndMakesNoSenseIsNotThere() {
        EffectiveOptions odd =
                options(FieldTable.builder().string("x-delivery-limit", "many").integer("x-consumer-timeout", -3));
        assertThat(odd.machine().deliveryLimit()).isEqualTo(QueueOptions.NO_DELIVERY_LIMIT);
        assertThat(odd.machine().consumerTimeoutMs()).isEqualTo(1_800_000);
        assertThat(odd.machine().messageTtlMs()).isEqualTo(Message.NO_TTL);
    }
}
