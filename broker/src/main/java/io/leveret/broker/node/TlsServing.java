package io.leveret.broker.node;

import io.leveret.broker.settings.Settings;
import io.leveret.broker.tls.TlsContexts;
import io.leveret.broker.tls.TlsException;
import io.leveret.broker.tls.TlsOptions;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * What TLS listeners share: certificates, and threads for the costly part of a handshake (signatures, key exchange),
 * which would hold up all clients of a shard for milliseconds. These threads end when no client has come for a while.
 */
final class TlsServing implements AutoCloseable {
    private static final int IDLE_SECONDS = 30;

    private final TlsContexts contexts;
    private final long handshakeTimeoutMs;
    private final ExecutorService handshakes;

    private TlsServing(TlsContexts contexts, long handshakeTimeoutMs) {
        this.contexts = contexts;
        this.handshakeTimeoutMs = handshakeTimeoutMs;
        int threads = Runtime.getRuntime().availableProcessors();
        // Each socket has one task at most here, so the number of connections bounds the queue.
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads,
                threads,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                new DefaultThreadFactory("tls-handshake", true));
        pool.allowCoreThreadTimeOut(true);
        this.handshakes = pool;
    }

    /**
     * As the settings have it.
     *
     * @return null if no TLS listener is set
     * @throws ListenException certificates or keys cannot be used
     */
    static TlsServing of(Settings settings) throws ListenException {
        if (settings.sslListeners().isEmpty()) {
            return null;
        }
        try {
            TlsContexts contexts = TlsContexts.open(TlsOptions.of(settings, TlsOptions.AMQP));
            return new TlsServing(contexts, settings.durationMs("ssl_handshake_timeout"));
        } catch (TlsException e) {
            throw new ListenException("cannot serve TLS: " + e.in(settings), e);
        }
    }

    /** The handler of a new connection. */
    SslHandler newHandler() {
        SslHandler handler = new SslHandler(contexts.newEngine(), handshakes);
        handler.setHandshakeTimeoutMillis(handshakeTimeoutMs);
        return handler;
    }

    /** The certificates. */
    TlsContexts contexts() {
        return contexts;
    }

    /** Looks now whether the files have changed. */
    void lookAtCertificates() {
        contexts.look();
    }

    @Override
    public void close() {
        contexts.close();
        handshakes.shutdownNow();
    }
}
