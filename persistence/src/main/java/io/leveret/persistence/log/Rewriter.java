package io.leveret.persistence.log;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies what lives in files that are mostly dead into segments, one run of files at a time. What cannot be written is
 * tried again later, less and less often; nothing is lost by it but space.
 *
 * <p>On the log-files thread, or a test's.
 */
final class Rewriter {
    private static final long RETRY_MS = 1_000;
    private static final long LONGEST_RETRY_MS = 60_000;
    private static final Logger LOG = LoggerFactory.getLogger(Rewriter.class);

    private final Rewrite.Context context;
    private final RewriteChoice choice;
    private final GroupWriter marker;
    private volatile long durableTicket;
    private Rewrite rewrite;
    private int failures;
    private long retryAtMs = Long.MIN_VALUE;

    Rewriter(Rewrite.Context context, Submissions submissions) {
        this.context = context;
        this.choice = new RewriteChoice(context.counts(), context.files().fileSizeBytes());
        LogListener listener = ticket -> {
            durableTicket = ticket;
            context.wake().run();
        };
        this.marker = new GroupWriter(listener, submissions, context.counts(), true);
    }

    /**
     * Goes on with what is being rewritten, or begins.
     *
     * @param excluded must not be touched
     * @return after how many milliseconds to call again if not woken before
     */
    long step(Set<LogFile> excluded, LogPosition checkpoint, long nowMs) {
        if (context.throttle().isShut()) {
            return Long.MAX_VALUE;
        }
        if (nowMs < retryAtMs) {
            return retryAtMs - nowMs;
        }
        if (rewrite == null) {
            List<LogFile> run = choice.next(context.files().kept(), excluded, nowMs);
            if (run.isEmpty()) {
                return RETRY_MS;
            }
            rewrite = new Rewrite(context, run, marker, checkpoint);
        }
        try {
            long waitMs = rewrite.step(durableTicket, nowMs);
            if (rewrite.isDone()) {
                rewrite = null;
                failures = 0;
            }
            return Math.min(RETRY_MS, waitMs);
        } catch (IOException e) {
            return failed(Failures.text(e), nowMs);
        } catch (RuntimeException e) {
            LOG.error("Rewriting failed", e);
            return failed(e.toString(), nowMs);
        }
    }

    private long failed(String why, long nowMs) {
        // Once, not at each try.
        if (failures == 0) {
            LOG.warn("Files of the log cannot be rewritten, their space is not free: {}", why);
        }
        failures++;
        if (!rewrite.isNamed()) {
            rewrite.abandon();
            rewrite = null;
        }
        long waitMs = Math.min(LONGEST_RETRY_MS, RETRY_MS << Math.min(10, failures - 1));
        retryAtMs = nowMs + waitMs;
        return waitMs;
    }

    /** The log is closed. What was not finished is done anew after a start. */
    void close() {
        if (rewrite != null) {
            rewrite.close();
        }
        rewrite = null;
    }
}
