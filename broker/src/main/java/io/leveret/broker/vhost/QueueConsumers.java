package io.leveret.broker.vhost;

import io.leveret.broker.shard.BrokerShard;
import io.leveret.broker.shard.Shards;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Who consumes from a queue: only its shard knows. */
public final class QueueConsumers {
    private QueueConsumers() {}

    /** Asks, on the shard {@code from}, where {@code answer} hears of those that there are now; none if it is gone. */
    public static void ask(BrokerQueue queue, BrokerShard from, Consumer<List<ShardConsumer>> answer) {
        queue.command(from, () -> {
            List<ShardConsumer> consumers = new ArrayList<>();
            for (io.leveret.queue.Consumer each : queue.machine().consumers()) {
                if (each instanceof ShardConsumer consumer) {
                    consumers.add(consumer);
                }
            }
            Shards.send(queue.shard(), from, () -> answer.accept(consumers));
        });
    }
}
