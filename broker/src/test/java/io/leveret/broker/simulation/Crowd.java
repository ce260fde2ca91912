package io.leveret.broker.simulation;

import io.leveret.broker.vhost.BrokerQueue;
import io.leveret.codec.ExchangeMethod;
import io.leveret.codec.FieldTable;
import io.leveret.codec.QueueMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The clients of one broker, which do things by chance. */
final class Crowd {
    private static final int MOST_CLIENTS = 5;

    private final Random random;
    private final Oracle oracle;
    private final SimulatedBroker broker;
    private final Simulation simulation;
    private final ClientScript script;
    private final List<SimulatedClient> clients = new ArrayList<>();

    /** @param givingAway whether clients may consume and get without acknowledging */
    Crowd(Random random, Oracle oracle, SimulatedBroker broker, boolean givingAway) {
        this.random = random;
        this.oracle = oracle;
        this.broker = broker;
        this.simulation = broker.simulation();
        this.script = new ClientScript(oracle, random, givingAway);
    }

    /** Declares the exchanges that all use. */
    static void declareExchanges(SimulatedBroker broker, boolean durableDirect) {
        CallingClient caller = new CallingClient(broker, 0);
        caller.call(new ExchangeMethod.Declare(
                Oracle.FANOUT, "fanout", false, true, false, false, false, FieldTable.EMPTY));
        caller.call(new ExchangeMethod.Declare(
                Oracle.DIRECT, "direct", false, durableDirect, false, false, false, FieldTable.EMPTY));
        caller.close();
    }

    /** One of them, perhaps a new one, does something. */
    void act() {
        clients.removeIf(SimulatedClient::isClosed);
        if (clients.size() < 2 || (clients.size() < MOST_CLIENTS && random.nextInt(50) == 0)) {
            int highBytes = random.nextBoolean() ? 64 * 1024 : 1_000;
            clients.add(new SimulatedClient(
                    oracle, broker, random.nextInt(broker.shards().count()), highBytes));
        }
        SimulatedClient client = clients.get(random.nextInt(clients.size()));
        if (client.isOpen()) {
            script.act(client);
        }
    }

    /** Somebody fills a queue, so that pages of it are full. */
    void fill(int messages) {
        SimulatedClient client = new SimulatedClient(
                oracle, broker, random.nextInt(broker.shards().count()), 64 * 1024);
        clients.add(client);
        script.fill(client, messages);
    }

    /** On each shard somebody begins transactions. */
    void beginCommitting() {
        for (int shard = 0; shard < broker.shards().count(); shard++) {
            SimulatedClient client = new SimulatedClient(oracle, broker, shard, 64 * 1024);
            clients.add(client);
            script.beginCommitting(client);
        }
        simulation.settle();
    }

    /** One of those commits something. */
    void commit() {
        SimulatedClient client = clients.get(random.nextInt(clients.size()));
        if (client.isOpen()) {
            script.commit(client);
        }
    }

    /** Somebody consumes all that is there, and settles nothing. */
    void look() {
        SimulatedClient client = new SimulatedClient(
                oracle, broker, random.nextInt(broker.shards().count()), 64 * 1024);
        clients.add(client);
        script.look(client);
        for (int steps = random.nextInt(1_000); steps > 0; steps--) {
            simulation.step();
        }
    }

    /** The broker is gone. */
    void lose() {
        for (SimulatedClient client : clients) {
            if (!client.isClosed()) {
                client.lose();
            }
        }
        clients.clear();
    }

    /** All leave, in order or not. */
    void leave() {
        for (SimulatedClient client : clients) {
            if (client.isOpen()) {
                leave(client);
            }
        }
        simulation.settle();
        checkGone();
    }

    /** Everybody reads what there is; then nobody may be left waiting. */
    void comeToRest() {
        clients.forEach(client -> client.stall(false));
        simulation.settle();
        for (SimulatedClient client : clients) {
            if (client.isOpen()) {
                client.channels().values().forEach(ClientChannel::checkAnswered);
                require(client.transport().isReading(), client + " is not read any more");
                require(!client.isBlocked(), client + " was not told that it is not blocked any more");
            } else {
                require(client.isClosed(), client + " waits for its close-ok; " + client.transport());
            }
        }
        checkNobodyStarves();
    }

    /** Where somebody could take a message, none may wait. */
    private void checkNobodyStarves() {
        CallingClient caller = new CallingClient(broker, 0);
        for (BrokerQueue there : broker.vhost().queues()) {
            QueueModel queue = oracle.queue(there.name());
            if (queue.owner != null) {
                continue;
            }
            QueueMethod.DeclareOk counts = (QueueMethod.DeclareOk) caller.call(
                    new QueueMethod.Declare(queue.name, true, false, false, false, false, FieldTable.EMPTY));
            for (SimulatedClient client : clients) {
                for (ClientChannel channel : client.channels().values()) {
                    ConsumerModel hungry = channel.hungry(queue);
                    require(
                            hungry == null || counts.messageCount() == 0,
                            queue + " has " + counts.messageCount() + " ready, and " + channel + " waits for them");
                }
            }
        }
        caller.close();
    }

    private void leave(SimulatedClient client) {
        if (random.nextBoolean()) {
            client.close();
        } else {
            client.lose();
        }
    }

    private void checkGone() {
        for (BrokerQueue queue : broker.vhost().queues()) {
            require(queue.exclusiveOwner() == null, "the exclusive queue " + queue.name() + " is left");
        }
        require(broker.usedBufferBytes() == 0, broker.usedBufferBytes() + " bytes of buffers are left");
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
