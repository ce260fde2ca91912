package io.leveret.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import io.leveret.it.harness.BrokerUnderTest;
import io.leveret.it.harness.Refusal;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExchangeIT {
    @RegisterExtension
    final BrokerUnderTest broker = new BrokerUnderTest();

    private static String exchange(String name) {
        return "exchange '" + name + "' in vhost '/'";
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct", "fanout", "topic", "headers"})
    void everyTypeIsDeclaredPassivelyFoundAndDeleted(String type) throws Exception {
        Channel channel = broker.channel();
        String name = broker.name("x");
        channel.exchangeDeclare(name, type, true);
        channel.exchangeDeclare(name, type, true);
        channel.exchangeDeclarePassive(name);
        channel.exchangeDelete(name);
        assertThat(Refusal.of(channel, () -> channel.exchangeDeclarePassive(name)))
                .isEqualTo(Refusal.channel(404, "NOT_FOUND - no " + exchange(name)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"amq.direct", "amq.fanout", "amq.topic", "amq.headers", "amq.match"})
    void theExchangesOfTheSpecificationAreThere(String name) throws Exception {
        broker.channel().exchangeDeclarePassive(name);
    }

    @Test
    void declaringTheTraceExchangePassivelyIsAllowed() throws Exception {
        broker.channel().exchangeDeclarePassive("amq.rabbitmq.trace");
    }

    @Test
    void aPassiveDeclareOfTheDefaultExchangeIsRefused() throws Exception {
        Channel channel = broker.channel();
        assertThat(Refusal.of(channel, () -> channel.exchangeDeclarePassive("")))
                .isEqualTo(Refusal.channel(403, "ACCESS_REFUSED - operation not permitted on the default exchange"));
    }

    @Test
    void theDefaultExchangeCannotBeDeclared() throws Exception {
        Channel channel = broker.channel();
        assertThat(Refusal.of(channel, () -> channel.exchangeDeclare("", "direct", true)))
                .isEqualTo(Refusal.channel(403, "ACCESS_REFUSED - operation not permitted on the default exchange"));
    }

    @Test
    void theDefaultExchangeCannotBeDeleted() throws Exception {
        Channel channel = broker.channel();
        assertThat(Refusal.of(channel, () -> channel.exchangeDelete("")))
                .isEqualTo(Refusal.channel(403, "ACCESS_REFUSED - operation not permitted on the default exchange"));
    }

    @Test
    void aSystemExchangeCannotBeDeleted() throws Exception {
        Channel channel = broker.channel();
        assertThat(Refusal.of(channel, () -> channel.exchangeDelete("amq.direct")))
                .isEqualTo(Refusal.channel(
                        403, "ACCESS_REFUSED - deletion of system exchange 'amq.direct' in vhost '/' not allowed"));
    }

    @Test
    void aReservedNameCannotBeDeclared() throws Exception {
        Channel channel = broker.channel();
        assertThat(Refusal.of(channel, () -> channel.exchangeDeclare("amq.it", "direct")))
                .isEqualTo(Refusal.channel(
                        403, "ACCESS_REFUSED - exchange name 'amq.it' contains reserved prefix 'amq.*'"));
    }

    @Test
    void aSystemExchangeMayBeDeclaredAsItIs() throws Exception {
        Channel channel = broker.channel();
        channel.exchangeDeclare("amq.direct", "direct", true);
        assertThat(Refusal.of(channel, () -> channel.exchangeDeclare("amq.direct", "direct", false)))
                .isEqualTo(Refusal.channel(
                        406,
                        "PRECONDITION_FAILED - inequivalent arg 'durable' for exchange 'amq.direct' in vhost '/': "
                                + "received 'false' but current is 'true'"));
    }

    @Test
    void anotherTypeIsInequivalent() throws Exception {
        Channel channel = broker.channel();
        String name = broker.name("x");
        channel.exchangeDeclare(name, "direct");
        assertThat(Refusal.of(channel, () -> channel.exchangeDeclare(name, "fanout")))
                .isEqualTo(inequivalent("type", name, "received 'fanout' but current is 'direct'"));
    }

    @Test
    void anotherDurabilityIsInequivalent() throws Exception {
        Channel channel = broker.channel();
        String name = broker.name("x");
        channel.exchangeDeclare(name, "direct", true);
        assertThat(Refusal.of(channel, () -> channel.exchangeDeclare(name, "direct", false)))
                .isEqualTo(inequivalent("durable", name, "received 'false' but current is 'true'"));
    }

    @Test
    void anotherAutoDeleteIsInequivalent() throws Exception {
        Channel channel = broker.channel();
        String name = broker.name("x");
        channel.exchangeDeclare(name, "direct", false, false, null);
        assertThat(Refusal.of(channel, () -> channel.exchangeDeclare(name, "direct", false, true, null)))
                .isEqualTo(inequivalent("auto_delete", name, "received 'true' but current is 'false'"));
    }

    @Test
    void anotherInternalIsInequivalent() throws Exception {
        Channel channel = broker.channel();
        String name = broker.name("x");
        channel.exchangeDeclare(name, "direct", false, false, false, null);
        assertThat(Refusal.of(channel, () -> channel.exchangeDeclare(name, "direct", false, false, true, null)))
                .isEqualTo(inequivalent("internal", name, "received 'true' but current is 'false'"));
    }

    @Test
    void anotherAlternateExchangeIsInequivalent() throws Exception {
        Channel channel = broker.channel();
        String name = broker.name("x");
        channel.exchangeDeclare(name, "direct");
        Map<String, Object> arguments = Map.of("alternate-exchange", "amq.fanout");
        assertThat(Refusal.of(channel, () -> channel.exchangeDeclare(name, "direct", false, false, arguments)))
                .isEqualTo(inequivalent(
                        "alternate-exchange",
                        name,
                        "received the value 'amq.fanout' of type 'longstr' but current is none"));
    }

    private static Refusal inequivalent(String property, String name, String difference) {
        return Refusal.channel(
                406,
                "PRECONDITION_FAILED - inequivalent arg '" + property + "' for " + exchange(name) + ": " + difference);
    }

    @Test
    void anUnknownTypeIsRefused() throws Exception {
        Channel channel = broker.channel();
        assertThat(Refusal.of(channel, () -> channel.exchangeDeclare(broker.name("x"), "x-nope")))
                .isEqualTo(Refusal.channel(406, "PRECONDITION_FAILED - unknown exchange type 'x-nope'"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"amq.it", "amq.direct", ""})
    void anUnknownTypeIsRefusedBeforeTheName(String name) throws Exception {
        Channel channel = broker.channel();
        assertThat(Refusal.of(channel, () -> channel.exchangeDeclare(name, "x-nope")))
                .isEqualTo(Refusal.channel(406, "PRECONDITION_FAILED - unknown exchange type 'x-nope'"));
    }

    @Test
    void aReservedNameIsRefusedBeforeTheAlternateExchange() throws Exception {
        Channel channel = broker.channel();
        Map<String, Object> arguments = Map.of("alternate-exchange", 5);
        assertThat(Refusal.of(channel, () -> channel.exchangeDeclare("amq.it", "direct", true, false, arguments)))
                .isEqualTo(Refusal.channel(
                        403, "ACCESS_REFUSED - exchange name 'amq.it' contains reserved prefix 'amq.*'"));
    }

    @Test
    void anAlternateExchangeThatIsNoStringIsRefused() throws Exception {
        Channel channel = broker.channel();
        String name = broker.name("x");
        Map<String, Object> arguments = Map.of("alternate-exchange", 5);
        assertThat(Refusal.of(channel, () -> channel.exchangeDeclare(name, "direct", true, false, arguments)))
                .isEqualTo(Refusal.channel(
                        406,
                        "PRECONDITION_FAILED - invalid type 'signedint' for arg 'alternate-exchange' in "
                                + exchange(name)));
    }

    @Test
    void deletingAnExchangeThatIsNotThereSucceeds() throws Exception {
        broker.channel().exchangeDelete(broker.name("never"));
    }

    @Test
    void deleteIfUnusedIsRefusedWhileAQueueIsBound() throws Exception {
        Channel channel = broker.channel();
        String name = broker.name("x");
        String queue = broker.name("q");
        channel.exchangeDeclare(name, "direct");
        channel.queueDeclare(queue, false, false, false, null);
        channel.queueBind(queue, name, "k");
        assertThat(Refusal.of(channel, () -> channel.exchangeDelete(name, true)))
                .isEqualTo(Refusal.channel(406, "PRECONDITION_FAILED - " + exchange(name) + " in use"));
        Channel other = broker.channel();
        other.queueUnbind(queue, name, "k");
        other.exchangeDelete(name, true);
        assertThat(Refusal.of(other, () -> other.exchangeDeclarePassive(name)).code())
                .isEqualTo(404);
    }

    @Test
    void anAutoDeleteExchangeGoesWithItsLastBindingAndNotBeforeItsFirst() throws Exception {
        Channel channel = broker.channel();
        String name = broker.name("x");
        String queue = broker.name("q");
        channel.exchangeDeclare(name, "direct", false, true, null);
        channel.queueDeclare(queue, false, false, false, null);
        channel.queueBind(queue, name, "a");
        channel.queueBind(queue, name, "b");
        channel.queueUnbind(queue, name, "a");
        channel.exchangeDeclarePassive(name);
        channel.queueUnbind(queue, name, "b");
        assertThat(Refusal.of(channel, () -> channel.exchangeDeclarePassive(name)))
                .isEqualTo(Refusal.channel(404, "NOT_FOUND - no " + exchange(name)));
    }

    @Test
    void anAutoDeleteExchangeGoesWithTheLastBoundQueue() throws Exception {
        Channel channel = broker.channel();
        String name = broker.name("x");
        String queue = broker.name("q");
        channel.exchangeDeclare(name, "fanout", false, true, null);
        channel.queueDeclare(queue, false, false, false, null);
        channel.queueBind(queue, name, "");
        channel.queueDelete(queue);
        assertThat(Refusal.of(channel, () -> channel.exchangeDeclarePassive(name))
                        .code())
                .isEqualTo(404);
    }

    @Test
    void anInternalExchangeTakesNoMessageOfAClient() throws Exception {
        Channel channel = broker.channel();
        String name = broker.name("x");
        channel.exchangeDeclare(name, "fanout", false, false, true, null);
        assertThat(Refusal.of(channel, () -> channel.basicPublish(name, "", null, new byte[0])))
                .isEqualTo(Refusal.channel(403, "ACCESS_REFUSED - cannot publish to internal " + exchange(name)));
    }

    @Test
    void newlinesAreStrippedFromTheName() throws Exception {
        Channel channel = broker.channel();
        String name = broker.name("x");
        channel.exchangeDeclare(name + "\r\n", "fanout");
        channel.exchangeDeclarePassive(name);
        channel.exchangeDeclarePassive("\n" + name);
    }

    @Test
    void noWaitDeclaresWithoutAnAnswer() throws Exception {
        Channel channel = broker.channel();
        String name = broker.name("x");
        channel.exchangeDeclareNoWait(name, "fanout", false, false, false, null);
        channel.exchangeDeclarePassive(name);
        channel.exchangeDeleteNoWait(name, false);
        assertThat(Refusal.of(channel, () -> channel.exchangeDeclarePassive(name))
                        .code())
                .isEqualTo(404);
    }
}
