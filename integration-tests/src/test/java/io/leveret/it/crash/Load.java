package io.leveret.it.crash;

import com.rabbitmq.client.Channel;
import io.leveret.it.harness.Target;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeoutException;

/** All clients of the load, and what they use in the broker. For one thread. */
final class Load {
    private static final String FANOUT = "fan";
    private static final String DECLARED = "declared";
    private static final int PRIORITIES = 5;
    private static final int QUEUES_OF_A_KIND = 4;

    private final Ledger ledger;
    private final Random random;
    private final List<QueueLedger> plain = new ArrayList<>();
    private final List<QueueLedger> fanout = new ArrayList<>();
    private final List<QueueLedger> transactional = new ArrayList<>();
    private final QueueLedger priority;
    private final QueueLedger rejecting;
    private final List<LoadWorker> workers = new ArrayList<>();

    Load(Ledger ledger, DefinitionsLedger definitions, long seed) {
        this.ledger = ledger;
        this.random = new Random(seed);
        for (int i = 0; i < QUEUES_OF_A_KIND; i++) {
            plain.add(ledger.queue("plain-" + i, true));
            fanout.add(ledger.queue("fan-" + i, true));
        }
        transactional.add(ledger.queue("tx-0", true));
        transactional.add(ledger.queue("tx-1", true));
        priority = ledger.queue("priority", false);
        rejecting = ledger.queue("rejecting", true);
        publishers();
        consumers();
        workers.add(new Declarer(definitions, DECLARED, newRandom()));
    }

    private Random newRandom() {
        return new Random(random.nextLong());
    }

    private void publishers() {
        for (QueueLedger queue : plain) {
            confirms("", queue.queue(), 1, List.of(queue));
        }
        confirms(FANOUT, "", 1, fanout);
        confirms(FANOUT, "", 1, fanout);
        confirms("", priority.queue(), PRIORITIES, List.of(priority));
        confirms("", rejecting.queue(), 1, List.of(rejecting));
        workers.add(new TxPublisher(ledger, transactional, messages(1), newRandom()));
        workers.add(new TxPublisher(ledger, transactional, messages(1), newRandom()));
    }

    private void confirms(String exchange, String key, int priorities, List<QueueLedger> targets) {
        ConfirmPublisher.Route route = new ConfirmPublisher.Route(exchange, key, targets);
        workers.add(new ConfirmPublisher(ledger, route, messages(priorities), newRandom()));
    }

    private LoadMessages messages(int priorities) {
        return LoadMessages.small(workers.size(), priorities, newRandom());
    }

    /** The last queue of each kind has none: its messages are old ones. */
    private void consumers() {
        consumes(plain.get(0), LoadConsumer.Manner.QUICK);
        consumes(plain.get(1), LoadConsumer.Manner.SLOW);
        consumes(plain.get(2), LoadConsumer.Manner.RETURNING);
        consumes(fanout.get(0), LoadConsumer.Manner.QUICK);
        consumes(fanout.get(1), LoadConsumer.Manner.COMMITTING);
        consumes(fanout.get(2), LoadConsumer.Manner.SLOW);
        consumes(transactional.get(0), LoadConsumer.Manner.COMMITTING);
        consumes(priority, LoadConsumer.Manner.RETURNING);
        consumes(rejecting, LoadConsumer.Manner.REJECTING);
        consumes(rejecting, LoadConsumer.Manner.REJECTING);
    }

    private void consumes(QueueLedger queue, LoadConsumer.Manner manner) {
        workers.add(new LoadConsumer(ledger, queue, manner, newRandom()));
    }

    /** Makes what the load uses; before its first life. */
    void declare(Channel channel) throws IOException {
        channel.exchangeDeclare(FANOUT, "fanout", true);
        channel.exchangeDeclare(DECLARED, "direct", true);
        for (QueueLedger queue : ledger.queues()) {
            channel.queueDeclare(queue.queue(), true, false, false, arguments(queue));
        }
        for (QueueLedger queue : fanout) {
            channel.queueBind(queue.queue(), FANOUT, "");
        }
    }

    private Map<String, Object> arguments(QueueLedger queue) {
        return queue == priority ? Map.of("x-max-priority", PRIORITIES) : Map.of();
    }

    /** All clients connect and go to work. */
    Clients begin(Target target) throws IOException, TimeoutException {
        Clients clients = new Clients(ledger.violations());
        for (LoadWorker worker : workers) {
            clients.begin(target, worker);
        }
        return clients;
    }
}
