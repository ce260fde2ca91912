package io.leveret.broker.eventexchange;

import io.leveret.broker.events.Event;
import io.leveret.broker.vhost.VirtualHosts;
import java.util.concurrent.RejectedExecutionException;
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

    private final VirtualHosts vhosts;
    private final OwnExchange exchange;
    private final EventMessages messages;
    private boolean dropping;

    /**
     * @param node its name
     * @param creation epoch seconds of its start, a part of what objects are called
     */
    public EventExchange(VirtualHosts vhosts, String node, long creation) {
        this.vhosts = vhosts;
        this.exchange = new OwnExchange(vhosts, NAME);
        this.messages = new EventMessages(node, creation);
    }

    /** On the bus's thread. */
    @Override
    public void accept(Event event) {
        String vhost = vhosts.eventVhost();
        if (!exchange.isInUse(vhost)) {
            return;
        }
        boolean full = exchange.isFull();
        if (full != dropping) {
            dropping = full;
            LOG.warn("{} events to {}", full ? "dropping" : "publishing again", NAME);
        }
        if (full) {
            return;
        }
        try {
            exchange.publish(vhost, messages.of(event), event.type().routingKey());
        } catch (RejectedExecutionException e) {
            LOG.debug("the broker stops: {} is not published", event, e);
        }
    }
}
