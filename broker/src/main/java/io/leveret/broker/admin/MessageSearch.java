package io.leveret.broker.admin;

import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.AdminException.Kind;
import io.leveret.management.admin.MessagesAdmin.Content;
import io.leveret.management.admin.MessagesAdmin.Filter;
import io.leveret.management.admin.MessagesAdmin.Look;
import io.leveret.management.admin.MessagesAdmin.Seen;
import io.leveret.management.admin.MessagesAdmin.StoredMessage;
import io.leveret.queue.QueueLook;
import io.leveret.queue.QueuePosition;
import io.leveret.queue.QueueView;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One search through a queue, view by view, until it has enough or its time is up. Time is looked at for each message:
 * a view is small in bodies, but its messages may have headers of a hundred kilobytes each, which takes seconds. For
 * one thread.
 */
final class MessageSearch {
    /** Of one look into a queue. */
    static final int MOST_MESSAGES = 1024;

    /** Bodies and headers that one look shows. */
    static final long MOST_BYTES = 1L << 20;

    /** Bytes of bodies and headers in one answer. */
    private static final long MOST_SHOWN_BYTES = 16L << 20;

    /** Then an answer goes out with what was found. */
    static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final Pattern CURSOR = Pattern.compile("([0-9]{1,3})-([0-9]{1,18})-([0-9]{1,18})");

    /** What is shown of a message at a place in the order of the queue. */
    interface Shown {
        StoredMessage of(QueueView.Entry entry, long position);
    }

    /** Where a search goes on: at a place in the order of the queue, after so many messages. */
    private record Cursor(QueuePosition at, long position) {
        static final Cursor FIRST = new Cursor(QueuePosition.FIRST, 0);

        static Cursor of(String text) throws AdminException {
            if (text == null) {
                return FIRST;
            }
            Matcher matcher = CURSOR.matcher(text);
            if (!matcher.matches()) {
                throw new AdminException(Kind.INVALID, "no cursor: " + text);
            }
            int priority = Integer.parseInt(matcher.group(1));
            return new Cursor(
                    new QueuePosition(priority, Long.parseLong(matcher.group(2))), Long.parseLong(matcher.group(3)));
        }

        @Override
        public String toString() {
            return at.priority() + "-" + at.id() + "-" + position;
        }
    }

    private final Look look;
    private final Shown shown;
    private final MessageMatch match;
    private final LongSupplier nanoTime;
    private final long deadlineNanos;
    private final List<StoredMessage> found = new ArrayList<>();
    private Cursor cursor;
    private boolean over;
    private long looked;
    private long unreadable;
    private long bytes;

    /** @throws AdminException the cursor is none */
    MessageSearch(Look look, Shown shown, LongSupplier nanoTime) throws AdminException {
        this.look = look;
        this.shown = shown;
        this.match = new MessageMatch(look.filter());
        this.nanoTime = nanoTime;
        this.deadlineNanos = nanoTime.getAsLong() + LONGEST_NANOS;
        this.cursor = Cursor.of(look.cursor());
    }

    /** What is to be looked at next, null if the search is over. */
    QueueLook next() {
        if (over) {
            return null;
        }
        boolean all = look.filter().equals(Filter.ALL);
        int most = all ? Math.min(MOST_MESSAGES, look.limit() - found.size()) : MOST_MESSAGES;
        return new QueueLook(cursor.at(), most, MOST_BYTES);
    }

    /** This is what stands there; of a search one message at least is looked at, so that who comes again gets on. */
    void take(QueueView view) {
        unreadable += view.unreadable();
        long position = cursor.position();
        for (QueueView.Entry entry : view.entries()) {
            if (hasEnough() || bytes >= MOST_SHOWN_BYTES || looked > 0 && isLate()) {
                cursor = new Cursor(new QueuePosition(entry.priority(), entry.id()), position);
                over = true;
                return;
            }
            looked++;
            if (match.matches(entry)) {
                StoredMessage message = shown.of(entry, position);
                found.add(message);
                bytes += shownBytes(message.content());
            }
            position++;
        }
        cursor = view.next() == null ? null : new Cursor(view.next(), position);
        over = cursor == null || hasEnough() || isLate();
    }

    private static int shownBytes(Content content) {
        return content == null
                ? 0
                : content.body().length + content.properties().length();
    }

    private boolean hasEnough() {
        return found.size() >= look.limit() || looked >= look.mostLooked();
    }

    private boolean isLate() {
        return nanoTime.getAsLong() - deadlineNanos > 0;
    }

    /** What was found, and where to go on. */
    Seen seen() {
        return new Seen(found, cursor == null ? null : cursor.toString(), looked, unreadable);
    }
}
