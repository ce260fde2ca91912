package io.leveret.management.http;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Invocable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets go of clients that keep threads waiting. A thread which writes an answer, or reads the rest of a large body,
 * waits until the client takes or sends its next few kilobytes. A few such waits are nobody's loss; when there are so
 * many that threads for others run out, those that have waited longest are ended, as is any wait that takes too long by
 * itself: so a client has to move a buffer's worth in that time. Ending one closes its connection, and the thread goes
 * on. What the library has instead either gives each connection half a minute without a byte, or takes a handler that
 * has nothing to say for a client that does not listen.
 *
 * <p>Nothing is held for a slow client but what the library has in hand: at most a buffer of an answer. Any thread.
 */
final class SlowClients extends Handler.Wrapper {
    /** How long each may be waited for, however many are; much longer than the way to any client and back. */
    static final long SHORTEST_MS = 250;

    /** How long none may be waited for. */
    static final long LONGEST_MS = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(SlowClients.class);

    private final int mostWaiting;

    /** The one that began first stands first. Guarded by this set. */
    private final Set<Wait> waits = new LinkedHashSet<>();

    /** Whether the next look is arranged for. Guarded by the set. */
    private boolean looking;

    /** @param mostWaiting threads that may wait for clients for longer than a moment */
    SlowClients(int mostWaiting) {
        this.mostWaiting = mostWaiting;
    }

    /** A thread waits for this client, or wants to be told when it is ready. */
    private static final class Wait {
        final EndPoint client;
        final long sinceNanos = System.nanoTime();

        Wait(EndPoint client) {
            this.client = client;
        }

        long ms(long nowNanos) {
            return TimeUnit.NANOSECONDS.toMillis(nowNanos - sinceNanos);
        }
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        EndPoint client = request.getConnectionMetaData().getConnection().getEndPoint();
        Request watched = new Request.Wrapper(request) {
            @Override
            public void demand(Runnable whenThere) {
                Wait wait = begin(client);
                super.demand(Invocable.from(Invocable.getInvocationType(whenThere), () -> {
                    end(wait);
                    whenThere.run();
                }));
            }
        };
        Response.Wrapper answer = new Response.Wrapper(watched, response) {
            @Override
            public void write(boolean last, ByteBuffer bytes, Callback written) {
                Wait wait = begin(client);
                super.write(last, bytes, new Written(wait, written));
            }
        };
        return super.handle(watched, answer, callback);
    }

    /** Calls on the kind of thread that it is told of: one that only wakes another needs none of the pool. */
    private final class Written extends Callback.Nested {
        private final Wait wait;

        Written(Wait wait, Callback written) {
            super(written);
            this.wait = wait;
        }

        @Override
        public void succeeded() {
            end(wait);
            super.succeeded();
        }

        @Override
        public void failed(Throwable failure) {
            end(wait);
            super.failed(failure);
        }
    }

    private Wait begin(EndPoint client) {
        Wait wait = new Wait(client);
        synchronized (waits) {
            waits.add(wait);
            lookLater();
        }
        return wait;
    }

    private void end(Wait wait) {
        synchronized (waits) {
            waits.remove(wait);
        }
    }

    private void lookLater() {
        if (!looking && !waits.isEmpty() && getServer().isRunning()) {
            looking = true;
            getServer().getScheduler().schedule(this::look, SHORTEST_MS, TimeUnit.MILLISECONDS);
        }
    }

    /** On the thread of the library's clock. */
    private void look() {
        List<Wait> tooLong;
        long nowNanos = System.nanoTime();
        synchronized (waits) {
            looking = false;
            tooLong = takeTooLong(nowNanos);
            lookLater();
        }
        if (!tooLong.isEmpty()) {
            Wait first = tooLong.get(0);
            LOG.warn(
                    "{} HTTP clients are let go that kept threads waiting, of which {} {} ms",
                    tooLong.size(),
                    first.client.getRemoteSocketAddress(),
                    first.ms(nowNanos));
            tooLong.forEach(each -> each.client.close(new EofException("the client is too slow")));
        }
    }

    private List<Wait> takeTooLong(long nowNanos) {
        List<Wait> tooLong = new ArrayList<>();
        Iterator<Wait> oldestFirst = waits.iterator();
        while (oldestFirst.hasNext()) {
            Wait wait = oldestFirst.next();
            boolean crowded = waits.size() > mostWaiting;
            if (wait.ms(nowNanos) < (crowded ? SHORTEST_MS : LONGEST_MS)) {
                break;
            }
            oldestFirst.remove();
            tooLong.add(wait);
        }
        return tooLong;
    }
}
