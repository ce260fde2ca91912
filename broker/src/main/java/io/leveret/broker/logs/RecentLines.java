package io.leveret.broker.logs;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Keeps the last lines of the log for whoever asks, and gives new ones to whoever follows. Any thread. */
final class RecentLines extends UnsynchronizedAppenderBase<ILoggingEvent> {
    private static final int MOST = 500;

    /** What a kept line is cut at, in characters. */
    private static final int LINE = 2_000;

    private final LineEncoder encoder = new LineEncoder(LineStyle.PLAIN);
    private final ArrayDeque<String> lines = new ArrayDeque<>(MOST);
    private final List<Consumer<String>> followers = new CopyOnWriteArrayList<>();

    @Override
    protected void append(ILoggingEvent event) {
        String line = encoder.line(event);
        String kept = line.length() <= LINE ? line : line.substring(0, LINE) + "...";
        synchronized (lines) {
            if (lines.size() == MOST) {
                lines.removeFirst();
            }
            lines.addLast(kept);
        }
        followers.forEach(follower -> follower.accept(kept));
    }

    List<String> last(int most) {
        List<String> all;
        synchronized (lines) {
            all = new ArrayList<>(lines);
        }
        return List.copyOf(all.subList(Math.max(0, all.size() - most), all.size()));
    }

    Runnable follow(Consumer<String> follower) {
        followers.add(follower);
        return () -> followers.remove(follower);
    }
}
