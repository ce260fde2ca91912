package io.leveret.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.Return;
import io.leveret.it.harness.BrokerUnderTest;
import io.leveret.it.harness.Refusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ExchangeBindingIT {
    @RegisterExtension
    final BrokerUnderTest broker = new BrokerUnderTest();

    private static byte[] body(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private String queue(Channel channel) throws IOException {
        String name = broker.name("q");
        channel.queueDeclare(name, false, false, false, null);
        return name;
    }

    private String fanout(Channel channel) throws IOException {
        String name = broker.name("x");
        channel.exchangeDeclare(name, "fanout");
        return name;
    }

    private static long count(Channel channel, String queue) throws IOException {
        return channel.messageCount(queue);
    }

    @Test
    void aMessagePassesFromExchangeToExchangeToQueue() throws Exception {
        Channel channel = broker.channel();
        channel.confirmSelect();
        String source = broker.name("source");
        channel.exchangeDeclare(source, "topic");
        String middle = fanout(channel);
        String queue = queue(channel);
        channel.exchangeBind(middle, source, "a.#");
        channel.queueBind(queue, middle, "");
        channel.basicPublish(source, "a.b", null, body("yes"));
        channel.basicPublish(source, "b.a", null, body("no"));
        channel.waitForConfirmsOrDie(10_000);
        GetResponse got = channel.basicGet(queue, true);
        assertThat(new String(got.getBody(), StandardCharsets.UTF_8)).isEqualTo("yes");
        assertThat(got.getEnvelope().getExchange()).isEqualTo(source);
        assertThat(got.getEnvelope().getRoutingKey()).isEqualTo("a.b");
        assertThat(channel.basicGet(queue, true)).isNull();
    }

    @Test
    void afterUnbindNothingPassesAndASecondUnbindSucceeds() throws Exception {
        Channel channel = broker.channel();
        channel.confirmSelect();
        String source = fanout(channel);
        String target = fanout(channel);
        String queue = queue(channel);
        channel.queueBind(queue, target, "");
        channel.exchangeBind(target, source, "k");
        channel.exchangeUnbind(target, source, "k");
        channel.exchangeUnbind(target, source, "k");
        channel.basicPublish(source, "k", null, body("no"));
        channel.waitForConfirmsOrDie(10_000);
        assertThat(count(channel, queue)).isZero();
    }

    @Test
    void aCycleOfExchangesDeliversOnce() throws Exception {
        Channel channel = broker.channel();
        channel.confirmSelect();
        String one = fanout(channel);
        String two = fanout(channel);
        String queue = queue(channel);
        channel.exchangeBind(two, one, "");
        channel.exchangeBind(one, two, "");
        channel.exchangeBind(one, one, "");
        channel.queueBind(queue, one, "");
        channel.queueBind(queue, two, "");
        channel.basicPublish(one, "", null, body("once"));
        channel.waitForConfirmsOrDie(10_000);
        assertThat(count(channel, queue)).isEqualTo(1);
    }

    @Test
    void aBindingFromAnUnknownExchangeIsRefused() throws Exception {
        Channel channel = broker.channel();
        String target = fanout(channel);
        assertThat(Refusal.of(channel, () -> channel.exchangeBind(target, "it-nope", "")))
                .isEqualTo(Refusal.channel(404, "NOT_FOUND - no exchange 'it-nope' in vhost '/'"));
    }

    @Test
    void aBindingToAnUnknownExchangeIsRefused() throws Exception {
        Channel channel = broker.channel();
        String source = fanout(channel);
        assertThat(Refusal.of(channel, () -> channel.exchangeBind("it-nope", source, "")))
                .isEqualTo(Refusal.channel(404, "NOT_FOUND - no exchange 'it-nope' in vhost '/'"));
    }

    @Test
    void theDefaultExchangeCannotBeBound() throws Exception {
        Channel channel = broker.channel();
        String target = fanout(channel);
        assertThat(Refusal.of(channel, () -> channel.exchangeBind(target, "", "")))
                .isEqualTo(Refusal.channel(403, "ACCESS_REFUSED - operation not permitted on the default exchange"));
        Channel other = broker.channel();
        assertThat(Refusal.of(other, () -> other.exchangeBind("", target, "")))
                .isEqualTo(Refusal.channel(403, "ACCESS_REFUSED - operation not permitted on the default exchange"));
    }

    @Test
    void anExchangeIsInUseWhileItIsTheSourceOfAnExchange() throws Exception {
        Channel channel = broker.channel();
        String source = fanout(channel);
        String target = fanout(channel);
        channel.exchangeBind(target, source, "");
        channel.exchangeDeclarePassive(source);
        assertThat(Refusal.of(channel, () -> channel.exchangeDelete(source, true)))
                .isEqualTo(Refusal.channel(406, "PRECONDITION_FAILED - exchange '" + source + "' in vhost '/' in use"));
    }

    @Test
    void theAlternateExchangeTakesWhatIsNotRouted() throws Exception {
        Channel channel = broker.channel();
        channel.confirmSelect();
        String alternate = fanout(channel);
        String main = broker.name("x");
        channel.exchangeDeclare(main, "direct", false, false, Map.of("alternate-exchange", alternate));
        String queue = queue(channel);
        String lost = queue(channel);
        channel.queueBind(queue, main, "k");
        channel.queueBind(lost, alternate, "");
        channel.basicPublish(main, "k", null, body("routed"));
        channel.basicPublish(main, "other", true, null, body("lost"));
        channel.waitForConfirmsOrDie(10_000);
        assertThat(count(channel, queue)).isEqualTo(1);
        GetResponse got = channel.basicGet(lost, true);
        assertThat(new String(got.getBody(), StandardCharsets.UTF_8)).isEqualTo("lost");
        assertThat(got.getEnvelope().getExchange()).isEqualTo(main);
        assertThat(channel.basicGet(lost, true)).isNull();
    }

    @Test
    void anAlternateExchangeThatIsMissingOrPointsBackLosesNothingElse() throws Exception {
        Channel channel = broker.channel();
        channel.confirmSelect();
        String main = broker.name("x");
        channel.exchangeDeclare(main, "direct", false, false, Map.of("alternate-exchange", main));
        String dangling = broker.name("x");
        channel.exchangeDeclare(dangling, "direct", false, false, Map.of("alternate-exchange", "it-nope"));
        BlockingQueue<Return> returns = new LinkedBlockingQueue<>();
        channel.addReturnListener(returns::add);
        channel.basicPublish(main, "k", true, null, body("1"));
        channel.basicPublish(dangling, "k", true, null, body("2"));
        channel.waitForConfirmsOrDie(10_000);
        assertThat(returns).hasSize(2);
    }
}
