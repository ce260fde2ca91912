package io.leveret.broker.simulation;

import io.leveret.codec.BasicMethod;
import io.leveret.codec.FieldTable;
import io.leveret.codec.QueueMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What a client does next, by chance. */
final class ClientScript {
    private static final int MOST_CHANNELS = 4;
    private static final int MOST_HELD = 40;
    private static final String[] KEYS = {"red", "green", "blue"};

    private final Oracle oracle;
    private final Random random;
    private final boolean givingAway;
    private int tags;

    /** @param givingAway whether clients may consume and get without acknowledging */
    ClientScript(Oracle oracle, Random random, boolean givingAway) {
        this.oracle = oracle;
        this.random = random;
        this.givingAway = givingAway;
    }

    /** One action of a client that is open. */
    void act(SimulatedClient client) {
        List<ClientChannel> open = new ArrayList<>();
        for (ClientChannel channel : client.channels().values()) {
            if (channel.isOpen()) {
                open.add(channel);
            }
        }
        if (open.isEmpty() || (client.channels().size() < MOST_CHANNELS && random.nextInt(40) == 0)) {
            openChannel(client);
            return;
        }
        ClientChannel channel = open.get(random.nextInt(open.size()));
        int dice = random.nextInt(1000);
        if (dice < 380) {
            publish(channel);
        } else if (dice < 650) {
            settle(channel);
        } else if (dice < 960) {
            topologyOrConsumer(channel, client, dice % 31);
        } else if (dice < 970) {
            risk(channel);
        } else if (dice < 982) {
            channel.close();
        } else if (dice < 990) {
            client.stall(random.nextBoolean());
        } else if (dice < 995) {
            client.close();
        } else {
            client.lose();
        }
    }

    /** Declares a queue that lasts and publishes to it. */
    void fill(SimulatedClient client, int messages) {
        ClientChannel channel = client.openChannel(1);
        channel.select(ClientChannel.Mode.CONFIRM);
        QueueModel queue = oracle.newQueue(true, false, null);
        channel.ask(declaration(queue, false), (ok, none) -> queue.declared = true, QueueMethod.DeclareOk.class);
        for (int i = 0; i < messages; i++) {
            channel.publish("", queue.name, false, random.nextInt(30));
        }
    }

    /** Opens a channel for transactions, declares a queue that lasts and consumes from it. */
    void beginCommitting(SimulatedClient client) {
        ClientChannel channel = client.openChannel(1);
        channel.select(ClientChannel.Mode.TX);
        QueueModel queue = oracle.newQueue(true, false, null);
        channel.ask(declaration(queue, false), (ok, none) -> queue.declared = true, QueueMethod.DeclareOk.class);
        consume(channel, queue);
    }

    /** Publishes to several queues that last, settles what came, and commits. */
    void commit(SimulatedClient client) {
        ClientChannel channel = client.channels().get(1);
        if (channel == null || channel.mode() != ClientChannel.Mode.TX || !channel.isOpen()) {
            return;
        }
        for (QueueModel queue : oracle.queues()) {
            if (queue.durable && queue.declared && !queue.doomed && random.nextInt(4) != 0) {
                channel.publish("", queue.name, false, random.nextInt(100));
            }
        }
        if (random.nextBoolean()) {
            settle(channel);
        }
        channel.commit();
    }

    /** Consumes from all queues that last. */
    void look(SimulatedClient client) {
        ClientChannel channel = client.openChannel(1);
        for (QueueModel queue : oracle.queues()) {
            if (queue.durable && queue.declared && !queue.doomed) {
                ConsumerModel consumer = new ConsumerModel("c" + ++tags, queue, false, 0);
                channel.consume(
                        consumer,
                        new BasicMethod.Consume(
                                queue.name, consumer.tag, false, false, false, false, FieldTable.EMPTY));
            }
        }
    }

    private void openChannel(SimulatedClient client) {
        for (int number = 1; number <= MOST_CHANNELS; number++) {
            if (!client.channels().containsKey(number)) {
                ClientChannel channel = client.openChannel(number);
                channel.select(ClientChannel.Mode.values()[random.nextInt(3)]);
                return;
            }
        }
    }

    private void topologyOrConsumer(ClientChannel channel, SimulatedClient client, int kind) {
        QueueModel queue = anyQueue(client);
        if (queue == null || kind < 2) {
            declare(channel, client);
        } else if (kind < 12) {
            consume(channel, queue);
        } else if (kind < 16) {
            channel.get(queue, givingAway && random.nextInt(4) == 0);
        } else if (kind < 20) {
            cancel(channel);
        } else if (kind < 24) {
            bind(channel, queue);
        } else if (kind < 25) {
            unbind(channel);
        } else if (kind < 27) {
            qos(channel);
        } else if (kind < 28) {
            purge(channel, queue);
        } else if (kind < 29) {
            delete(channel, queue);
        } else {
            redeclare(channel, queue);
        }
    }

    private QueueModel anyQueue(SimulatedClient client) {
        List<QueueModel> usable = new ArrayList<>();
        for (QueueModel queue : oracle.queues()) {
            boolean gone = queue.doomed && queue.owner == null && !queue.autoDelete;
            if (queue.declared && !gone && (queue.owner == null || queue.owner == client)) {
                usable.add(queue);
            }
        }
        return usable.isEmpty() ? null : usable.get(random.nextInt(usable.size()));
    }

    // ---- messages

    private void publish(ClientChannel channel) {
        if (channel.mode() == ClientChannel.Mode.TX && random.nextInt(4) == 0) {
            if (random.nextInt(4) == 0) {
                channel.rollback();
            } else {
                channel.commit();
            }
            return;
        }
        int burst = 1 + random.nextInt(random.nextInt(8) == 0 ? 30 : 4);
        QueueModel queue = anyQueue(channel.client());
        int way = random.nextInt(4);
        for (int i = 0; i < burst; i++) {
            boolean mandatory = random.nextInt(5) == 0;
            int padding = random.nextInt(60) == 0 ? random.nextInt(40_000) : random.nextInt(100);
            if (way < 2 && queue != null) {
                channel.publish("", queue.name, mandatory, padding);
            } else if (way == 2) {
                channel.publish(Oracle.FANOUT, "any", mandatory, padding);
            } else {
                channel.publish(Oracle.DIRECT, KEYS[random.nextInt(KEYS.length)], mandatory, padding);
            }
        }
    }

    private void settle(ClientChannel channel) {
        ClientMessages messages = channel.messages();
        if (messages.isEmpty()) {
            if (channel.mode() != ClientChannel.Mode.TX) {
                publish(channel);
            }
            return;
        }
        boolean bare =
                channel.consumers().isEmpty() && !channel.awaitsAnswer() && channel.mode() != ClientChannel.Mode.TX;
        if (bare && random.nextInt(5) == 0) {
            messages.recover();
            return;
        }
        int kind = random.nextInt(10);
        ClientMessages.Verdict verdict = kind < 7
                ? ClientMessages.Verdict.ACK
                : kind < 8 ? ClientMessages.Verdict.REJECT : ClientMessages.Verdict.REQUEUE;
        messages.settle(messages.tag(random.nextInt(MOST_HELD)), random.nextBoolean(), verdict, random.nextBoolean());
    }

    // ---- consumers

    private void consume(ClientChannel channel, QueueModel queue) {
        if (channel.consumers().size() > 6) {
            return;
        }
        int prefetch = random.nextInt(3) == 0 ? 0 : 1 + random.nextInt(5);
        if (channel.consumers().isEmpty() && random.nextInt(3) == 0) {
            int limit = 1 + random.nextInt(8);
            channel.messages().limit(limit);
            channel.ask(new BasicMethod.Qos(0, limit, true), (ok, none) -> {}, BasicMethod.QosOk.class);
        }
        channel.ask(new BasicMethod.Qos(0, prefetch, false), (ok, none) -> {}, BasicMethod.QosOk.class);
        boolean noAck = givingAway && random.nextInt(5) == 0;
        ConsumerModel consumer = new ConsumerModel("c" + ++tags, queue, noAck, noAck ? 0 : prefetch);
        FieldTable arguments = random.nextInt(6) == 0
                ? FieldTable.builder().integer("x-priority", random.nextInt(3)).build()
                : FieldTable.EMPTY;
        channel.consume(
                consumer, new BasicMethod.Consume(queue.name, consumer.tag, false, noAck, false, false, arguments));
    }

    private void cancel(ClientChannel channel) {
        for (ConsumerModel consumer : channel.consumers().values()) {
            if (!consumer.cancelSent && random.nextBoolean()) {
                channel.cancel(consumer);
                return;
            }
        }
    }

    private void qos(ClientChannel channel) {
        channel.ask(new BasicMethod.Qos(0, random.nextInt(10), false), (ok, none) -> {}, BasicMethod.QosOk.class);
    }

    // ---- topology

    private void declare(ClientChannel channel, SimulatedClient client) {
        int kind = random.nextInt(8);
        QueueModel queue = oracle.newQueue(random.nextBoolean(), kind == 0, kind == 1 ? client : null);
        channel.touch(queue);
        channel.ask(declaration(queue, false), (ok, none) -> queue.declared = true, QueueMethod.DeclareOk.class);
        if (random.nextBoolean()) {
            bind(channel, queue);
        }
    }

    private static QueueMethod.Declare declaration(QueueModel queue, boolean passive) {
        return new QueueMethod.Declare(
                queue.name, passive, queue.durable, queue.owner != null, queue.autoDelete, false, FieldTable.EMPTY);
    }

    private void redeclare(ClientChannel channel, QueueModel queue) {
        if (queue.autoDelete) {
            return;
        }
        channel.touch(queue);
        boolean passive = queue.doomed || random.nextBoolean();
        channel.ask(declaration(queue, passive), (ok, none) -> {}, QueueMethod.DeclareOk.class);
    }

    private void bind(ClientChannel channel, QueueModel queue) {
        boolean fanout = random.nextBoolean();
        Oracle.Bound bound = oracle.newBinding(
                queue, fanout ? Oracle.FANOUT : Oracle.DIRECT, fanout ? "" : KEYS[random.nextInt(KEYS.length)]);
        if (bound != null) {
            channel.touch(queue);
            channel.ask(
                    new QueueMethod.Bind(queue.name, bound.exchange, bound.routingKey, false, FieldTable.EMPTY),
                    (ok, none) -> bound.sure = !bound.undone,
                    QueueMethod.BindOk.class);
        }
    }

    private void unbind(ClientChannel channel) {
        List<Oracle.Bound> there = oracle.bindings();
        if (there.isEmpty()) {
            return;
        }
        Oracle.Bound bound = there.get(random.nextInt(there.size()));
        if (bound.queue.owner == null || bound.queue.owner == channel.client()) {
            boolean wasThere = bound.sure;
            oracle.unbinding(bound);
            channel.touch(bound.queue);
            channel.ask(
                    new QueueMethod.Unbind(bound.queue.name, bound.exchange, bound.routingKey, FieldTable.EMPTY),
                    (ok, none) -> oracle.unbound(bound, wasThere),
                    QueueMethod.UnbindOk.class);
        }
    }

    private void purge(ClientChannel channel, QueueModel queue) {
        channel.touch(queue);
        queue.purgesUnanswered++;
        long askedAt = oracle.now();
        channel.ask(
                new QueueMethod.Purge(queue.name, false),
                (method, none) -> {
                    queue.purgesUnanswered--;
                    long messages = ((QueueMethod.PurgeOk) method).messageCount();
                    queue.purged += messages;
                    queue.purges.add(new QueueModel.Purge(channel, askedAt, oracle.now(), messages, !queue.read));
                },
                QueueMethod.PurgeOk.class);
    }

    private void delete(ClientChannel channel, QueueModel queue) {
        channel.touch(queue);
        queue.doomed = true;
        queue.mayBeAnother = true;
        boolean conditional = random.nextInt(3) == 0;
        channel.ask(
                new QueueMethod.Delete(queue.name, conditional, false, false),
                (ok, none) -> {},
                QueueMethod.DeleteOk.class);
    }

    /** Something that the broker refuses by closing the channel. */
    private void risk(ClientChannel channel) {
        channel.risk();
        switch (random.nextInt(4)) {
            case 0 ->
                channel.ask(
                        new QueueMethod.Declare("nowhere", true, false, false, false, false, FieldTable.EMPTY),
                        (ok, none) -> {},
                        QueueMethod.DeclareOk.class);
            case 1 -> channel.publish("nowhere", "any", true, 10);
            case 2 -> channel.tell(new BasicMethod.Ack(1_000_000, random.nextBoolean()));
            default ->
                channel.ask(
                        new QueueMethod.Bind("nowhere", Oracle.FANOUT, "", false, FieldTable.EMPTY),
                        (ok, none) -> {},
                        QueueMethod.BindOk.class);
        }
    }
}
