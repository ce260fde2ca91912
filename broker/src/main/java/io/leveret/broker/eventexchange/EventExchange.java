package io.leveret.broker.eventexchange;

import io.leveret.broker.events.Event;
import io.leveret.broker.shard.BrokerShard;
import io.leveret.broker.vhost.Destinations;
import io.leveret.broker.vhost.VirtualHost;
import io.leveret.broker.vhost.VirtualHosts;
import io.leveret.codec.MessageProperties;
import io.leveret.exchange.Exchange;
import io.leveret.exchange.Headers;
import io.leveret.exchange.RoutingKeys;
import io.leveret.queue.Message;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes each event to the exchange {@link #NAME} of one virtual host, which is there from the start; clients bind
 * to it, and cannot publish. At most once, as in RabbitMQ: what comes faster than a shard takes it is dropped.
 */
public final class EventExchange implements Consumer<Event> {
    /** The name of the exchange. */
    public static final String NAME = VirtualHosts.EVENT_EXCHANGE;

    private static final Logger LOG = LoggerFactory.getLogger(EventExchange.class);

    /** Most messages on their way to the shard. */
    private static final int MOST_UNDER_WAY = 4096;

    private final VirtualHosts vhosts;
    private final EventMessages messages;
    private final AtomicInteger underWay = new AtomicInteger();
    private boolean dropping;

    /**
     * @param node its name
     * @param creation epoch seconds of its start, a part of what objects are called
     */
    public EventExchange(VirtualHosts vhosts, String node, long creation) {
        this.vhosts = vhosts;
        this.messages = new EventMessages(node, creation);
    }

    /** On the bus's thread. */
    @Override
    public void accept(Event event) {
        VirtualHost vhost = vhosts.get(vhosts.eventVhost());
        Exchange exchange = vhost == null ? null : vhost.exchange(NAME);
        if (exchange == null || !vhost.inUse(exchange)) {
            return;
        }
        boolean full = underWay.get() >= MOST_UNDER_WAY;
        if (full != dropping) {
            dropping = full;
            LOG.warn("{} events to {}", full ? "dropping" : "publishing again", NAME);
        }
        if (full) {
            return;
        }
        Message message = messages.of(event);
        BrokerShard shard = vhosts.anyShard();
        underWay.incrementAndGet();
        try {
            shard.execute(() -> publish(vhost, exchange, message, event.type().routingKey(), shard));
        } catch (RejectedExecutionException e) {
            LOG.debug("the broker stops: {} is not published", event, e);
        }
    }

    private void publish(VirtualHost vhost, Exchange exchange, Message message, String key, BrokerShard shard) {
        underWay.decrementAndGet();
        Headers headers = Headers.of(new MessageProperties(message.content(), message.propertiesLength()));
        Destinations found = vhost.route(exchange, RoutingKeys.of(key), headers);
        vhost.bring(message, vhost.pass(message, exchange, found), shard);
    }
}
