package io.leveret.management.http;

import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes those wait who make mistakes. An answer that is an error of the client is charged to an {@link ErrorBudget};
 * when more was spent than there is, the answer is kept and written later, so that those who ask again as soon as they
 * are answered, malicious or broken, do not take the processor from messages. An answer that is kept has no thread: its
 * request is through, and a clock wakes it. Answers that are no errors pass.
 *
 * <p>What is kept is limited, in number, by address, and in bytes; beyond it connections are closed without an answer,
 * for one written at once would be an invitation to ask again. Whether the client is still there is seen when the
 * answer is written, which is soon enough: none waits for longer than two seconds.
 *
 * <p>Any thread.
 */
final class Tarpit extends Handler.Wrapper {
    /** More answers are not kept. */
    static final int MOST_KEPT = 2_000;

    /** Nor more of an address, or of a network of IPv6. */
    static final int MOST_KEPT_OF_ADDRESS = 1_000;

    /** Nor more bytes of bodies. */
    static final int MOST_KEPT_BYTES = 8 << 20;

    /** An attribute of requests: their answer is charged though its status does not say that the client erred. */
    static final String CLIENT_ERRED = "io.leveret.client_erred";

    /** Of a client that is gone before it is looked at. */
    private static final InetAddress UNKNOWN = new InetSocketAddress(0).getAddress();

    private static final String STOPS = "the server stops";
    private static final String SEEN = "io.leveret.tarpit";
    private static final Logger LOG = LoggerFactory.getLogger(Tarpit.class);
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final long LOG_PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);

    /** Of a body that nobody read, so many parts are thrown away before the answer waits. */
    private static final int MOST_PARTS = 16;

    private final ErrorBudget budget;

    /** Guarded by itself, as are the next four. */
    private final Set<Answer> kept = new HashSet<>();

    private final Map<InetAddress, Integer> keptOfAddress = new HashMap<>();
    private long keptBytes;
    private long loggedAtNanos = System.nanoTime() - LOG_PAUSE_NANOS;
    private boolean closing;

    Tarpit(ErrorBudget budget) {
        this.budget = budget;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        request.setAttribute(SEEN, true);
        Answer answer = new Answer(request, response, callback, THREADS.getCurrentThreadCpuTime());
        return super.handle(request, answer, answer.written());
    }

    /** Writes the answer to a request that was refused before it came here: it is charged and may wait as others. */
    void write(Request request, Response response, ByteBuffer body, Callback callback) {
        if (request.getAttribute(SEEN) != null) {
            response.write(true, body, callback);
            return;
        }
        Answer answer = new Answer(request, response, callback, THREADS.getCurrentThreadCpuTime());
        answer.write(true, body, answer.written());
    }

    @Override
    protected void doStart() throws Exception {
        synchronized (kept) {
            closing = false;
        }
        super.doStart();
    }

    @Override
    protected void doStop() throws Exception {
        List<Answer> left;
        synchronized (kept) {
            closing = true;
            left = new ArrayList<>(kept);
        }
        left.forEach(Answer::stop);
        super.doStop();
    }

    private boolean isClosing() {
        synchronized (kept) {
            return closing;
        }
    }

    /** How many answers wait. */
    int kept() {
        synchronized (kept) {
            return kept.size();
        }
    }

    /** Whether there is a place for this one. */
    private boolean keep(Answer answer) {
        synchronized (kept) {
            int ofAddress = keptOfAddress.getOrDefault(answer.address, 0);
            if (closing || kept.size() >= MOST_KEPT || ofAddress >= MOST_KEPT_OF_ADDRESS) {
                return false;
            }
            kept.add(answer);
            keptOfAddress.put(answer.address, ofAddress + 1);
            tell(answer);
            return true;
        }
    }

    private void tell(Answer answer) {
        long nowNanos = System.nanoTime();
        if (nowNanos - loggedAtNanos >= LOG_PAUSE_NANOS) {
            loggedAtNanos = nowNanos;
            LOG.warn(
                    "HTTP clients cause so many errors that they wait for the answers, {} among them",
                    answer.address.getHostAddress());
        }
    }

    private boolean keepBytes(int count) {
        synchronized (kept) {
            if (keptBytes + count > MOST_KEPT_BYTES) {
                return false;
            }
            keptBytes += count;
            return true;
        }
    }

    private void free(Answer answer, int bytes) {
        synchronized (kept) {
            if (kept.remove(answer)) {
                keptOfAddress.computeIfPresent(answer.address, (any, count) -> count == 1 ? null : count - 1);
                keptBytes -= bytes;
            }
        }
    }

    /** An answer while it is made, and while it waits. */
    private final class Answer extends Response.Wrapper {
        private final Callback callback;
        private final EndPoint client;
        private final InetAddress address;
        private final Thread thread = Thread.currentThread();
        private final long beganNanos;
        private final ByteArrayOutputStream body = new ByteArrayOutputStream(0);

        /** Only the thread that makes the answer uses these four, until it waits. */
        private boolean charged;

        private boolean waits;
        private boolean refused;
        private long delayNanos;

        /** Whether it is written or given up. Guarded by this, as is the clock's task. */
        private boolean over;

        private Scheduler.Task due;

        Answer(Request request, Response response, Callback callback, long beganNanos) {
            super(request, response);
            this.callback = callback;
            this.beganNanos = beganNanos;
            this.client = request.getConnectionMetaData().getConnection().getEndPoint();
            this.address = client.getRemoteSocketAddress() instanceof InetSocketAddress inet
                    ? ErrorBudget.net(inet.getAddress())
                    : UNKNOWN;
        }

        @Override
        public boolean isCommitted() {
            return waits || super.isCommitted();
        }

        @Override
        public boolean hasLastWrite() {
            return waits || super.hasLastWrite();
        }

        @Override
        public void write(boolean last, ByteBuffer bytes, Callback then) {
            charge();
            if (!waits) {
                super.write(last, bytes, then);
                return;
            }
            if (BufferUtil.hasContent(bytes)) {
                refused = refused || !keepBytes(bytes.remaining());
                if (!refused) {
                    body.writeBytes(BufferUtil.toArray(bytes));
                }
                BufferUtil.clear(bytes);
            }
            then.succeeded();
        }

        /** Told when all of it was written. */
        Callback written() {
            return new Callback.Nested(callback) {
                @Override
                public void succeeded() {
                    charge();
                    if (!waits) {
                        super.succeeded();
                    } else if (refused) {
                        abandon("too many wait");
                    } else {
                        sleep();
                    }
                }

                @Override
                public void failed(Throwable failure) {
                    free(Answer.this, body.size());
                    super.failed(failure);
                }
            };
        }

        private void charge() {
            if (charged) {
                return;
            }
            charged = true;
            int status = getStatus();
            if (status >= 400 && status < 500 || getRequest().getAttribute(CLIENT_ERRED) != null) {
                boolean own = Thread.currentThread() == thread;
                long workNanos = own ? THREADS.getCurrentThreadCpuTime() - beganNanos : 0;
                delayNanos = budget.charge(address, client.getConnection().getMessagesIn() <= 1, workNanos);
                waits = delayNanos > 0;
                refused = waits && !keep(this);
            }
        }

        private void sleep() {
            forgetRequest();
            synchronized (this) {
                due = getServer().getScheduler().schedule(this::wake, delayNanos, TimeUnit.NANOSECONDS);
            }
            if (isClosing()) {
                abandon(STOPS);
            }
        }

        /** One that is being made goes to sleep first, and sees then that it must not. */
        void stop() {
            synchronized (this) {
                if (due == null) {
                    return;
                }
            }
            abandon(STOPS);
        }

        /** What the client sent and nobody read takes memory. */
        private void forgetRequest() {
            for (int i = 0; i < MOST_PARTS; i++) {
                Content.Chunk part = getRequest().read();
                if (part == null) {
                    return;
                }
                part.release();
                if (part.isLast()) {
                    return;
                }
            }
        }

        /** On the thread of the library's clock, which has others to wake. */
        private void wake() {
            try {
                getServer().getThreadPool().execute(this::writeKept);
            } catch (RejectedExecutionException e) {
                abandon("no thread is left");
            }
        }

        private void writeKept() {
            if (end()) {
                super.write(true, ByteBuffer.wrap(body.toByteArray()), callback);
            }
        }

        /** Closes the connection, if the answer is not written yet. */
        private void abandon(String reason) {
            if (end()) {
                callback.failed(new Request.Handler.AbortException(reason));
                client.close(new EofException(reason));
            }
        }

        private boolean end() {
            synchronized (this) {
                if (over) {
                    return false;
                }
                over = true;
                if (due != null) {
                    due.cancel();
                }
            }
            free(this, body.size());
            return true;
        }
    }
}
