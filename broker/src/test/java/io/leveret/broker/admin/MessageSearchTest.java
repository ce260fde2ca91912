package io.leveret.broker.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leveret.codec.MessageProperties;
import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.MessagesAdmin.Content;
import io.leveret.management.admin.MessagesAdmin.Filter;
import io.leveret.management.admin.MessagesAdmin.Look;
import io.leveret.management.admin.MessagesAdmin.Seen;
import io.leveret.management.admin.MessagesAdmin.State;
import io.leveret.management.admin.MessagesAdmin.StoredMessage;
import io.leveret.queue.Fact;
import io.leveret.queue.QueuePosition;
import io.leveret.queue.QueueView;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class MessageSearchTest {
    private static final int MESSAGES = 100;
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final Filter READY = new Filter(null, null, List.of(), null, State.READY);

    private long nowNanos;

    /** What a message costs. */
    private long eachNanos;

    private MessageSearch search(String cursor, int limit, Filter filter) throws AdminException {
        return new MessageSearch(new Look(cursor, limit, 0, filter, Long.MAX_VALUE), MessageSearchTest::shown, () -> {
            nowNanos += eachNanos;
            return nowNanos;
        });
    }

    private static StoredMessage shown(QueueView.Entry entry, long position) {
        return new StoredMessage(entry.id(), position, State.READY, 0, false, 0, 0, 0, null);
    }

    /** The messages from an id on. */
    private static QueueView view(long fromId, int most, QueuePosition next) {
        List<QueueView.Entry> entries = LongStream.range(fromId, Math.min(MESSAGES, fromId + most))
                .mapToObj(id -> new QueueView.Entry(id, 3, QueueView.State.READY, 9, Fact.NEVER, false, 0, null))
                .toList();
        return new QueueView(entries, next, 0);
    }

    private static List<Long> ids(Seen seen) {
        return seen.messages().stream().map(StoredMessage::id).toList();
    }

    @Test
    void aSearchEndsWithinAViewWhenItsTimeIsUpAndGoesOnThere() throws AdminException {
        eachNanos = SECOND;
        List<Long> found = new ArrayList<>();
        String cursor = null;
        int searches = 0;
        do {
            MessageSearch search = search(cursor, MESSAGES, READY);
            long from = search.next().from().id();
            search.take(view(Math.max(0, from), MESSAGES, null));
            assertThat(search.next()).isNull();
            Seen seen = search.seen();
            assertThat(seen.looked()).isBetween(1L, MessageSearch.LONGEST_NANOS / SECOND + 1);
            found.addAll(ids(seen));
            assertThat(seen.messages().get(seen.messages().size() - 1).position())
                    .isEqualTo(found.size() - 1);
            cursor = seen.cursor();
            searches++;
        } while (cursor != null);
        assertThat(found).hasSize(MESSAGES).isSorted().doesNotHaveDuplicates();
        assertThat(searches).isGreaterThan(MESSAGES / 10);
    }

    @Test
    void evenTheSlowestSearchGetsOn() throws AdminException {
        eachNanos = 60 * SECOND;
        MessageSearch search = search(null, MESSAGES, READY);
        search.take(view(0, MESSAGES, null));
        assertThat(search.seen().looked()).isEqualTo(1);
        assertThat(search.seen().cursor()).isEqualTo("3-1-1");
    }

    @Test
    void whereNothingCanBeReadTimeEndsIt() throws AdminException {
        eachNanos = SECOND;
        MessageSearch search = search(null, MESSAGES, READY);
        int views = 0;
        while (search.next() != null) {
            views++;
            search.take(new QueueView(List.of(), new QueuePosition(3, views), 7));
        }
        assertThat(views).isBetween(2, 7);
        assertThat(search.seen().unreadable()).isEqualTo(7L * views);
        assertThat(search.seen().cursor()).isEqualTo("3-" + views + "-0");
    }

    /** Headers are shown whole, however little is wanted of bodies. */
    @Test
    void headersCountForHowMuchIsShown() throws AdminException {
        int headers = 1 << 20;
        MessageSearch search = new MessageSearch(
                new Look(null, MESSAGES, 0, Filter.ALL, Long.MAX_VALUE),
                (entry, position) -> new StoredMessage(
                        entry.id(),
                        position,
                        State.READY,
                        0,
                        false,
                        0,
                        0,
                        0,
                        new Content("", "", new MessageProperties(new byte[headers], headers), new byte[0])),
                () -> nowNanos);
        search.take(view(0, MESSAGES, null));
        assertThat(search.next()).isNull();
        assertThat(search.seen().messages()).hasSize(16);
        assertThat(search.seen().cursor()).isEqualTo("3-16-16");
    }

    @Test
    void viewsFollowEachOtherUntilThereIsEnough() throws AdminException {
        MessageSearch search = search(null, 25, Filter.ALL);
        assertThat(search.next().mostMessages()).isEqualTo(25);
        search.take(view(0, 20, new QueuePosition(3, 20)));
        assertThat(search.next().mostMessages()).isEqualTo(5);
        assertThat(search.next().from()).isEqualTo(new QueuePosition(3, 20));
        search.take(view(20, 5, new QueuePosition(3, 25)));
        assertThat(search.next()).isNull();
        assertThat(ids(search.seen())).hasSize(25).endsWith(24L);
        assertThat(search.seen().cursor()).isEqualTo("3-25-25");
    }

    @Test
    void whatIsNoCursorIsRefused() {
        assertThatThrownBy(() -> search("1-2", 1, Filter.ALL)).isInstanceOf(AdminException.class);
    }
}
