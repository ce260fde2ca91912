package io.leveret.broker.vhost;

import io.leveret.codec.FieldTable;
import io.leveret.codec.MessageProperties;
import io.leveret.queue.Message;
import java.util.ArrayDeque;
import java.util.List;

/**
 * The last messages that passed one exchange, for queues that are bound to it later. Messages that queues have too are
 * shared with them. Any thread; publishers to one such exchange wait for each other for a moment.
 */
final class RecentHistory {
    private static final String NO_STORE = "x-recent-history-no-store";

    /** What a message costs beside its bytes. */
    private static final int OVERHEAD_BYTES = 128;

    private final int length;
    private final RecentHistories all;
    private final ArrayDeque<Message> messages = new ArrayDeque<>();
    private boolean closed;

    RecentHistory(int length, RecentHistories all) {
        this.length = length;
        this.all = all;
    }

    /** A message passes; it is kept unless its publisher forbade that. */
    void keep(Message message) {
        if (isForbidden(message)) {
            return;
        }
        synchronized (this) {
            if (closed) {
                return;
            }
            messages.addLast(message);
            all.changedBy(sizeBytes(message));
            if (messages.size() > length) {
                dropOldest();
            }
            while (all.isFull() && !messages.isEmpty()) {
                dropOldest();
            }
        }
    }

    private void dropOldest() {
        all.changedBy(-sizeBytes(messages.removeFirst()));
    }

    private static boolean isForbidden(Message message) {
        MessageProperties properties = new MessageProperties(message.content(), message.propertiesLength());
        FieldTable headers = properties.has(MessageProperties.HEADERS) ? properties.headers() : null;
        return headers != null
                && headers.contains(NO_STORE)
                && Boolean.TRUE.equals(headers.get(NO_STORE).asBool());
    }

    /** What is kept, the oldest first. */
    synchronized List<Message> messages() {
        return List.copyOf(messages);
    }

    /** The exchange is gone: nothing is kept any more. */
    synchronized void close() {
        closed = true;
        while (!messages.isEmpty()) {
            dropOldest();
        }
    }

    private static long sizeBytes(Message message) {
        return message.content().length + OVERHEAD_BYTES;
    }
}
