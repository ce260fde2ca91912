package io.leveret.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.DefaultConsumer;
import io.leveret.it.harness.BrokerUnderTest;
import io.leveret.it.harness.Refusal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueueArgumentsIT {
    @RegisterExtension
    final BrokerUnderTest broker = new BrokerUnderTest();

    private static String queue(String name) {
        return "queue '" + name + "' in vhost '/'";
    }

    @Test
    void anArgumentThatWasNotThereIsInequivalent() throws Exception {
        Channel channel = broker.channel();
        String name = broker.name("q");
        channel.queueDeclare(name, false, false, false, null);
        assertThat(Refusal.of(
                        channel, () -> channel.queueDeclare(name, false, false, false, Map.of("x-message-ttl", 1000))))
                .isEqualTo(Refusal.channel(
                        406,
                        "PRECONDITION_FAILED - inequivalent arg 'x-message-ttl' for " + queue(name)
                                + ": received the value '1000' of type 'signedint' but current is none"));
    }

    @Test
    void anArgumentThatIsMissingIsInequivalent() throws Exception {
        Channel channel = broker.channel();
        String name = broker.name("q");
        channel.queueDeclare(name, false, false, false, Map.of("x-max-length", 5L));
        assertThat(Refusal.of(channel, () -> channel.queueDeclare(name, false, false, false, null)))
                .isEqualTo(Refusal.channel(
                        406,
                        "PRECONDITION_FAILED - inequivalent arg 'x-max-length' for " + queue(name)
                                + ": received none but current is the value '5' of type 'long'"));
    }

    @Test
    void anotherValueIsInequivalent() throws Exception {
        Channel channel = broker.channel();
        String name = broker.name("q");
        channel.queueDeclare(name, false, false, false, Map.of("x-dead-letter-exchange", "a"));
        assertThat(Refusal.of(
                        channel,
                        () -> channel.queueDeclare(name, false, false, false, Map.of("x-dead-letter-exchange", "b"))))
                .isEqualTo(Refusal.channel(
                        406,
                        "PRECONDITION_FAILED - inequivalent arg 'x-dead-letter-exchange' for " + queue(name)
                                + ": received 'b' but current is 'a'"));
    }

    @Test
    void twoNumbersThatDifferAreShownWithoutTheirTypes() throws Exception {
        Channel channel = broker.channel();
        String name = broker.name("q");
        channel.queueDeclare(name, false, false, false, Map.of("x-max-length", 5));
        assertThat(Refusal.of(
                        channel, () -> channel.queueDeclare(name, false, false, false, Map.of("x-max-length", 6L))))
                .isEqualTo(Refusal.channel(
                        406,
                        "PRECONDITION_FAILED - inequivalent arg 'x-max-length' for " + queue(name)
                                + ": received '6' but current is '5'"));
    }

    @Test
    void theSameNumberInAnotherTypeIsEquivalent() throws Exception {
        Channel channel = broker.channel();
        String name = broker.name("q");
        channel.queueDeclare(name, false, false, false, Map.of("x-max-length", 5));
        channel.queueDeclare(name, false, false, false, Map.of("x-max-length", 5L));
    }

    @Test
    void unknownArgumentsAreTakenAndNotCompared() throws Exception {
        Channel channel = broker.channel();
        String name = broker.name("q");
        channel.queueDeclare(name, false, false, false, Map.of("x-it-unknown", 5));
        channel.queueDeclare(name, false, false, false, Map.of("x-it-unknown", 6));
        channel.queueDeclare(name, false, false, false, null);
    }

    @Test
    void aDeadLetterExchangeThatIsNoStringIsRefused() throws Exception {
        Channel channel = broker.channel();
        String name = broker.name("q");
        assertThat(Refusal.of(
                        channel,
                        () -> channel.queueDeclare(name, true, false, false, Map.of("x-dead-letter-exchange", 5))))
                .isEqualTo(Refusal.channel(
                        406,
                        "PRECONDITION_FAILED - invalid type 'signedint' for arg 'x-dead-letter-exchange' in "
                                + queue(name)));
    }

    static List<Arguments> badArguments() {
        return List.of(
                Arguments.of("x-expires", 0, "{value_zero,0}"),
                Arguments.of("x-expires", -1, "{value_negative,-1}"),
                Arguments.of("x-message-ttl", -1, "{value_negative,-1}"),
                Arguments.of("x-expires", 315_360_000_001L, "{value_too_large,315360000001}"),
                Arguments.of("x-message-ttl", 315_360_000_001L, "{value_too_large,315360000001}"),
                Arguments.of("x-message-ttl", Long.MAX_VALUE, "{value_too_large,9223372036854775807}"),
                Arguments.of("x-message-ttl", "1000", "\"expected integer, got longstr\""),
                Arguments.of("x-max-length", -1, "{value_negative,-1}"),
                Arguments.of("x-max-length-bytes", "x", "\"expected integer, got longstr\""),
                Arguments.of("x-max-priority", 256, "{max_value_exceeded,256}"),
                Arguments.of("x-max-priority", -1, "{value_negative,-1}"),
                Arguments.of("x-overflow", "nope", "invalid_overflow"),
                Arguments.of("x-dead-letter-routing-key", "k", "routing_key_but_no_dlx_defined"),
                Arguments.of("x-single-active-consumer", "true", "{unacceptable_type,longstr}"),
                Arguments.of("x-message-ttl", 1.5, "\"expected integer, got double\""),
                Arguments.of("x-max-length", true, "\"expected integer, got bool\""),
                Arguments.of("x-dead-letter-routing-key", 5, "{unacceptable_type,signedint}"),
                Arguments.of("x-overflow", 5, "{unacceptable_type,signedint}"),
                Arguments.of("x-queue-mode", "busy", "\"unsupported queue mode 'busy'\""),
                Arguments.of("x-queue-version", 3, "\"unsupported queue version '3'\""),
                Arguments.of("x-queue-leader-locator", "nowhere", "invalid_queue_locator_arg"),
                Arguments.of("x-queue-type", 5, "{unacceptable_type,signedint}"),
                Arguments.of("x-queue-type", "foo", "\"unsupported queue type 'foo'\""));
    }

    @ParameterizedTest
    @MethodSource("badArguments")
    void aBadArgumentIsRefusedByNameAndReason(String argument, Object value, String reason) throws Exception {
        Channel channel = broker.channel();
        String name = broker.name("q");
        assertThat(Refusal.of(channel, () -> channel.queueDeclare(name, true, false, false, Map.of(argument, value))))
                .isEqualTo(Refusal.channel(
                        406,
                        "PRECONDITION_FAILED - invalid arg '" + argument + "' for " + queue(name) + ": " + reason));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x-message-ttl", "x-expires"})
    void tenYearsAreTheLongestTime(String argument) throws Exception {
        Channel channel = broker.channel();
        channel.confirmSelect();
        String name = broker.name("q");
        channel.queueDeclare(name, false, false, false, Map.of(argument, 315_360_000_000L));
        channel.basicPublish("", name, null, new byte[1]);
        channel.waitForConfirmsOrDie(10_000);
        assertThat(channel.basicGet(name, true)).isNotNull();
    }

    static List<Arguments> argumentsOfOtherTypes() {
        return List.of(
                Arguments.of("classic", "x-max-age", "1h"),
                Arguments.of("classic", "x-stream-max-segment-size-bytes", 5),
                Arguments.of("classic", "x-initial-cluster-size", 3),
                Arguments.of("classic", "x-quorum-initial-group-size", 3),
                Arguments.of("quorum", "x-max-age", "1h"));
    }

    @ParameterizedTest
    @MethodSource("argumentsOfOtherTypes")
    void anArgumentOfAnotherTypeIsRefused(String type, String argument, Object value) throws Exception {
        Channel channel = broker.channel();
        String name = broker.name("q");
        Map<String, Object> arguments = Map.of("x-queue-type", type, argument, value);
        assertThat(Refusal.of(channel, () -> channel.queueDeclare(name, true, false, false, arguments)))
                .isEqualTo(Refusal.channel(
                        406,
                        "PRECONDITION_FAILED - invalid arg '" + argument + "' for " + queue(name)
                                + " of queue type rabbit_" + type + "_queue"));
    }

    @Test
    void aQuorumQueueIsDurable() throws Exception {
        Channel channel = broker.channel();
        String name = broker.name("q");
        Map<String, Object> quorum = Map.of("x-queue-type", "quorum");
        assertThat(Refusal.of(channel, () -> channel.queueDeclare(name, false, false, false, quorum)))
                .isEqualTo(Refusal.channel(
                        406, "PRECONDITION_FAILED - invalid property 'non-durable' for " + queue(name)));
    }

    @Test
    void aQuorumQueueHasANameOfTheClient() throws Exception {
        Channel channel = broker.channel();
        Map<String, Object> quorum = Map.of("x-queue-type", "quorum");
        assertThat(Refusal.of(channel, () -> channel.queueDeclare("", true, false, false, quorum)))
                .isEqualTo(Refusal.channel(
                        406, "PRECONDITION_FAILED - Cannot declare a server-named queue for type rabbit_quorum_queue"));
    }

    @Test
    void aChannelWithALimitOfItsOwnCannotConsumeFromAQuorumQueue() throws Exception {
        Channel channel = broker.channel();
        String name = broker.name("q");
        channel.queueDeclare(name, true, false, false, Map.of("x-queue-type", "quorum"));
        channel.basicQos(5, true);
        assertThat(Refusal.of(channel, () -> channel.basicConsume(name, new DefaultConsumer(channel))))
                .isEqualTo(
                        Refusal.connection(540, "NOT_IMPLEMENTED - " + queue(name) + " does not support global qos"));
    }

    @Test
    void oldArgumentsAreTaken() throws Exception {
        Channel channel = broker.channel();
        Map<String, Object> old = Map.of(
                "x-queue-mode", "lazy",
                "x-queue-version", 2,
                "x-ha-policy", "all",
                "x-queue-master-locator", "min-masters",
                "x-queue-leader-locator", "balanced",
                "x-stream-filter-size-bytes", 20);
        channel.queueDeclare(broker.name("q"), true, false, false, old);
    }

    @Test
    void theTypeIsLookedAtBeforeOtherArguments() throws Exception {
        Channel channel = broker.channel();
        String name = broker.name("q");
        Map<String, Object> arguments = Map.of("x-queue-type", "foo", "x-expires", 0);
        assertThat(Refusal.of(channel, () -> channel.queueDeclare(name, true, false, false, arguments)))
                .isEqualTo(Refusal.channel(
                        406,
                        "PRECONDITION_FAILED - invalid arg 'x-queue-type' for " + queue(name)
                                + ": \"unsupported queue type 'foo'\""));
    }

    @Test
    void aQueueWithoutATypeHasTheDefaultOne() throws Exception {
        Channel channel = broker.channel();
        String without = broker.name("q");
        Map<String, Object> classic = Map.of("x-queue-type", "classic");
        channel.queueDeclare(without, true, false, false, null);
        channel.queueDeclare(without, true, false, false, classic);
        String with = broker.name("q");
        channel.queueDeclare(with, true, false, false, classic);
        channel.queueDeclare(with, true, false, false, null);
    }

    @Test
    void anotherTypeIsInequivalentToTheDefaultOne() throws Exception {
        Channel channel = broker.channel();
        String name = broker.name("q");
        channel.queueDeclare(name, true, false, false, null);
        Map<String, Object> quorum = Map.of("x-queue-type", "quorum");
        assertThat(Refusal.of(channel, () -> channel.queueDeclare(name, true, false, false, quorum)))
                .isEqualTo(Refusal.channel(
                        406,
                        "PRECONDITION_FAILED - inequivalent arg 'x-queue-type' for " + queue(name)
                                + ": received 'quorum' but current is 'classic'"));
    }

    @Test
    void theDefaultTypeIsInequivalentToAnother() throws Exception {
        Channel channel = broker.channel();
        String name = broker.name("q");
        channel.queueDeclare(name, true, false, false, Map.of("x-queue-type", "quorum"));
        assertThat(Refusal.of(channel, () -> channel.queueDeclare(name, true, false, false, null)))
                .isEqualTo(Refusal.channel(
                        406,
                        "PRECONDITION_FAILED - inequivalent arg 'x-queue-type' for " + queue(name)
                                + ": received 'classic' but current is 'quorum'"));
    }
}
