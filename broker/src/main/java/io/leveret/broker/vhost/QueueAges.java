package io.leveret.broker.vhost;

import io.leveret.broker.shard.BrokerShard;
import io.leveret.broker.shard.Shards;
import io.leveret.queue.HeldTimes;
import java.util.function.Consumer;

/** How long what a queue has delivered has been held: only its shard knows. */
public final class QueueAges {
    private QueueAges() {}

    /** Asks, on the shard {@code from}, where {@code answer} hears of it: null while no times are kept. */
    public static void ask(BrokerQueue queue, BrokerShard from, Consumer<HeldTimes> answer) {
        queue.command(from, () -> {
            BrokerShard here = queue.shard();
            HeldTimes held = queue.machine().heldTimes(here.nowMs());
            Shards.send(here, from, () -> answer.accept(held));
        });
    }
}
