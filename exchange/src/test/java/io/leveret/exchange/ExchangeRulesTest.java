package io.leveret.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.leveret.codec.AmqpException;
import io.leveret.codec.FieldTable;
import io.leveret.codec.FieldType;
import io.leveret.codec.FieldValue;
import io.leveret.codec.LongString;
import io.leveret.codec.ReplyCode;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The texts are those that RabbitMQ 4.0.5 was seen to give. */
class ExchangeRulesTest {
    private final Topology topology = new Topology("/");

    @BeforeEach
    void declareOneOfEach() throws AmqpException {
        topology.declare(declaration("plain", FieldTable.EMPTY));
        topology.declare(declaration("other", alternate(FieldValue.of("x"))));
    }

    private static ExchangeDeclaration declaration(String name, FieldTable arguments) {
        return new ExchangeDeclaration(name, "direct", false, false, false, arguments);
    }

    private static FieldTable alternate(FieldValue value) {
        return FieldTable.builder().value("alternate-exchange", value).build();
    }

    private static void assertRefused(ThrowingCallable call, ReplyCode code, String text) {
        AmqpException refusal = catchThrowableOfType(AmqpException.class, call);
        assertThat(refusal).as("no refusal").isNotNull();
        assertThat(refusal.replyText()).isEqualTo(code.name() + " - " + text);
        assertThat(refusal.endsConnection()).isFalse();
    }

    private void assertInequivalent(ExchangeDeclaration declaration, String text) {
        assertRefused(
                () -> topology.declare(declaration),
                ReplyCode.PRECONDITION_FAILED,
                "inequivalent arg " + text.replace("$", "exchange '" + declaration.name() + "' in vhost '/'"));
    }

    @Test
    void unknownTypes() {
        assertRefused(
                () -> ExchangeRules.checkType("x-nope"),
                ReplyCode.PRECONDITION_FAILED,
                "unknown exchange type 'x-nope'");
        assertRefused(
                () -> topology.declare(new ExchangeDeclaration("plain", "", true, true, true, null)),
                ReplyCode.PRECONDITION_FAILED,
                "invalid exchange type ''");
    }

    @Test
    void names() {
        assertRefused(
                () -> ExchangeRules.checkNotDefault(""),
                ReplyCode.ACCESS_REFUSED,
                "operation not permitted on the default exchange");
        assertRefused(
                () -> ExchangeRules.checkNotReserved("amq.mine"),
                ReplyCode.ACCESS_REFUSED,
                "exchange name 'amq.mine' contains reserved prefix 'amq.*'");
    }

    @Test
    void ordinaryNamesAreAccepted() throws AmqpException {
        ExchangeRules.checkNotDefault("amq.direct");
        ExchangeRules.checkNotReserved("amqp");
        ExchangeRules.checkType("headers");
    }

    @Test
    void differencesAreNamedInRabbitMqsOrder() {
        assertInequivalent(
                new ExchangeDeclaration("plain", "fanout", true, true, true, alternate(FieldValue.of("x"))),
                "'type' for $: received 'fanout' but current is 'direct'");
        assertInequivalent(
                new ExchangeDeclaration("plain", "direct", true, true, true, alternate(FieldValue.of("x"))),
                "'durable' for $: received 'true' but current is 'false'");
        assertInequivalent(
                new ExchangeDeclaration("plain", "direct", false, true, true, alternate(FieldValue.of("x"))),
                "'auto_delete' for $: received 'true' but current is 'false'");
        assertInequivalent(
                new ExchangeDeclaration("plain", "direct", false, false, true, alternate(FieldValue.of("x"))),
                "'internal' for $: received 'true' but current is 'false'");
    }

    @Test
    void anAlternateThatWasNotThere() {
        assertInequivalent(
                declaration("plain", alternate(FieldValue.of("x"))),
                "'alternate-exchange' for $: received the value 'x' of type 'longstr' but current is none");
        assertInequivalent(
                declaration("plain", alternate(FieldValue.of(5))),
                "'alternate-exchange' for $: received the value '5' of type 'signedint' but current is none");
        assertInequivalent(
                declaration("plain", alternate(FieldValue.VOID)),
                "'alternate-exchange' for $: received the value 'undefined' of type 'void' but current is none");
    }

    @Test
    void anotherAlternate() {
        assertInequivalent(
                declaration("other", alternate(FieldValue.of("y"))),
                "'alternate-exchange' for $: received 'y' but current is 'x'");
        assertInequivalent(
                declaration("other", FieldTable.EMPTY),
                "'alternate-exchange' for $: received none but current is the value 'x' of type 'longstr'");
        assertInequivalent(
                declaration("other", alternate(FieldValue.of(7))),
                "'alternate-exchange' for $: received '7' but current is 'x'");
        assertInequivalent(
                declaration("other", alternate(FieldValue.VOID)),
                "'alternate-exchange' for $: received none but current is 'x'");
        assertInequivalent(
                declaration(
                        "other",
                        alternate(FieldValue.of(
                                FieldTable.builder().string("k", "v").build()))),
                "'alternate-exchange' for $: received '[{<<\"k\">>,longstr,<<\"v\">>}]' but current is 'x'");
    }

    @Test
    void whatDoesNotCountIsIgnored() throws AmqpException {
        FieldTable more =
                alternate(FieldValue.of("x")).toBuilder().integer("own", 1).build();
        assertThat(topology.declare(declaration("other", more))).isSameAs(topology.exchange("other"));
        FieldTable binary = alternate(new FieldValue(FieldType.BINARY, LongString.of("x")));
        assertThat(topology.declare(declaration("other", binary))).isSameAs(topology.exchange("other"));
    }

    @Test
    void theAlternateOfANewExchangeIsAString() {
        assertRefused(
                () -> topology.declare(declaration("new", alternate(FieldValue.of(7)))),
                ReplyCode.PRECONDITION_FAILED,
                "invalid type 'signedint' for arg 'alternate-exchange' in exchange 'new' in vhost '/'");
        assertThat(topology.exchange("new")).isNull();
    }

    private ThrowingCallable binding(String source, DestinationKind kind, String destination) {
        return () -> topology.bind(new Binding(source, kind, destination, "k", null));
    }

    @Test
    void missingEndsOfABinding() {
        String noExchange = "no exchange 'nox' in vhost '/'";
        assertRefused(binding("nox", DestinationKind.QUEUE, "noq"), ReplyCode.NOT_FOUND, noExchange);
        assertRefused(
                binding("plain", DestinationKind.QUEUE, "noq"), ReplyCode.NOT_FOUND, "no queue 'noq' in vhost '/'");
        assertRefused(binding("nox", DestinationKind.EXCHANGE, "nod"), ReplyCode.NOT_FOUND, noExchange);
        assertRefused(
                binding("plain", DestinationKind.EXCHANGE, "nod"),
                ReplyCode.NOT_FOUND,
                "no exchange 'nod' in vhost '/'");
        assertRefused(
                binding("plain", DestinationKind.EXCHANGE, ""),
                ReplyCode.ACCESS_REFUSED,
                "operation not permitted on the default exchange");
        assertRefused(
                binding("", DestinationKind.QUEUE, "noq"),
                ReplyCode.ACCESS_REFUSED,
                "operation not permitted on the default exchange");
    }

    private void assertMatchRefused(FieldValue match, String text) {
        FieldTable arguments = FieldTable.builder().value("x-match", match).build();
        assertRefused(
                () -> topology.bind(new Binding("amq.match", DestinationKind.EXCHANGE, "plain", "", arguments)),
                ReplyCode.PRECONDITION_FAILED,
                "Invalid x-match field " + text);
        assertThat(topology.explicitBindings()).isEmpty();
    }

    @Test
    void anXMatchThatMeansNothing() {
        assertMatchRefused(FieldValue.of("foo"), "value <<\"foo\">>; expected all, any, all-with-x, or any-with-x");
        assertMatchRefused(FieldValue.of(7), "type signedint (value 7); expected longstr");
        assertMatchRefused(FieldValue.VOID, "type void (value undefined); expected longstr");
        assertMatchRefused(
                new FieldValue(FieldType.BINARY, LongString.of("any")),
                "type binary (value <<\"any\">>); expected longstr");
    }

    @Test
    void xMatchMattersToHeadersExchangesOnly() throws AmqpException {
        FieldTable arguments = FieldTable.builder().string("x-match", "foo").build();
        assertThat(topology.bind(new Binding("plain", DestinationKind.EXCHANGE, "other", "", arguments)))
                .isTrue();
    }
}
