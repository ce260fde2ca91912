package io.leveret.broker.simulation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the clients of one run know together, and what the broker owes them for it.
 *
 * <p>It knows only what was on the wires. What a client asked for and did not hear of again (its connection broke, its
 * channel was closed) may have happened or not; everything else must be so.
 */
final class Oracle {
    static final String FANOUT = "sim.fanout";
    static final String DIRECT = "sim.direct";

    /** A binding that was asked for; {@code sure} from its bind-ok until somebody asks to undo it. */
    static final class Bound {
        final QueueModel queue;
        final String exchange;
        final String routingKey;
        boolean sure;
        boolean undone;

        /** Wishes to undo it that were not answered. */
        int unbinds;

        /** The last message that it may have led anywhere. */
        long lastId = Long.MAX_VALUE;

        Bound(QueueModel queue, String exchange, String routingKey) {
            this.queue = queue;
            this.exchange = exchange;
            this.routingKey = routingKey;
        }

        boolean matches(Sent sent) {
            return sent.id <= lastId
                    && sent.exchange.equals(exchange)
                    && (exchange.equals(FANOUT) || sent.routingKey.equals(routingKey));
        }
    }

    private final Map<String, QueueModel> queues = new LinkedHashMap<>();
    private final Map<Long, Sent> sent = new LinkedHashMap<>();
    private final Set<Sent> unresolved = new LinkedHashSet<>();
    private final List<Bound> bindings = new ArrayList<>();
    private final List<Transaction> transactions = new ArrayList<>();
    private long lastId;
    private long clock;

    /** All that is known to have been done before this time is on disk. */
    private long lastingUpTo;

    private long delivered;
    private long redelivered;

    /** Each call is later than the one before. */
    long now() {
        return ++clock;
    }

    long lastingUpTo() {
        return lastingUpTo;
    }

    List<Transaction> transactions() {
        return transactions;
    }

    /** All that was ever sent, in order. */
    Collection<Sent> allSent() {
        return sent.values();
    }

    // ---- what is asked for

    QueueModel newQueue(boolean durable, boolean autoDelete, SimulatedClient owner) {
        QueueModel queue = new QueueModel("q" + (queues.size() + 1), durable, autoDelete, owner);
        queues.put(queue.name, queue);
        return queue;
    }

    Collection<QueueModel> queues() {
        return queues.values();
    }

    QueueModel queue(String name) {
        return queues.get(name);
    }

    /** Those that are there, or may be. */
    List<Bound> bindings() {
        return bindings.stream().filter(bound -> bound.lastId == Long.MAX_VALUE).toList();
    }

    Bound newBinding(QueueModel queue, String exchange, String routingKey) {
        for (Bound bound : bindings()) {
            if (bound.queue == queue && bound.exchange.equals(exchange) && bound.routingKey.equals(routingKey)) {
                return null;
            }
        }
        Bound bound = new Bound(queue, exchange, routingKey);
        bindings.add(bound);
        return bound;
    }

    /** Somebody asks to undo it: what is under way may meet it or not. */
    void unbinding(Bound bound) {
        bound.sure = false;
        bound.undone = true;
        bound.unbinds++;
        for (Sent each : unresolved) {
            if (bound.matches(each)) {
                each.sure.remove(bound.queue);
            }
        }
    }

    /** It is undone, for good if it was there before. */
    void unbound(Bound bound, boolean wasThere) {
        bound.unbinds--;
        if (wasThere && bound.unbinds == 0) {
            end(bound);
        }
    }

    /** It leads nowhere from now on. */
    void end(Bound bound) {
        bound.sure = false;
        bound.undone = true;
        bound.lastId = Math.min(bound.lastId, lastId);
    }

    Sent publish(ClientChannel channel, String exchange, String routingKey, boolean mandatory, boolean persistent) {
        Sent message = new Sent(this, ++lastId, channel, exchange, routingKey, mandatory, persistent);
        if (exchange.isEmpty()) {
            QueueModel queue = queues.get(routingKey);
            if (queue != null && queue.declared) {
                message.sure.add(queue);
            }
        }
        for (Bound bound : bindings) {
            if (bound.sure && bound.matches(message)) {
                message.sure.add(bound.queue);
            }
        }
        sent.put(message.id, message);
        unresolved.add(message);
        return message;
    }

    /** The broker started again: what nobody knows the fate of is not under way any more. */
    void allResolved() {
        unresolved.clear();
    }

    void resolved(Sent message) {
        unresolved.remove(message);
    }

    // ---- what is heard

    Sent sent(long id) {
        Sent message = sent.get(id);
        if (message == null) {
            throw new AssertionError("message " + id + " came and was never sent");
        }
        return message;
    }

    /**
     * A client got a message, and owes an acknowledgement for it unless {@code noAck}.
     *
     * <p>Clients read when they like. So what is read from a channel that may have been closed meanwhile can be older
     * than what another client has seen: then it says nothing, and the copy returned stands for nothing.
     */
    Copy delivered(QueueModel queue, Sent message, ClientChannel receiver, boolean again, boolean noAck) {
        String what = message + " of " + queue;
        requirePossible(queue, message);
        if (!again && !queue.mayBeAnother) {
            queue.firstDelivery(message, receiver.client());
        }
        delivered++;
        redelivered += again ? 1 : 0;
        Copy copy = queue.copy(message);
        String objection = copy.objection(again);
        if (receiver.mayEnd() && (objection != null || copy.isClaimed())) {
            copy.vague |= copy.isClaimed();
            return new Copy(queue, message);
        }
        if (objection != null) {
            throw new AssertionError(what + objection);
        }
        copy.seen++;
        copy.end = noAck ? Copy.End.SURE : Copy.End.NONE;
        copy.givenAway = noAck;
        copy.heardAt = now();
        copy.holder = noAck || !receiver.isOpen() ? null : receiver;
        return copy;
    }

    private void requirePossible(QueueModel queue, Sent message) {
        if (message.forbidden) {
            throw new AssertionError(message + " came from " + queue + " and was never committed");
        }
        if (!isPossible(queue, message)) {
            throw new AssertionError(message + " came from " + queue + ", to which nothing leads");
        }
    }

    /** Whether something leads, or led, from where it was published to a queue. */
    boolean isPossible(QueueModel queue, Sent message) {
        if (message.exchange.isEmpty()) {
            return message.routingKey.equals(queue.name);
        }
        for (Bound bound : bindings) {
            if (bound.queue == queue && bound.matches(message)) {
                return true;
            }
        }
        return false;
    }

    private boolean leadsAnywhere(Sent message) {
        return queues.values().stream().anyMatch(queue -> isPossible(queue, message));
    }

    void returned(Sent message) {
        if (message.taken || message.returned || !message.mandatory || message.forbidden) {
            throw new AssertionError(message + " was returned out of turn");
        }
        for (QueueModel queue : message.sure) {
            if (!queue.doomed) {
                throw new AssertionError(message + " to '" + message.exchange + "' with '" + message.routingKey
                        + "' was returned though " + queue + " is there for it");
            }
        }
        message.returned = true;
    }

    /** A publisher was told that the broker has it. */
    void confirmed(Sent message) {
        message.processed();
        confirmedOnDisk(message);
        if (message.mandatory && !message.returned && !leadsAnywhere(message)) {
            throw new AssertionError(message + " was confirmed, was mandatory, went nowhere and was not returned");
        }
    }

    /** The disk has a message that was sent to be there for good; so it has all that was done before that was sent. */
    private void confirmedOnDisk(Sent message) {
        if (!message.persistent) {
            return;
        }
        message.confirmedAt = now();
        for (QueueModel queue : message.sure) {
            if (queue.durable && !queue.doomed) {
                message.channel.lasting(queue, message.at);
                lastingUpTo = Math.max(lastingUpTo, message.at);
            }
        }
    }

    void asked(Transaction transaction) {
        transactions.add(transaction);
    }

    /** Commit-ok came. */
    void committed(Transaction transaction) {
        for (Sent message : transaction.messages()) {
            message.confirmedAt = message.persistent ? now() : 0;
        }
        lastingUpTo = Math.max(lastingUpTo, transaction.askedAt());
    }

    // ---- at the end

    /**
     * Everyone has left; {@code left} is what a queue still gave, in order. Holds that nothing is missing and nothing
     * is too much.
     */
    void checkLeft(QueueModel queue, List<Long> left) {
        Set<Long> ids = new HashSet<>(left);
        if (ids.size() != left.size()) {
            throw new AssertionError(queue + " has a message twice: " + left);
        }
        long missing = 0;
        long absent = 0;
        for (Sent message : sent.values()) {
            if (ids.contains(message.id) || message.forbidden || !isPossible(queue, message)) {
                continue;
            }
            Copy copy = queue.copy(message);
            boolean settled = copy.end == Copy.End.SURE;
            absent += settled ? 0 : 1;
            boolean owed = message.taken && message.sure.contains(queue) && copy.isOwed();
            missing += owed ? 1 : 0;
        }
        if (!queue.lossy && queue.purgesUnanswered == 0 && missing > queue.purged) {
            throw new AssertionError(queue + " lost " + missing + " messages, of which " + queue.purged
                    + " were purged: " + missing(queue, ids));
        }
        if (absent < queue.purged) {
            throw new AssertionError(queue + " said it purged " + queue.purged + ", but " + absent + " are absent");
        }
    }

    private List<String> missing(QueueModel queue, Set<Long> left) {
        return sent.values().stream()
                .filter(each -> each.taken && each.sure.contains(queue) && !left.contains(each.id))
                .filter(each -> queue.copy(each).isOwed())
                .map(each -> each + " to '" + each.exchange + "' of " + each.channel)
                .toList();
    }

    long published() {
        return lastId;
    }

    long deliveries() {
        return delivered;
    }

    long redeliveries() {
        return redelivered;
    }
}
