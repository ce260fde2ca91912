package io.leveret.management.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.management.admin.EventsAdmin;
import io.leveret.management.admin.EventsAdmin.NodeEvent;
import io.leveret.management.http.Response.EventClient;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class EventStreamTest {
    private static final long DEADLINE_S = 20;

    /** A client that takes what it is sent, or hangs. */
    private static final class Client implements EventClient {
        final BlockingQueue<String> sent = new LinkedBlockingQueue<>();
        final CountDownLatch hanging = new CountDownLatch(1);
        final CountDownLatch closed = new CountDownLatch(1);
        volatile boolean hangs;
        volatile Runnable whenGone;

        @Override
        public void send(String event, String data) {
            sent.add(event + " " + data);
            if (hangs) {
                try {
                    hanging.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        @Override
        public void whenGone(Runnable action) {
            whenGone = action;
        }

        @Override
        public void close() {
            closed.countDown();
        }

        String next() throws InterruptedException {
            return sent.poll(DEADLINE_S, TimeUnit.SECONDS);
        }
    }

    private static final class Bus implements EventsAdmin {
        final List<Consumer<NodeEvent>> listeners = new CopyOnWriteArrayList<>();

        @Override
        public Subscription subscribe(Consumer<NodeEvent> listener) {
            listeners.add(listener);
            return () -> listeners.remove(listener);
        }

        void tell(String type, String name) {
            listeners.forEach(each -> each.accept(new NodeEvent(type, "v", name, "u", 5, "")));
        }
    }

    private final Client client = new Client();
    private final Bus bus = new Bus();
    private final CountDownLatch over = new CountDownLatch(1);

    private Thread begin(Supplier<Reading> figures, long everyMs) {
        EventStream stream = new EventStream(
                client,
                event -> !event.name().equals("hidden"),
                event -> event.type().equals("user.deleted"),
                figures,
                everyMs,
                over::countDown);
        stream.listen(bus);
        Thread thread = new Thread(stream);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private void awaitEnd() throws InterruptedException {
        assertThat(over.await(DEADLINE_S, TimeUnit.SECONDS)).isTrue();
        assertThat(client.closed.getCount()).isZero();
        assertThat(bus.listeners).isEmpty();
    }

    @Test
    void eventsAreToldInOrderIfTheyAreToBeSeen() throws Exception {
        begin(null, 0);
        bus.tell("queue.created", "a");
        bus.tell("queue.created", "hidden");
        bus.tell("queue.deleted", "b");
        assertThat(client.next())
                .isEqualTo("queue.created {\"type\":\"queue.created\",\"vhost\":\"v\",\"name\":\"a\",\"user\":\"u\","
                        + "\"timestamp\":5,\"details\":\"\"}");
        assertThat(client.next()).startsWith("queue.deleted ").contains("\"b\"");
        client.whenGone.run();
        bus.tell("queue.created", "c");
        awaitEnd();
        assertThat(client.sent).isEmpty();
    }

    @Test
    void ratesComeBesidesEvents() throws Exception {
        begin(() -> new Reading("rates", Map.of("publish", 1), false), 5);
        assertThat(client.next()).isEqualTo("rates {\"publish\":1}");
        assertThat(client.next()).isEqualTo("rates {\"publish\":1}");
        client.whenGone.run();
        awaitEnd();
    }

    @Test
    void theLastFiguresEndIt() throws Exception {
        AtomicInteger looks = new AtomicInteger();
        begin(
                () -> {
                    boolean last = looks.incrementAndGet() == 2;
                    return new Reading(last ? "gone" : "figures", Map.of("n", looks.get()), last);
                },
                1);
        assertThat(client.next()).isEqualTo("figures {\"n\":1}");
        assertThat(client.next()).isEqualTo("gone {\"n\":2}");
        awaitEnd();
        assertThat(client.sent).isEmpty();
    }

    @Test
    void whoDoesNotReadIsDroppedAndHoldsNobodyUp() throws Exception {
        client.hangs = true;
        begin(null, 0);
        bus.tell("queue.created", "first");
        assertThat(client.next()).contains("first");
        for (int i = 0; i <= EventStream.MOST_WAITING; i++) {
            bus.tell("queue.created", "q" + i);
        }
        assertThat(bus.listeners).as("dropped at once").isEmpty();
        client.hanging.countDown();
        awaitEnd();
    }

    @Test
    void whoHasChangedMustComeAgain() throws Exception {
        begin(null, 0);
        bus.tell("user.deleted", "u");
        awaitEnd();
        assertThat(client.sent).isEmpty();
    }
}
