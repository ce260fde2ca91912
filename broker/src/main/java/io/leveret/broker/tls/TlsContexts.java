package io.leveret.broker.tls;

import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLEngine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The context of the moment: looks at the files again and again, and makes a new one when what they hold has changed.
 * Connections that are open keep theirs. What cannot be used is told once and leaves the old one in force, so that a
 * certificate that is written in two steps, or wrongly, harms nobody.
 *
 * <p>Engines come on any thread; files are read on a thread of its own.
 */
public final class TlsContexts implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TlsContexts.class);

    /** Files are small and their reading is cheap; an operator who replaces them waits for no restart. */
    private static final long LOOK_EVERY_MS = 2_000;

    private final TlsOptions options;
    private final ScheduledExecutorService watch;
    private volatile TlsContext context;
    private String lastFault = "";

    private TlsContexts(TlsOptions options, TlsContext first) {
        this.options = options;
        this.context = first;
        this.watch = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "tls-files");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Reads the files and begins to watch them.
     *
     * @throws TlsException they cannot be used
     */
    public static TlsContexts open(TlsOptions options) throws TlsException {
        TlsContexts contexts = new TlsContexts(options, TlsContext.load(options, Instant.now()));
        contexts.watch.scheduleWithFixedDelay(contexts::look, LOOK_EVERY_MS, LOOK_EVERY_MS, TimeUnit.MILLISECONDS);
        return contexts;
    }

    /** Where the certificates come from. */
    public TlsOptions options() {
        return options;
    }

    /** The server's end of a new connection. */
    public SSLEngine newEngine() {
        return context.newEngine();
    }

    /** The server's end of a new connection of HTTP. */
    public SSLEngine newPlainEngine() {
        return context.newPlainEngine();
    }

    /** What new connections are made with now. */
    public TlsContext current() {
        return context;
    }

    /** Looks at the files, and takes them if they have changed and can be used. */
    public synchronized void look() {
        try {
            if (context.isOf(TlsContext.digest(options))) {
                lastFault = "";
                return;
            }
            context = TlsContext.load(options, Instant.now());
            lastFault = "";
            LOG.info(
                    "TLS: new connections use the certificate now in {}, which is valid until {}",
                    options.certificateFile(),
                    context.certificate().getNotAfter().toInstant());
        } catch (TlsException e) {
            tell(e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("TLS: certificates could not be looked at", e);
        }
    }

    private void tell(String fault) {
        if (!fault.equals(lastFault)) {
            lastFault = fault;
            LOG.error("TLS: the certificate in use stays, since {}", fault);
        }
    }

    @Override
    public void close() {
        watch.shutdownNow();
    }
}
