package io.leveret.it.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import io.leveret.it.harness.BrokerUnderTest;
import io.leveret.it.harness.Refusal;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class BindingIT {
    @RegisterExtension
    final BrokerUnderTest broker = new BrokerUnderTest();

    private String queue(Channel channel) throws IOException {
        String name = broker.name("q");
        channel.queueDeclare(name, false, false, false, null);
        return name;
    }

    @Test
    void bindingTwiceIsOneBinding() throws Exception {
        Channel channel = broker.channel();
        channel.confirmSelect();
        String queue = queue(channel);
        channel.queueBind(queue, "amq.direct", queue);
        channel.queueBind(queue, "amq.direct", queue);
        channel.basicPublish("amq.direct", queue, null, new byte[1]);
        channel.waitForConfirmsOrDie(10_000);
        assertThat(channel.messageCount(queue)).isEqualTo(1);
        channel.queueUnbind(queue, "amq.direct", queue);
        channel.basicPublish("amq.direct", queue, null, new byte[1]);
        channel.waitForConfirmsOrDie(10_000);
        assertThat(channel.messageCount(queue)).isEqualTo(1);
    }

    @Test
    void anUnknownQueueCannotBeBound() throws Exception {
        Channel channel = broker.channel();
        assertThat(Refusal.of(channel, () -> channel.queueBind("it-nope", "amq.direct", "k")))
                .isEqualTo(Refusal.channel(404, "NOT_FOUND - no queue 'it-nope' in vhost '/'"));
    }

    @Test
    void anUnknownExchangeCannotBeBound() throws Exception {
        Channel channel = broker.channel();
        String queue = queue(channel);
        assertThat(Refusal.of(channel, () -> channel.queueBind(queue, "it-nope", "k")))
                .isEqualTo(Refusal.channel(404, "NOT_FOUND - no exchange 'it-nope' in vhost '/'"));
    }

    @Test
    void theDefaultExchangeCannotBeBoundOrUnbound() throws Exception {
        Channel channel = broker.channel();
        String queue = queue(channel);
        Refusal refusal = Refusal.channel(403, "ACCESS_REFUSED - operation not permitted on the default exchange");
        assertThat(Refusal.of(channel, () -> channel.queueBind(queue, "", "k"))).isEqualTo(refusal);
        Channel other = broker.channel();
        assertThat(Refusal.of(other, () -> other.queueUnbind(queue, "", queue))).isEqualTo(refusal);
    }

    @Test
    void unbindingWhatIsNotBoundSucceeds() throws Exception {
        Channel channel = broker.channel();
        String queue = queue(channel);
        channel.queueUnbind(queue, "amq.direct", "never");
    }

    @Test
    void unbindingFromAnUnknownExchangeOrQueue() throws Exception {
        Channel channel = broker.channel();
        channel.queueUnbind("it-nope", "amq.direct", "k");
        channel.queueUnbind("it-nope", "it-nope", "k");
    }

    @Test
    void argumentsAreAPartOfTheBinding() throws Exception {
        Channel channel = broker.channel();
        channel.confirmSelect();
        String queue = queue(channel);
        channel.queueBind(queue, "amq.direct", queue, Map.of("a", 1));
        channel.queueBind(queue, "amq.direct", queue);
        channel.queueUnbind(queue, "amq.direct", queue);
        channel.basicPublish("amq.direct", queue, null, new byte[1]);
        channel.waitForConfirmsOrDie(10_000);
        assertThat(channel.messageCount(queue)).isEqualTo(1);
        channel.queueUnbind(queue, "amq.direct", queue, Map.of("a", 1));
        channel.basicPublish("amq.direct", queue, null, new byte[1]);
        channel.waitForConfirmsOrDie(10_000);
        assertThat(channel.messageCount(queue)).isEqualTo(1);
    }

    @Test
    void deletingAnExchangeTakesItsBindings() throws Exception {
        Channel channel = broker.channel();
        channel.confirmSelect();
        String queue = queue(channel);
        String exchange = broker.name("x");
        channel.exchangeDeclare(exchange, "fanout");
        channel.queueBind(queue, exchange, "");
        channel.exchangeDelete(exchange);
        channel.exchangeDeclare(exchange, "fanout");
        channel.basicPublish(exchange, "", null, new byte[1]);
        channel.waitForConfirmsOrDie(10_000);
        assertThat(channel.messageCount(queue)).isZero();
    }

    @Test
    void deletingAQueueTakesItsBindings() throws Exception {
        Channel channel = broker.channel();
        channel.confirmSelect();
        String queue = queue(channel);
        channel.queueBind(queue, "amq.fanout", "");
        channel.queueDelete(queue);
        channel.queueDeclare(queue, false, false, false, null);
        channel.basicPublish("amq.fanout", "", null, new byte[1]);
        channel.waitForConfirmsOrDie(10_000);
        assertThat(channel.messageCount(queue)).isZero();
    }

    private Channel ownerOf(String queue) throws Exception {
        Channel owner = broker.channel();
        owner.queueDeclare(queue, false, true, false, null);
        owner.queueBind(queue, "amq.direct", queue);
        return owner;
    }

    private static Refusal locked(String queue) {
        return Refusal.channel(
                405,
                "RESOURCE_LOCKED - cannot obtain exclusive access to locked queue '" + queue + "' in vhost '/'"
                        + ". It could be originally declared on another connection or the exclusive property value"
                        + " does not match that of the original declaration.");
    }

    @Test
    void anExchangeIsLookedForBeforeTheOwnerOfTheQueue() throws Exception {
        String queue = broker.name("q");
        ownerOf(queue);
        Channel other = broker.channel();
        assertThat(Refusal.of(other, () -> other.queueBind(queue, "it-nope", "k")))
                .isEqualTo(Refusal.channel(404, "NOT_FOUND - no exchange 'it-nope' in vhost '/'"));
    }

    @Test
    void aBindingThatTheExchangeRefusesIsRefusedBeforeTheOwnerOfTheQueue() throws Exception {
        String queue = broker.name("q");
        ownerOf(queue);
        Channel other = broker.channel();
        Map<String, Object> arguments = Map.of("x-match", "nope");
        assertThat(Refusal.of(other, () -> other.queueBind(queue, "amq.headers", "k", arguments))
                        .code())
                .isEqualTo(406);
    }

    @Test
    void aBindingOfAnotherConnectionsQueueIsNotUnbound() throws Exception {
        String queue = broker.name("q");
        Channel owner = ownerOf(queue);
        Channel other = broker.channel();
        assertThat(Refusal.of(other, () -> other.queueUnbind(queue, "amq.direct", queue)))
                .isEqualTo(locked(queue));
        owner.confirmSelect();
        owner.basicPublish("amq.direct", queue, null, new byte[1]);
        owner.waitForConfirmsOrDie(10_000);
        assertThat(owner.basicGet(queue, true)).isNotNull();
    }

    @Test
    void unbindingWhatIsNotBoundSucceedsForAnotherConnectionsQueue() throws Exception {
        String queue = broker.name("q");
        ownerOf(queue);
        Channel other = broker.channel();
        other.queueUnbind(queue, "amq.direct", "never");
        other.queueUnbind(queue, "it-nope", "k");
    }
}
