package io.leveret.broker.admin;

import io.leveret.broker.vhost.BrokerQueue;
import io.leveret.broker.vhost.VirtualHost;
import io.leveret.codec.FieldTable;
import io.leveret.codec.FieldValue;
import io.leveret.codec.MessageProperties;
import io.leveret.exchange.Exchange;
import io.leveret.exchange.Headers;
import io.leveret.exchange.Itinerary;
import io.leveret.exchange.QueueDestination;
import io.leveret.exchange.RoutingKeys;
import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.AdminException.Kind;
import io.leveret.management.admin.MessagesAdmin;
import io.leveret.queue.Fact;
import io.leveret.queue.Message;
import io.leveret.queue.QueueLook;
import io.leveret.queue.QueuePosition;
import io.leveret.queue.QueueView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * Messages in the queues of the node. What is looked for is compared on the asking thread; a queue's shard shows one
 * page of its index at a time and goes on with its work before it is asked for the next.
 */
final class LiveMessages implements MessagesAdmin {
    private static final int MOST_LOOKERS = 6;

    private final Sources sources;
    private final Semaphore lookers = new Semaphore(MOST_LOOKERS);

    LiveMessages(Sources sources) {
        this.sources = sources;
    }

    /** A search may take seconds: few at a time, so that there are threads for other requests. */
    @Override
    public Seen look(Source source, Look look) throws AdminException {
        if (!lookers.tryAcquire()) {
            throw new AdminException(Kind.TIMEOUT, MOST_LOOKERS + " others look at messages; try again");
        }
        try {
            return lookNow(source, look);
        } finally {
            lookers.release();
        }
    }

    private Seen lookNow(Source source, Look look) throws AdminException {
        BrokerQueue queue = sources.queue(source);
        MessageSearch search = new MessageSearch(
                look, (entry, position) -> stored(queue, entry, position, look.bodyBytes()), System::nanoTime);
        for (QueueLook next = search.next(); next != null; next = search.next()) {
            search.take(sources.look(queue, next));
        }
        return search.seen();
    }

    @Override
    public Optional<StoredMessage> find(Source source, long id, int bodyBytes) throws AdminException {
        BrokerQueue queue = sources.queue(source);
        QueueView.Entry entry = find(sources, queue, id);
        return entry == null ? Optional.empty() : Optional.of(stored(queue, entry, 0, bodyBytes));
    }

    /** Looks for a message under each priority; null if it is nowhere. */
    static QueueView.Entry find(Sources sources, BrokerQueue queue, long id) throws AdminException {
        for (int priority = queue.contents().maxPriority(); priority >= 0; priority--) {
            QueueView view =
                    sources.look(queue, new QueueLook(new QueuePosition(priority, id), 1, MessageSearch.MOST_BYTES));
            for (QueueView.Entry entry : view.entries()) {
                if (entry.id() == id) {
                    return entry;
                }
            }
        }
        return null;
    }

    private StoredMessage stored(BrokerQueue queue, QueueView.Entry entry, long position, int bodyBytes) {
        Message message = entry.message();
        Content content = null;
        if (message != null) {
            int from = message.propertiesLength();
            byte[] body = Arrays.copyOfRange(
                    message.content(), from, from + Math.min(Math.max(0, bodyBytes), message.bodySize()));
            byte[] properties = Arrays.copyOf(message.content(), from);
            content = new Content(
                    message.exchange(), message.routingKey(), new MessageProperties(properties, from), body);
        }
        long expiresAtMs = entry.expiresAtMs();
        long ttlLeftMs = expiresAtMs == Fact.NEVER
                ? -1
                : Math.max(0, expiresAtMs - sources.asking().clockMs());
        return new StoredMessage(
                entry.id(),
                position,
                State.valueOf(entry.state().name()),
                entry.priority(),
                entry.redelivered(),
                entry.returnCount(),
                ttlLeftMs,
                entry.sizeBytes(),
                content);
    }

    @Override
    public boolean drop(Source source, long id) throws AdminException {
        return sources.<Boolean>ask(
                sources.openQueue(source), (queue, answer) -> queue.drop(sources.asking(), id, answer));
    }

    // ---- who would get it

    @Override
    public Way way(String vhostName, String exchangeName, String routingKey, MessageProperties properties)
            throws AdminException {
        VirtualHost vhost = sources.vhost(vhostName);
        Exchange exchange = vhost.exchange(exchangeName);
        if (exchange == null) {
            throw new AdminException(Kind.NOT_FOUND, exchangeName);
        }
        FieldTable headers = properties.headers();
        List<String> copies = new ArrayList<>();
        for (String name : List.of("CC", "BCC")) {
            List<FieldValue> keys = headers == null ? null : headers.array(name);
            for (FieldValue key : keys == null ? List.<FieldValue>of() : keys) {
                if (key.asString() != null) {
                    copies.add(key.asString());
                }
            }
        }
        Itinerary itinerary =
                vhost.routing().itinerary(exchange, RoutingKeys.of(routingKey, copies), Headers.of(properties));
        return new Way(
                itinerary.queues().stream().map(QueueDestination::name).sorted().toList(),
                itinerary.legs().stream().map(LiveMessages::step).toList(),
                itinerary.heldBackBy().stream().map(Exchange::name).toList(),
                itinerary.byChance());
    }

    private static Step step(Itinerary.Leg leg) {
        List<Lead> leads = leg.bindings().stream()
                .map(binding -> new Lead(binding.routingKey(), binding.arguments()))
                .toList();
        return new Step(leg.from().name(), leg.to(), leg.queue() != null, leads, leg.alternate());
    }
}
