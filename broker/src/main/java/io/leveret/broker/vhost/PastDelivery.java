package io.leveret.broker.vhost;

import io.leveret.broker.deadletter.RoutingNotes;
import io.leveret.broker.shard.BrokerShard;
import io.leveret.codec.MessageProperties;
import io.leveret.exchange.Binding;
import io.leveret.exchange.DestinationKind;
import io.leveret.exchange.Exchange;
import io.leveret.exchange.Headers;
import io.leveret.queue.Message;
import java.util.List;

/**
 * What passed an {@code x-recent-history} exchange before a binding was made, on its way to the destination of that
 * binding: to the queue, or by way of the exchange. The oldest comes first; RabbitMQ brings it to an exchange in the
 * other order, and fails with 541 where the exchange has no queue for it.
 */
record PastDelivery(VirtualHost vhost, Binding binding, List<Message> messages) {
    /** What is to be brought to who is bound now, null for most exchanges, which keep nothing. */
    static PastDelivery of(VirtualHost vhost, Binding binding, Exchange source, RecentHistories histories) {
        return source.historyLength() == 0
                ? null
                : new PastDelivery(vhost, binding, histories.of(source).messages());
    }

    /** Brings them; on the shard's thread, without the topology's lock. */
    void bring(BrokerShard shard) {
        if (binding.kind() == DestinationKind.QUEUE) {
            BrokerQueue queue = vhost.queue(binding.destination());
            Destinations alone = Destinations.of(queue);
            messages.forEach(message -> vhost.routing().bring(message.unlogged(), alone, shard));
            return;
        }
        Exchange exchange = vhost.exchange(binding.destination());
        for (Message message : exchange == null ? List.<Message>of() : messages) {
            Headers headers = Headers.of(new MessageProperties(message.content(), message.propertiesLength()));
            Destinations found = vhost.routing().route(exchange, RoutingNotes.routingKeys(message), headers);
            vhost.routing().bring(message.unlogged(), vhost.routing().pass(message, exchange, found), shard);
        }
    }
}
