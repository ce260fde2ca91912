package io.leveret.broker.vhost;

import io.leveret.broker.counters.CounterArena;
import io.leveret.broker.counters.CounterBlock;
import io.leveret.broker.counters.MessageStat;
import io.leveret.broker.counters.PerObject;
import io.leveret.exchange.Exchange;
import java.util.function.BiConsumer;

/**
 * How many messages that were published to an exchange went to a queue, in one virtual host on one shard; counted with
 * {@code management.rates_mode = detailed} alone.
 */
public final class RoutedPairs {
    private final PerObject<Exchange, PerObject<BrokerQueue, CounterBlock>> pairs;

    RoutedPairs(VirtualHost vhost, CounterArena arena) {
        pairs = new PerObject<>(
                exchange -> vhost.exchange(exchange.name()) == exchange,
                () -> new PerObject<>(RoutedPairs::isThere, arena::allocate));
    }

    /** Whether a queue is not deleted. Any thread. */
    public static boolean isThere(BrokerQueue queue) {
        return queue.vhost().queue(queue.name()) == queue;
    }

    /** A message was published to an exchange, and goes to queues. On the shard. */
    public void count(Exchange exchange, BrokerQueue[] queues) {
        if (queues.length != 0) {
            PerObject<BrokerQueue, CounterBlock> counted = pairs.of(exchange);
            for (BrokerQueue queue : queues) {
                if (queue.delays() == null) {
                    counted.of(queue).count(MessageStat.PUBLISH);
                }
            }
        }
    }

    /** All pairs that are there. Any thread. */
    public void forEach(Visitor visitor) {
        pairs.forEach((exchange, queues) -> queues.forEach((queue, block) -> visitor.pair(exchange, queue, block)));
    }

    /** Those with an exchange. Any thread. */
    public void ofExchange(Exchange exchange, BiConsumer<BrokerQueue, CounterBlock> action) {
        PerObject<BrokerQueue, CounterBlock> queues = pairs.find(exchange);
        if (queues != null) {
            queues.forEach(action);
        }
    }

    /** Those with a queue. Any thread. */
    public void ofQueue(BrokerQueue queue, BiConsumer<Exchange, CounterBlock> action) {
        pairs.forEach((exchange, queues) -> {
            CounterBlock block = queues.find(queue);
            if (block != null) {
                action.accept(exchange, block);
            }
        });
    }

    /** Is shown pairs. */
    @FunctionalInterface
    public interface Visitor {
        /** One pair, and what was counted. */
        void pair(Exchange exchange, BrokerQueue queue, CounterBlock block);
    }
}
