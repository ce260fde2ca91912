package io.leveret.management.http;

import java.nio.channels.SelectableChannel;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.SelectorManager;
import org.eclipse.jetty.server.ServerConnector;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a listener take no more connections while it has as many as it may, so that those of AMQP have descriptors left.
 * Who comes then waits in the kernel, which costs no descriptor, and is served when others have gone, as with RabbitMQ.
 * Its own, since the library's limit writes two lines each time it is reached. Any thread.
 */
final class MostConnections implements SelectorManager.AcceptListener {
    private static final Logger LOG = LoggerFactory.getLogger(MostConnections.class);
    private static final long SILENCE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final ServerConnector connector;
    private final int most;

    /** Accepted and not closed; guarded by this, as all that follows. */
    private int open;

    private boolean told;
    private long toldNanos;

    private MostConnections(ServerConnector connector, int most) {
        this.connector = connector;
        this.most = most;
    }

    /** Limits a listener that is not open yet. */
    static void of(ServerConnector connector, int most) {
        connector.addBean(new MostConnections(connector, most), false);
    }

    @Override
    public synchronized void onAccepting(SelectableChannel channel) {
        open++;
        if (open == most) {
            connector.setAccepting(false);
            tell();
        }
    }

    @Override
    public void onAcceptFailed(SelectableChannel channel, Throwable cause) {
        onClosed(channel);
    }

    @Override
    public synchronized void onClosed(SelectableChannel channel) {
        open--;
        if (open == most - 1) {
            connector.setAccepting(true);
        }
    }

    private void tell() {
        long nowNanos = System.nanoTime();
        if (!told || nowNanos - toldNanos >= SILENCE_NANOS) {
            told = true;
            toldNanos = nowNanos;
            String host = connector.getHost() == null ? "*" : connector.getHost();
            LOG.warn(
                    "HTTP on {}:{} has {} connections, as many as it may: others wait until some have gone",
                    host,
                    connector.getLocalPort(),
                    most);
        }
    }
}
