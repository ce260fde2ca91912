package io.leveret.broker.arguments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.leveret.codec.AmqpException;
import io.leveret.codec.FieldTable;
import io.leveret.codec.FieldValue;
import io.leveret.codec.ReplyCode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class QueueArgumentCheckTest {
    private static final String QUEUE = "queue 'q' in vhost '/'";

    /** What a check refuses, without what every text begins with. */
    private static String refusal(FieldTable table) {
        try {
            QueueArgumentCheck.check(table, QUEUE);
            return null;
        } catch (AmqpException e) {
            assertThat(e.code()).isEqualTo(ReplyCode.PRECONDITION_FAILED);
            return e.getMessage();
        }
    }

    private static FieldTable table(String name, FieldValue value) {
        return FieldTable.builder().value(name, value).build();
    }

    static List<Arguments> badValues() {
        FieldValue text = FieldValue.of("text");
        return List.of(
                Arguments.of("x-expires", FieldValue.of(0), "{value_zero,0}"),
                Arguments.of("x-expires", FieldValue.of(-5L), "{value_negative,-5}"),
                Arguments.of("x-expires", FieldValue.of(315_360_000_001L), "{value_too_large,315360000001}"),
                Arguments.of("x-expires", text, "\"expected integer, got longstr\""),
                Arguments.of("x-message-ttl", FieldValue.of(true), "\"expected integer, got bool\""),
                Arguments.of("x-message-ttl", FieldValue.ofTimestamp(5), "\"expected integer, got timestamp\""),
                Arguments.of("x-max-length", FieldValue.of(-1), "{value_negative,-1}"),
                Arguments.of("x-max-priority", FieldValue.of(256), "{max_value_exceeded,256}"),
                Arguments.of("x-dead-letter-routing-key", text, "routing_key_but_no_dlx_defined"),
                Arguments.of("x-overflow", text, "invalid_overflow"),
                Arguments.of("x-dead-letter-strategy", text, "invalid_dlx_strategy"),
                Arguments.of("x-single-active-consumer", FieldValue.of(1), "{unacceptable_type,signedint}"),
                Arguments.of("x-queue-version", FieldValue.of(3), "\"unsupported queue version '3'\""),
                Arguments.of("x-queue-mode", text, "\"unsupported queue mode 'text'\""),
                Arguments.of("x-queue-leader-locator", text, "invalid_queue_locator_arg"),
                Arguments.of("x-queue-type", FieldValue.of("stream"), "\"unsupported queue type 'stream'\""),
                Arguments.of("x-queue-type", FieldValue.VOID, "{unacceptable_type,void}"));
    }

    @ParameterizedTest
    @MethodSource("badValues")
    void aBadValueIsRefusedByNameAndReason(String name, FieldValue value, String reason) {
        assertThat(refusal(table(name, value))).endsWith("invalid arg '" + name + "' for " + QUEUE + ": " + reason);
    }

    @Test
    void aDeadLetterKeyNeedsAnExchangeAndFitsAShortString() {
        FieldTable.Builder exchange = FieldTable.builder().string("x-dead-letter-exchange", "");
        assertThat(refusal(exchange.string("x-dead-letter-routing-key", "k".repeat(255))
                        .build()))
                .isNull();
        assertThat(refusal(FieldTable.builder()
                        .string("x-dead-letter-exchange", "")
                        .string("x-dead-letter-routing-key", "k".repeat(256))
                        .build()))
                .endsWith("routing_key_too_long");
    }

    @Test
    void everyQueueTakesLimitsOfReturnsAndPriorities() {
        for (QueueType type : QueueType.values()) {
            FieldTable table = FieldTable.builder()
                    .string("x-queue-type", type.argument())
                    .integer("x-max-priority", 5)
                    .integer("x-delivery-limit", 3)
                    .string("x-dead-letter-strategy", "at-least-once")
                    .build();
            assertThat(refusal(table)).isNull();
        }
    }

    @Test
    void whatOnlyStreamsTakeIsRefused() {
        assertThat(refusal(table("x-max-age", FieldValue.of("1h"))))
                .endsWith("invalid arg 'x-max-age' for " + QUEUE + " of queue type rabbit_classic_queue");
    }

    @Test
    void whatNobodyKnowsIsTaken() {
        assertThat(refusal(table("x-whatever", FieldValue.VOID))).isNull();
    }

    @Test
    void argumentsThatMeanTheSameAreEquivalent() {
        FieldTable one = FieldTable.builder()
                .integer("x-max-length", 5)
                .string("x-queue-type", "classic")
                .integer("x-other", 1)
                .build();
        FieldTable other = FieldTable.builder()
                .string("x-queue-mode", "lazy")
                .longInteger("x-max-length", 5)
                .build();
        assertThatCode(() -> QueueArgumentCheck.checkEquivalent(one, other, QUEUE))
                .doesNotThrowAnyException();
    }

    @Test
    void namesStandOnce() {
        assertThat(java.util.Arrays.stream(QueueArgument.values()).map(QueueArgument::argument))
                .doesNotHaveDuplicates()
                .allMatch(name -> QueueArgument.named(name) != null);
    }
}
