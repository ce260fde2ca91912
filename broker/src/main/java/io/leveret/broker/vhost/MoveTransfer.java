package io.leveret.broker.vhost;

import io.leveret.broker.deadletter.RoutingNotes;
import io.leveret.codec.MessageProperties;
import io.leveret.exchange.Exchange;
import io.leveret.exchange.Headers;
import io.leveret.queue.Message;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One message that somebody moves by hand. If no queue takes it, it stays in its place. */
final class MoveTransfer extends Transfer {
    private static final Logger LOG = LoggerFactory.getLogger(MoveTransfer.class);

    private final String queue;
    private final Consumer<MoveOutcome> answer;

    /** Queues that it was brought to. */
    private int brought;

    private int refused;

    /** Counted on the shards of queues that are gone, ahead of their answers. */
    private final AtomicInteger gone = new AtomicInteger();

    /** @param answer hears what became of it, on this shard; must not enter a machine */
    MoveTransfer(BrokerQueue source, Parcel parcel, Consumer<MoveOutcome> answer) {
        super(source, parcel.id(), parcel.message());
        this.queue = parcel.queue();
        this.answer = answer;
    }

    @Override
    void send(Message message) {
        VirtualHost vhost = source().vhost();
        if (queue != null) {
            BrokerQueue target = vhost.queue(queue);
            bringAll(message, target == null ? List.of() : List.of(target));
            return;
        }
        Exchange exchange = vhost.exchange(message.exchange());
        if (exchange != null) {
            Headers headers = Headers.of(new MessageProperties(message.content(), message.propertiesLength()));
            Destinations found = vhost.routing().route(exchange, RoutingNotes.routingKeys(message), headers);
            bringAll(
                    message,
                    List.of(vhost.routing().pass(message, exchange, found).queues()));
        }
    }

    private void bringAll(Message message, List<BrokerQueue> targets) {
        brought = targets.size();
        if (brought != 0) {
            bring(message, targets);
        }
    }

    @Override
    void ended() {
        MoveOutcome outcome = MoveOutcome.MOVED;
        if (brought == refused + gone.get()) {
            outcome = brought == 0 ? MoveOutcome.UNROUTABLE : MoveOutcome.REFUSED;
        }
        if (outcome == MoveOutcome.MOVED) {
            super.ended();
        } else {
            BrokerQueue source = source();
            source.command(
                    shard(),
                    () -> source.machine().stay(idAtSource(), source.shard().nowMs()));
        }
        answer.accept(outcome);
    }

    @Override
    void failed(RuntimeException cause) {
        LOG.error("a message of {} could not be moved", source().description(), cause);
    }

    @Override
    void refused() {
        refused++;
    }

    @Override
    void queueGone() {
        gone.incrementAndGet();
    }
}
