package io.leveret.broker.connection;

import io.leveret.broker.shard.BrokerShard;
import io.leveret.codec.AmqpException;
import io.leveret.codec.ConnectionMethod;
import io.leveret.codec.ReplyCode;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which phase a connection is in, and how it ends: in which order, and how long the client may take for its part
 * (specification section 2.2.4; the times are RabbitMQ's).
 *
 * <p>Whoever says close hears close-ok from the other. When the broker says it, everything the client had is released
 * at once; when the client does, its channels finish what they wait for, everything is released, and only then close-ok
 * goes out. However it ends, it is released once, and a client that does not do its part loses the socket in the end.
 *
 * <p>On the connection's shard.
 */
final class ConnectionState {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionState.class);

    /** How long a client may take to answer {@code connection.close}; RabbitMQ's CLOSING_TIMEOUT. */
    private static final long CLOSING_TIMEOUT_MS = 30_000;

    /** How long a client that was refused before login is kept waiting; RabbitMQ's SILENT_CLOSE_DELAY. */
    private static final long SILENT_CLOSE_DELAY_MS = 3_000;

    /** How long a client may take to read the last bytes; RabbitMQ's tcp_listen_options.send_timeout. */
    private static final long LAST_BYTES_TIMEOUT_MS = 15_000;

    enum Phase {
        HANDSHAKE,
        OPEN,
        /** Our close is out, its answer is not in. */
        CLOSING,
        CLOSED
    }

    private final AmqpConnection connection;
    private final BrokerShard shard;
    private final Transport transport;
    private final Outbound outbound;
    private Phase phase = Phase.HANDSHAKE;
    private boolean deaf;
    private boolean released;
    private List<Deadline> deadlines = new ArrayList<>(2);

    ConnectionState(AmqpConnection connection) {
        this.connection = connection;
        this.shard = connection.shard();
        this.transport = connection.transport();
        this.outbound = connection.outbound();
    }

    Phase phase() {
        return phase;
    }

    boolean isOpen() {
        return phase == Phase.OPEN;
    }

    /** Whether nothing the client says counts any more, though it is not answered yet. */
    boolean isDeaf() {
        return deaf;
    }

    /** Runs a task after a time, unless the socket is gone by then. */
    void after(long delayMs, Runnable task) {
        Deadline deadline = new Deadline(task);
        deadlines.add(deadline);
        shard.wakeAt(shard.nowMs() + delayMs, deadline);
    }

    /** Forgets its task when it is cancelled, so that the shard's timer does not keep a connection that is gone. */
    private static final class Deadline implements Runnable {
        private Runnable task;

        Deadline(Runnable task) {
            this.task = task;
        }

        void cancel() {
            task = null;
        }

        @Override
        public void run() {
            if (task != null) {
                task.run();
            }
        }
    }

    /** The handshake is through. */
    void opened() {
        phase = Phase.OPEN;
    }

    // ---- the broker closes

    /** Says why, releases everything, and waits for the client's answer. */
    void closeWith(int code, AmqpException cause) {
        outbound.method(0, new ConnectionMethod.Close(code, cause.replyText(), cause.classId(), cause.methodId()));
        phase = Phase.CLOSING;
        deaf = false;
        release(() -> {});
        after(CLOSING_TIMEOUT_MS, this::finish);
    }

    /** Somebody, or the node's end, forces it: tells the client so (320), as RabbitMQ does. */
    void forced(String reason) {
        if (phase == Phase.OPEN) {
            AmqpException cause = new AmqpException(ReplyCode.CONNECTION_FORCED, reason);
            closeWith(cause.code().code(), cause);
        } else if (phase == Phase.HANDSHAKE) {
            finish();
        }
    }

    /** Keeps a client that was refused waiting, so that trying again and again is slow, then drops it. */
    void dropLater() {
        deaf = true;
        after(SILENT_CLOSE_DELAY_MS, this::finish);
    }

    /** Nothing came for two heartbeat intervals: there is nobody to tell. */
    void clientSilent(long intervalSeconds) {
        LOG.warn("{}: missed heartbeats from client, timeout: {}s", transport.name(), intervalSeconds);
        drop();
    }

    /** Ends it at once; what the client held goes back. */
    void drop() {
        finish();
        transport.abort();
    }

    // ---- the client closes

    /** The client said close: what it sent on its channels before comes first, as far as there is time for it. */
    void closeAsked() {
        deaf = true;
        connection.channels().whenIdle(this::closedByClient);
        after(CLOSING_TIMEOUT_MS, this::closedByClient);
    }

    /** Everything the client had is released before it hears close-ok. */
    private void closedByClient() {
        if (phase != Phase.OPEN) {
            return;
        }
        phase = Phase.CLOSING;
        release(() -> {
            outbound.method(0, new ConnectionMethod.CloseOk());
            finish();
        });
    }

    // ---- the end

    /**
     * Sends what is written and closes the socket. What the client held goes back at once: it may never read the last
     * bytes.
     */
    void finish() {
        if (phase != Phase.CLOSED) {
            phase = Phase.CLOSED;
            outbound.close();
            release(() -> {});
            transport.close();
            after(LAST_BYTES_TIMEOUT_MS, transport::abort);
        }
    }

    /** The socket is gone, by whoever's doing. */
    void transportClosed() {
        for (Deadline deadline : deadlines) {
            deadline.cancel();
        }
        deadlines.clear();
        phase = Phase.CLOSED;
        outbound.discard();
        release(() -> {});
    }

    /** Gives everything back, once; {@code done} when every queue has done its part, but not if it was given before. */
    private void release(Runnable done) {
        if (released) {
            return;
        }
        released = true;
        connection.giveBack();
        connection.services().shards().barrier(shard, done);
    }
}
