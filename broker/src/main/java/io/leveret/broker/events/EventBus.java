package io.leveret.broker.events;

import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes events from any thread and gives them, in order, to all subscribers on a thread of its own. */
public final class EventBus implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventBus.class);
    private static final int CAPACITY = 16_384;
    private static final long CLOSE_WAIT_MS = 2_000;

    private final ArrayBlockingQueue<Event> waiting = new ArrayBlockingQueue<>(CAPACITY);
    private final List<Consumer<Event>> subscribers = new CopyOnWriteArrayList<>();
    private final LongAdder dropped = new LongAdder();
    private final Thread thread = new Thread(this::serve, "events");
    private final boolean taking;

    /** A bus that takes events; to be started. */
    public EventBus() {
        this(true);
    }

    private EventBus(boolean taking) {
        this.taking = taking;
    }

    /** A bus for what nobody is to hear of: it takes nothing, and is not to be started. */
    public static EventBus deaf() {
        return new EventBus(false);
    }

    public void start() {
        thread.setDaemon(true);
        thread.start();
    }

    /** Tells all subscribers, or drops the event if 16,384 are waiting. Any thread; never waits. */
    public void publish(Event event) {
        if (taking && !waiting.offer(event)) {
            dropped.increment();
        }
    }

    /** Adds a subscriber; it is called on the bus's thread, and what it throws is logged. */
    public void subscribe(Consumer<Event> subscriber) {
        subscribers.add(subscriber);
    }

    /** Takes one away; it may just be told of one more. */
    public void unsubscribe(Consumer<Event> subscriber) {
        subscribers.remove(subscriber);
    }

    /** How many events were dropped because the bus was full. */
    public long dropped() {
        return dropped.sum();
    }

    private void serve() {
        try {
            while (true) {
                tell(waiting.take());
            }
        } catch (InterruptedException e) {
            Event last;
            while ((last = waiting.poll()) != null) {
                tell(last);
            }
        }
    }

    private void tell(Event event) {
        for (Consumer<Event> subscriber : subscribers) {
            try {
                subscriber.accept(event);
            } catch (RuntimeException e) {
                LOG.error("a subscriber failed on {}", event, e);
            }
        }
    }

    /** Tells what is waiting, for two seconds at most, and ends. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(CLOSE_WAIT_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
