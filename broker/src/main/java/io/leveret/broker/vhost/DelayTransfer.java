package io.leveret.broker.vhost;

import io.leveret.broker.deadletter.RoutingNotes;
import io.leveret.codec.FieldTable;
import io.leveret.codec.MessageProperties;
import io.leveret.exchange.Delay;
import io.leveret.exchange.Exchange;
import io.leveret.exchange.Headers;
import io.leveret.queue.Message;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One message that was held back for its time and goes where its exchange leads it now, as of now. Its delay is
 * negative from here on ({@link Delay#over}), all else is as it was: an expiration begins to count.
 */
final class DelayTransfer extends Transfer {
    private static final Logger LOG = LoggerFactory.getLogger(DelayTransfer.class);

    private DelayTransfer(BrokerQueue store, long id, Message due) {
        super(store, id, due);
    }

    /** Has a message leave the store after the present command. On the store's shard. */
    static void begin(BrokerQueue store, long id, Message due) {
        new DelayTransfer(store, id, due).begin();
    }

    @Override
    void send(Message due) {
        if (source().isDeleted()) {
            return;
        }
        VirtualHost vhost = source().vhost();
        Exchange exchange = source().delays();
        Message message = released(due);
        Headers headers = Headers.of(new MessageProperties(message.content(), message.propertiesLength()));
        Destinations found = vhost.routing().route(exchange, RoutingNotes.routingKeys(message), headers);
        Destinations routed = vhost.routing().pass(message, exchange, found);
        if (routed.queues().length == 0) {
            vhost.routing().delayedLeadNowhere(exchange, shard().index());
            return;
        }
        bring(message, List.of(routed.queues()));
    }

    /** What is delivered: the same under another header. */
    static Message released(Message due) {
        MessageProperties properties = new MessageProperties(due.content(), due.propertiesLength());
        FieldTable headers = Delay.over(properties.headers(), Delay.millis(properties));
        byte[] encoded = MessageProperties.withHeaders(due.content(), due.propertiesLength(), headers);
        byte[] whole = new byte[encoded.length + due.bodySize()];
        System.arraycopy(encoded, 0, whole, 0, encoded.length);
        System.arraycopy(due.content(), due.propertiesLength(), whole, encoded.length, due.bodySize());
        return new Message(
                due.address(), whole, encoded.length, due.ttlMs(), due.priority(), due.persistent(), due.annotations());
    }

    @Override
    void failed(RuntimeException cause) {
        LOG.error("a message of {} could not be routed; it is dropped", source().description(), cause);
    }

    /** The queue is full: as if it had been published just now by who asks for no confirm. */
    @Override
    void refused() {}

    @Override
    void queueGone() {}
}
