package io.leveret.management.api;

import io.leveret.management.admin.EventsAdmin;
import io.leveret.management.admin.EventsAdmin.NodeEvent;
import io.leveret.management.admin.EventsAdmin.Subscription;
import io.leveret.management.http.Response.EventClient;
import io.leveret.management.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What one client hears. Events wait in a bounded queue for a thread of the client's own, which may be held up by the
 * network; whoever falls behind by more than that is dropped, and comes again.
 */
final class EventStream implements Runnable {
    static final int MOST_WAITING = 1000;

    /** So that proxies and both ends know that the other is there. */
    private static final long SILENCE_MS = 10_000;

    /** Wakes the thread to see that it is over. */
    private static final NodeEvent END = new NodeEvent("", "", "", "", 0, "");

    private final EventClient client;
    private final Predicate<NodeEvent> wanted;
    private final Predicate<NodeEvent> last;
    private final Supplier<Reading> figures;
    private final long everyMs;
    private final Runnable whenOver;
    private final BlockingQueue<NodeEvent> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private volatile boolean over;
    private volatile Subscription subscription;

    /**
     * A stream that does not run yet.
     *
     * @param wanted what the client is told
     * @param last after which nothing more may be told, whether it was wanted or not
     * @param figures those of the moment, or null if none are wanted; after the last ones the stream ends
     * @param everyMs between them
     * @param whenOver runs once
     */
    EventStream(
            EventClient client,
            Predicate<NodeEvent> wanted,
            Predicate<NodeEvent> last,
            Supplier<Reading> figures,
            long everyMs,
            Runnable whenOver) {
        this.client = client;
        this.wanted = wanted;
        this.last = last;
        this.figures = figures;
        this.everyMs = everyMs;
        this.whenOver = whenOver;
    }

    /** Begins to listen, on the thread of the caller; {@link #run} tells the client. */
    void listen(EventsAdmin events) {
        client.whenGone(this::end);
        subscription = events.subscribe(this::happened);
        if (over) {
            subscription.end();
        }
    }

    /** On the thread of the bus: never waits. */
    private void happened(NodeEvent event) {
        if (over) {
            return;
        }
        if (last.test(event) || wanted.test(event) && !waiting.offer(event)) {
            end();
        }
    }

    private void end() {
        over = true;
        waiting.offer(END); // where it is full, the thread does not wait for more
        Subscription told = subscription;
        if (told != null) {
            told.end();
        }
    }

    @Override
    public void run() {
        try {
            long pauseMs = figures == null ? SILENCE_MS : everyMs;
            long nextMs = now() + pauseMs;
            while (!over) {
                NodeEvent event = waiting.poll(Math.max(0, nextMs - now()), TimeUnit.MILLISECONDS);
                if (event != null && !over) {
                    client.send(event.type(), Json.write(object(event)));
                }
                if (!over && now() >= nextMs) {
                    look();
                    nextMs = now() + pauseMs;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            end();
            client.close();
            whenOver.run();
        }
    }

    private void look() {
        if (figures == null) {
            client.send("silence", "{}");
            return;
        }
        Reading reading = figures.get();
        client.send(reading.topic(), Json.write(reading.data()));
        if (reading.last()) {
            end();
        }
    }

    private static long now() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    private static Map<String, Object> object(NodeEvent event) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("type", event.type());
        object.put("vhost", event.vhost());
        object.put("name", event.name());
        object.put("user", event.user());
        object.put("timestamp", event.atMs());
        object.put("details", event.details());
        return object;
    }
}
