package io.leveret.it.crash;

import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.ShutdownSignalException;
import io.leveret.it.harness.BrokerUnderTest;
import io.leveret.it.harness.Target;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** The clients of one life of a broker, each with a connection and threads of its own. For one thread. */
final class Clients {
    private static final long END_DEADLINE_SECONDS = 60;

    private final Violations violations;
    private final List<LoadWorker> workers = new ArrayList<>();
    private final List<Connection> connections = new ArrayList<>();
    private final List<ExecutorService> callbacks = new ArrayList<>();
    private final List<Future<?>> running = new ArrayList<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicInteger blocked = new AtomicInteger();
    private final AtomicInteger unblocked = new AtomicInteger();
    private volatile String blockedFor = "";

    Clients(Violations violations) {
        this.violations = violations;
    }

    /** Connects one more and lets it work. */
    void begin(Target target, LoadWorker worker) throws IOException, TimeoutException {
        ExecutorService callback = Executors.newSingleThreadExecutor();
        callbacks.add(callback);
        ConnectionFactory factory = BrokerUnderTest.factory(target);
        factory.setExceptionHandler(new KillTolerance(violations));
        Connection connection = factory.newConnection(callback);
        connection.addBlockedListener(this::wasBlocked, unblocked::incrementAndGet);
        workers.add(worker);
        connections.add(connection);
        running.add(threads.submit(() -> {
            try {
                worker.run(connection);
            } catch (IOException | AlreadyClosedException killed) {
                connection.abort();
            }
            return null;
        }));
    }

    private void wasBlocked(String reason) {
        blockedFor = reason;
        blocked.incrementAndGet();
    }

    /** How often any of them was told that it is blocked. */
    int blocked() {
        return blocked.get();
    }

    /** How often any of them was told that it is not any more. */
    int unblocked() {
        return unblocked.get();
    }

    /** The last reason given. */
    String blockedFor() {
        return blockedFor;
    }

    /** The broker is dead: waits until they have read what they still could, and have ended. */
    void end() throws Exception {
        for (Future<?> each : running) {
            each.get(END_DEADLINE_SECONDS, TimeUnit.SECONDS);
        }
        threads.shutdown();
        for (int i = 0; i < connections.size(); i++) {
            connections.get(i).abort();
            callbacks.get(i).shutdown();
            if (!callbacks.get(i).awaitTermination(END_DEADLINE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("a client does not end");
            }
        }
    }

    /** Whether a connection has ended by itself, which none may while the broker lives. */
    boolean hasLostOne() {
        return connections.stream().anyMatch(connection -> !connection.isOpen());
    }

    /** Which and why, for people. */
    String lost() {
        List<String> reasons = new ArrayList<>();
        for (int i = 0; i < connections.size(); i++) {
            ShutdownSignalException reason = connections.get(i).getCloseReason();
            if (reason != null) {
                reasons.add(workers.get(i).getClass().getSimpleName() + " " + i + ": " + reason.getMessage());
            }
        }
        return String.join("; ", reasons);
    }
}
