package io.leveret.it.crash;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/** Declares and deletes durable queues while messages flow. */
final class Declarer implements LoadWorker {
    private static final int KEPT = 40;
    private static final long PAUSE_NANOS = 20_000_000;

    private final DefinitionsLedger ledger;
    private final String exchange;
    private final Random random;
    private final List<String> there = new ArrayList<>();
    private int number;

    Declarer(DefinitionsLedger ledger, String exchange, Random random) {
        this.ledger = ledger;
        this.exchange = exchange;
        this.random = random;
    }

    @Override
    public void run(Connection connection) throws IOException {
        Channel channel = connection.createChannel();
        while (connection.isOpen()) {
            if (there.size() > random.nextInt(KEPT)) {
                String queue = there.remove(random.nextInt(there.size()));
                ledger.asked(queue);
                channel.queueDelete(queue);
                ledger.answered(queue, false);
            } else {
                String queue = "declared-" + number++;
                ledger.asked(queue);
                channel.queueDeclare(queue, true, false, false, Map.of("x-max-length", 1 + random.nextInt(10)));
                ledger.answered(queue, true);
                channel.queueBind(queue, exchange, queue);
                there.add(queue);
            }
            LockSupport.parkNanos((long) (random.nextDouble() * PAUSE_NANOS));
        }
    }
}
