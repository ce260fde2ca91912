package io.leveret.broker.arguments;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.codec.FieldTable;
import io.leveret.queue.Message;
import io.leveret.queue.Overflow;
import io.leveret.queue.QueueLimits;
import io.leveret.queue.QueueOptions;
import org.junit.jupiter.api.Test;

class EffectiveOptionsTest {
    private static EffectiveOptions options(FieldTable.Builder arguments) {
        return EffectiveOptions.of(true, false, QueueArguments.of(arguments.build()), 1_800_000);
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
