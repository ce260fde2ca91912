package io.leveret.broker.simulation;

import io.leveret.codec.BasicMethod;
import io.leveret.codec.ChannelMethod;
import io.leveret.codec.ConfirmMethod;
import io.leveret.codec.Method;
import io.leveret.codec.TxMethod;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/** A channel as its client knows it: what it asked for, what it holds, and what may come. */
final class ClientChannel {
    enum Mode {
        PLAIN,
        CONFIRM,
        TX
    }

    enum State {
        OPEN,
        CLOSE_SENT,
        /** The broker closed it while our own close was under way. */
        AWAITING_CLOSE_OK,
        CLOSED
    }

    private final SimulatedClient client;
    private final int number;
    private final ChannelLog log = new ChannelLog();
    private final ClientMessages messages = new ClientMessages(this, log);
    private final Map<String, ConsumerModel> consumers = new LinkedHashMap<>();
    private final NavigableMap<Long, Sent> unconfirmed = new TreeMap<>();
    private final List<Sent> uncommitted = new ArrayList<>();
    private final Set<QueueModel> touched = new HashSet<>();
    private final Map<QueueModel, Integer> getsWithoutAck = new HashMap<>();
    private Mode mode = Mode.PLAIN;
    private State state = State.OPEN;
    private boolean risky;
    private long lastSequence;

    // What the disk has, as answers tell: all that was asked for before these times, of all queues or of one.
    private long lastingUpTo;
    private final Map<QueueModel, Long> lastingOf = new HashMap<>();

    ClientChannel(SimulatedClient client, int number) {
        this.client = client;
        this.number = number;
    }

    // ---- state

    SimulatedClient client() {
        return client;
    }

    boolean isOpen() {
        return state == State.OPEN;
    }

    boolean isClosed() {
        return state == State.CLOSED;
    }

    Mode mode() {
        return mode;
    }

    ClientMessages messages() {
        return messages;
    }

    Map<String, ConsumerModel> consumers() {
        return consumers;
    }

    /** The next thing asked for may be refused. */
    void risk() {
        risky = true;
    }

    void touch(QueueModel queue) {
        touched.add(queue);
    }

    /** Whether the broker may have closed it, or have heard that it is to be closed. */
    boolean mayEnd() {
        return risky || state != State.OPEN || touched.stream().anyMatch(queue -> queue.doomed);
    }

    boolean awaitsAnswer() {
        return log.awaitsAnswer();
    }

    /** Holds that everything that was asked for was answered. */
    void checkAnswered() {
        if (log.awaitsAnswer() || !unconfirmed.isEmpty() || state != State.OPEN) {
            throw new AssertionError(
                    this + " still waits: " + log + ", unconfirmed " + unconfirmed.keySet() + ", " + state);
        }
    }

    /** A consumer of a queue that could take another message, or null: at rest, then, the queue has none ready. */
    ConsumerModel hungry(QueueModel queue) {
        for (ConsumerModel consumer : consumers.values()) {
            boolean here = isOpen() && consumer.queue == queue && consumer.started && !consumer.ended;
            if (here && (consumer.noAck || consumer.hasRoom()) && messages.hasRoom()) {
                return consumer;
            }
        }
        return null;
    }

    /** Whether the broker said that what this channel asked of a queue at a time is on disk. */
    boolean lasts(QueueModel queue, long askedAt) {
        return askedAt < Math.max(lastingUpTo, lastingOf.getOrDefault(queue, 0L));
    }

    /** What this channel asked of a queue before a time is on disk. */
    void lasting(QueueModel queue, long upTo) {
        lastingOf.merge(queue, upTo, Math::max);
    }

    // ---- asking

    /** Sends a method that is answered. */
    void ask(Method method, ChannelLog.Reply reply, Class<? extends Method> answer) {
        client.send(number, method);
        log.ask(reply, List.of(answer));
    }

    /** Sends a method that is not. */
    void tell(Method method) {
        client.send(number, method);
    }

    void select(Mode wanted) {
        mode = wanted;
        if (wanted == Mode.CONFIRM) {
            ask(new ConfirmMethod.Select(false), (ok, none) -> {}, ConfirmMethod.SelectOk.class);
        } else if (wanted == Mode.TX) {
            ask(new TxMethod.Select(), (ok, none) -> {}, TxMethod.SelectOk.class);
        }
    }

    void get(QueueModel queue, boolean noAck) {
        touch(queue);
        queue.read = true;
        getsWithoutAck.merge(queue, noAck ? 1 : 0, Integer::sum);
        client.send(number, new BasicMethod.Get(queue.name, noAck));
        log.ask(
                (method, body) -> {
                    getsWithoutAck.merge(queue, noAck ? -1 : 0, Integer::sum);
                    if (method instanceof BasicMethod.GetOk got) {
                        Sent message = sent(body, got.exchange(), got.routingKey());
                        messages.got(queue, message, noAck, got.deliveryTag(), got.redelivered());
                    }
                },
                List.of(BasicMethod.GetOk.class, BasicMethod.GetEmpty.class));
    }

    void consume(ConsumerModel consumer, BasicMethod.Consume method) {
        touch(consumer.queue);
        consumer.queue.read = true;
        consumers.put(consumer.tag, consumer);
        ask(method, (ok, none) -> consumer.started = true, BasicMethod.ConsumeOk.class);
    }

    void cancel(ConsumerModel consumer) {
        consumer.cancelSent = true;
        ask(
                new BasicMethod.Cancel(consumer.tag, false),
                (ok, none) -> consumer.ended = true,
                BasicMethod.CancelOk.class);
    }

    void publish(String exchange, String routingKey, boolean mandatory, int padding) {
        boolean persistent = client.toss();
        Sent message = client.oracle().publish(this, exchange, routingKey, mandatory, persistent);
        byte[] body =
                ByteBuffer.allocate(Long.BYTES + padding).putLong(message.id).array();
        client.publish(number, new BasicMethod.Publish(exchange, routingKey, mandatory, false), persistent, body);
        switch (mode) {
            case PLAIN -> log.add(message);
            case CONFIRM -> {
                unconfirmed.put(++lastSequence, message);
                log.add(message);
            }
            case TX -> {
                message.forbidden = true;
                uncommitted.add(message);
            }
            default -> throw new IllegalStateException();
        }
    }

    void commit() {
        for (Sent message : uncommitted) {
            message.forbidden = false;
            log.add(message);
        }
        Oracle oracle = client.oracle();
        Transaction transaction = new Transaction(List.copyOf(uncommitted), messages.commit(), oracle.now());
        uncommitted.clear();
        oracle.asked(transaction);
        ask(
                new TxMethod.Commit(),
                (ok, none) -> {
                    lastingUpTo = transaction.askedAt();
                    oracle.committed(transaction);
                },
                TxMethod.CommitOk.class);
    }

    void rollback() {
        uncommitted.forEach(Sent::lost);
        uncommitted.clear();
        messages.rollback();
        ask(new TxMethod.Rollback(), (ok, none) -> {}, TxMethod.RollbackOk.class);
    }

    void close() {
        tell(new ChannelMethod.Close(200, "bye", 0, 0));
        log.ask((ok, none) -> end(), List.of(ChannelMethod.CloseOk.class));
        closing();
    }

    /** A close is on its way: what the channel holds goes back, when the broker hears of it. */
    void closing() {
        if (state == State.OPEN) {
            state = State.CLOSE_SENT;
        }
        uncommitted.forEach(Sent::lost);
        uncommitted.clear();
        messages.release();
        for (ConsumerModel consumer : consumers.values()) {
            consumer.queue.lossy |= consumer.noAck && !(consumer.ended && consumer.cancelSent);
        }
        getsWithoutAck.forEach((queue, gets) -> queue.lossy |= gets > 0);
    }

    private void end() {
        state = State.CLOSED;
        client.ended(number);
    }

    // ---- hearing

    void heard(Method method) {
        if (state == State.AWAITING_CLOSE_OK && !(method instanceof ChannelMethod.CloseOk)) {
            throw new AssertionError(this + ": " + method + " came after channel.close");
        }
        if (method instanceof BasicMethod.Ack ack) {
            confirmed(ack.deliveryTag(), ack.multiple());
        } else if (method instanceof BasicMethod.Nack) {
            throw new AssertionError(this + ": a publish was refused, though no queue refuses any");
        } else if (method instanceof BasicMethod.Cancel cancel) {
            cancelled(cancel);
        } else if (method instanceof ChannelMethod.Close close) {
            closedByBroker(close);
        } else if (state == State.AWAITING_CLOSE_OK) {
            end();
        } else {
            log.answered(method, null);
        }
    }

    private void confirmed(long sequence, boolean multiple) {
        NavigableMap<Long, Sent> all =
                multiple ? unconfirmed.headMap(sequence, true) : unconfirmed.subMap(sequence, true, sequence, true);
        if (all.isEmpty() || sequence > lastSequence) {
            throw new AssertionError(this + ": a confirm of " + sequence + " for nothing");
        }
        all.values().forEach(client.oracle()::confirmed);
        all.clear();
    }

    private void cancelled(BasicMethod.Cancel cancel) {
        ConsumerModel consumer = consumers.get(cancel.consumerTag());
        if (consumer == null || consumer.ended || !consumer.started || !consumer.queue.doomed) {
            throw new AssertionError(this + ": " + cancel + " for no reason");
        }
        consumer.ended = true;
    }

    private void closedByBroker(ChannelMethod.Close close) {
        if (!mayEnd() || close.replyCode() < 403 || close.replyCode() > 406) {
            throw new AssertionError(this + ": " + close + " for no reason");
        }
        log.allLost();
        boolean crossed = state == State.CLOSE_SENT;
        closing();
        tell(new ChannelMethod.CloseOk());
        if (crossed) {
            state = State.AWAITING_CLOSE_OK;
        } else {
            end();
        }
    }

    void heard(Method method, byte[] body) {
        if (state == State.AWAITING_CLOSE_OK) {
            throw new AssertionError(this + ": " + method + " came after channel.close");
        }
        if (method instanceof BasicMethod.Deliver deliver) {
            ConsumerModel consumer = consumers.get(deliver.consumerTag());
            if (consumer == null || !consumer.started || consumer.ended) {
                throw new AssertionError(this + ": " + deliver + " for no consumer");
            }
            Sent message = sent(body, deliver.exchange(), deliver.routingKey());
            messages.delivered(consumer, message, deliver.deliveryTag(), deliver.redelivered());
        } else if (method instanceof BasicMethod.Return returned) {
            client.oracle().returned(sent(body, returned.exchange(), returned.routingKey()));
        } else {
            log.answered(method, body);
        }
    }

    private Sent sent(byte[] body, String exchange, String routingKey) {
        Sent message = client.oracle().sent(ByteBuffer.wrap(body).getLong());
        if (!message.exchange.equals(exchange) || !message.routingKey.equals(routingKey)) {
            throw new AssertionError(this + ": " + message + " came with another address");
        }
        return message;
    }

    /** The connection is closed in order: everything sent before was done. */
    void connectionClosed() {
        log.allProcessed();
        state = State.CLOSED;
    }

    /** The connection is gone. */
    void connectionLost() {
        closing();
        log.allLost();
        state = State.CLOSED;
    }

    @Override
    public String toString() {
        return client + " channel " + number + " (" + mode + ", " + state + ")";
    }
}
