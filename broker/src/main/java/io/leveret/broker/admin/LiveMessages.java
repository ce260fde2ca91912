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
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Messages in the queues of the node. What is looked for is compared on the asking thread; a queue's shard shows one
 * page of its index at a time and goes on with its work before it is asked for the next.
 */
final class LiveMessages implements MessagesAdmin {
    /** Of one look into a queue. */
    static final int MOST_MESSAGES = 1024;

    /** Bodies that one look brings into memory. */
    static final long MOST_BYTES = 1L << 20;

    /** Bytes of bodies in one answer. */
    private static final long MOST_SHOWN_BYTES = 16L << 20;

    private static final int MOST_LOOKERS = 6;

    /** Then an answer goes out with what was found. */
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final Pattern CURSOR = Pattern.compile("([0-9]{1,3})-([0-9]{1,18})-([0-9]{1,18})");

    /** Where a look goes on: at a place in the order of the queue, after so many messages. */
    private record Cursor(QueuePosition at, long position) {
        static final Cursor FIRST = new Cursor(QueuePosition.FIRST, 0);

        static Cursor of(String text) throws AdminException {
            if (text == null) {
                return FIRST;
            }
            Matcher matcher = CURSOR.matcher(text);
            if (!matcher.matches()) {
                throw new AdminException(Kind.INVALID, "no cursor: " + text);
            }
            int priority = Integer.parseInt(matcher.group(1));
            return new Cursor(
                    new QueuePosition(priority, Long.parseLong(matcher.group(2))), Long.parseLong(matcher.group(3)));
        }

        @Override
        public String toString() {
            return at.priority() + "-" + at.id() + "-" + position;
        }
    }

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
        Cursor cursor = Cursor.of(look.cursor());
        MessageMatch match = new MessageMatch(look.filter());
        boolean all = look.filter().equals(Filter.ALL);
        List<StoredMessage> found = new ArrayList<>();
        long deadlineNanos = System.nanoTime() + LONGEST_NANOS;
        long looked = 0;
        long unreadable = 0;
        long bytes = 0;
        while (cursor != null) {
            int most = all ? Math.min(MOST_MESSAGES, look.limit() - found.size()) : MOST_MESSAGES;
            QueueView view = sources.look(queue, new QueueLook(cursor.at(), most, MOST_BYTES));
            unreadable += view.unreadable();
            Cursor next = null;
            for (QueueView.Entry entry : view.entries()) {
                if (found.size() >= look.limit() || bytes >= MOST_SHOWN_BYTES || looked >= look.mostLooked()) {
                    next = new Cursor(new QueuePosition(entry.priority(), entry.id()), cursor.position());
                    break;
                }
                looked++;
                if (match.matches(entry)) {
                    StoredMessage message = stored(queue, entry, cursor.position(), look.bodyBytes());
                    found.add(message);
                    bytes += message.content() == null ? 0 : message.content().body().length;
                }
                cursor = new Cursor(cursor.at(), cursor.position() + 1);
            }
            boolean ended = next != null;
            if (!ended && view.next() != null) {
                next = new Cursor(view.next(), cursor.position());
            }
            cursor = next;
            boolean enough = found.size() >= look.limit() || looked >= look.mostLooked();
            if (ended || enough || System.nanoTime() - deadlineNanos > 0) {
                break;
            }
        }
        return new Seen(found, cursor == null ? null : cursor.toString(), looked, unreadable);
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
            QueueView view = sources.look(queue, new QueueLook(new QueuePosition(priority, id), 1, MOST_BYTES));
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
