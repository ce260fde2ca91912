package io.leveret.broker.vhost;

import io.leveret.broker.counters.DeadLetterCounters;
import io.leveret.broker.counters.DeadLetterCounters.Drop;
import io.leveret.broker.deadletter.DeadLetter;
import io.leveret.codec.MessageProperties;
import io.leveret.exchange.Exchange;
import io.leveret.exchange.Headers;
import io.leveret.queue.Message;
import io.leveret.queue.RemovalReason;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One message on its way from a queue to its dead letter exchange. */
final class DeadLetterTransfer extends Transfer {
    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterTransfer.class);

    private final DeadLetter.Origin origin;
    private final RemovalReason reason;

    private DeadLetterTransfer(BrokerQueue source, long id, Message dead, RemovalReason reason) {
        super(source, id, dead);
        this.origin = source.deadLetterOrigin();
        this.reason = reason;
    }

    /** Has a message leave its queue after the present command. On the queue's shard. */
    static void begin(BrokerQueue source, long id, Message dead, RemovalReason reason) {
        new DeadLetterTransfer(source, id, dead, reason).begin();
    }

    /** The same of a message that its queue never took: nobody waits for its arrival. */
    static void beginRefused(BrokerQueue source, Message dead, RemovalReason reason) {
        begin(source, NONE, dead, reason);
    }

    @Override
    void send(Message dead) {
        counters().count(source().arguments().type(), reason);
        VirtualHost vhost = source().vhost();
        Exchange exchange = origin.exchange() == null ? null : vhost.exchange(origin.exchange());
        if (exchange == null) {
            counters().count(Drop.NO_EXCHANGE);
            return;
        }
        DeadLetter letter = DeadLetter.of(dead, reason, origin, shard().nowMs());
        Message message = letter.message();
        Headers headers = Headers.of(new MessageProperties(message.content(), message.propertiesLength()));
        Destinations found = vhost.routing().route(exchange, letter.routingKeys(), headers);
        Destinations routed = vhost.routing().pass(message, exchange, found);
        if (routed.queues().length == 0) {
            counters().count(Drop.NO_ROUTE);
            return;
        }
        bring(message, withoutCycles(letter, routed.queues()));
    }

    private List<BrokerQueue> withoutCycles(DeadLetter letter, BrokerQueue[] routed) {
        List<BrokerQueue> targets = new ArrayList<>(routed.length);
        for (BrokerQueue queue : routed) {
            if (queue.delays() != null || !letter.isCycle(queue.name())) {
                targets.add(queue);
                continue;
            }
            counters().count(Drop.CYCLE);
            if (source().tellsOfCycle()) {
                LOG.warn(
                        "dropped: a message would come back to {} in a circle without a rejection, by way of {};"
                                + " said once for {}",
                        queue.description(),
                        letter.queues(),
                        source().description());
            }
        }
        return targets;
    }

    private DeadLetterCounters counters() {
        return source().vhost().deadLetters();
    }

    @Override
    void failed(RuntimeException cause) {
        LOG.error("a message of {} could not be dead-lettered; it is dropped", source().description(), cause);
    }

    @Override
    void refused() {
        counters().count(Drop.REFUSED);
    }

    @Override
    void queueGone() {
        counters().count(Drop.QUEUE_GONE);
    }
}
