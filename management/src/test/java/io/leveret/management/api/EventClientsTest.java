package io.leveret.management.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leveret.management.admin.EventsAdmin;
import io.leveret.management.admin.EventsAdmin.NodeEvent;
import io.leveret.management.ctl.FakeNode;
import io.leveret.management.http.ApiException;
import io.leveret.management.http.Callers;
import io.leveret.management.http.FakeAccess;
import io.leveret.management.http.Response;
import io.leveret.management.http.Response.Body;
import io.leveret.management.http.Response.EventClient;
import io.leveret.management.http.RouteTable;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients of server-sent events: how many there may be, and those that do not read, over real sockets. */
@Timeout(90)
class EventClientsTest {
    /** Before the library itself lets go of a socket on which nothing moves. */
    private static final long PATIENCE_MS = 20_000;

    private static final class Bus implements EventsAdmin {
        final List<Consumer<NodeEvent>> listeners = new CopyOnWriteArrayList<>();
        volatile Runnable beforeSomebodyListens = () -> {};

        @Override
        public Subscription subscribe(Consumer<NodeEvent> listener) {
            beforeSomebodyListens.run();
            listeners.add(listener);
            return () -> listeners.remove(listener);
        }

        void tell(String details) {
            listeners.forEach(each -> each.accept(new NodeEvent("queue.created", "/", "q", "u", 5, details)));
        }
    }

    /** One without a socket. */
    private static final class Listener implements EventClient {
        volatile Runnable whenGone = () -> {};
        volatile boolean closed;

        @Override
        public void send(String event, String data) {}

        @Override
        public void whenGone(Runnable action) {
            whenGone = action;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private final Bus bus = new Bus();
    private final FakeNode node = new FakeNode();
    private final FakeAccess access =
            new FakeAccess().user("root", "administrator").user("slow", "administrator");
    private final List<Socket> sockets = new ArrayList<>();

    EventClientsTest() {
        node.events = bus;
    }

    @AfterEach
    void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    /** Several may ask before the first of them listens. */
    @Test
    void noMoreListenThanMayHoweverTheyCome() throws Exception {
        RouteTable table = new RouteTable(List.of(new EventRoutes(Ports.of(node))));
        List<Response> asked = new ArrayList<>();
        for (int i = 0; i < EventRoutes.MOST_CLIENTS + 6; i++) {
            asked.add(ask(table));
        }
        List<Listener> listeners = new ArrayList<>();
        for (Response each : asked) {
            Listener listener = new Listener();
            listeners.add(listener);
            ((Body.Events) each.body()).feed().open(listener).run();
        }
        assertThat(bus.listeners).hasSize(EventRoutes.MOST_CLIENTS);
        assertThat(listeners.stream().filter(each -> each.closed)).hasSize(6);
        assertThatThrownBy(() -> ask(table)).isInstanceOf(ApiException.class);
        listeners.forEach(each -> each.whenGone.run());
        bus.tell("wakes them");
        await(() -> listeners.stream().allMatch(each -> each.closed));
        for (int i = 0; i < EventRoutes.MOST_CLIENTS; i++) {
            ((Body.Events) askSoon(table).body()).feed().open(new Listener()).run();
        }
        assertThat(bus.listeners).hasSize(EventRoutes.MOST_CLIENTS);
    }

    private Response ask(RouteTable table) throws Exception {
        return Callers.get(table, Callers.of(access, "root"), "/x/events?types=queue");
    }

    /** A place is given back a moment after its client was closed. */
    private Response askSoon(RouteTable table) throws Exception {
        long deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MS);
        while (true) {
            try {
                return ask(table);
            } catch (ApiException e) {
                assertThat(System.nanoTime()).isLessThan(deadlineNanos);
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void whoDoesNotReadIsLetGoAndHoldsNothing() throws Exception {
        try (RunningApi api = new RunningApi(node, access)) {
            request(api, "GET", "slow");
            await(() -> bus.listeners.size() == 1);
            String details = "x".repeat(100_000);
            for (int i = 0; i < EventStream.MOST_WAITING - 1; i++) {
                bus.tell(details); // 100 MB that nobody reads, but not so many events that it would be for them
            }
            BufferedReader other = request(api, "GET", "root");
            await(() -> bus.listeners.size() == 2);
            bus.tell("short");
            await(() -> bus.listeners.size() == 1);
            await(() -> !isThread("events of slow"));
            assertThat(isThread("events of root"))
                    .as("the other is still there")
                    .isTrue();
            bus.tell("later");
            assertThat(other.lines()
                            .filter(line -> line.contains("queue.created\","))
                            .limit(2))
                    .satisfiesExactly(
                            first -> assertThat(first).contains("short"),
                            second -> assertThat(second).contains("later"));
        }
    }

    /** Otherwise what happens between the two is told to nobody. */
    @Test
    void theAnswerBeginsWhenItsClientIsListenedFor() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        AtomicBoolean tooEarly = new AtomicBoolean();
        bus.beforeSomebodyListens = () -> tooEarly.set(within(begun, 500));
        try (RunningApi api = new RunningApi(node, access)) {
            assertThat(request(api, "GET", "root").readLine()).startsWith("HTTP/1.1 200");
            begun.countDown();
            await(() -> bus.listeners.size() == 1);
            assertThat(tooEarly).isFalse();
        }
    }

    private static boolean within(CountDownLatch latch, long ms) {
        try {
            return latch.await(ms, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Its answer has no body, so whether it is still there would never be known. */
    @Test
    void whoAsksForTheHeadTakesNoPlace() throws Exception {
        try (RunningApi api = new RunningApi(node, access)) {
            BufferedReader answer = request(api, "HEAD", "root");
            assertThat(answer.readLine()).startsWith("HTTP/1.1 200");
            assertThat(answer.lines()).anyMatch(line -> line.startsWith("Content-Type: text/event-stream"));
            assertThat(bus.listeners).isEmpty();
        }
    }

    private BufferedReader request(RunningApi api, String verb, String user) throws IOException {
        Socket socket = new Socket();
        sockets.add(socket);
        socket.setReceiveBufferSize(4_096);
        socket.setSoTimeout((int) PATIENCE_MS);
        socket.connect(new InetSocketAddress("127.0.0.1", api.port()));
        String request = verb + " /api/x/events?types=queue HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n"
                + "authorization: " + RunningApi.basic(user) + "\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    private static boolean isThread(String name) {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals(name));
    }

    private static void await(BooleanSupplier condition) {
        long deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MS);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadlineNanos);
            Thread.onSpinWait();
        }
    }
}
