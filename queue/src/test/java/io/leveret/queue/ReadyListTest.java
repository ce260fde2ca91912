package io.leveret.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReadyListTest {
    private static final long[] NONE = {};

    private final ReadyList list = new ReadyList(0, 64);

    @Test
    void messagesAreTakenInTheOrderTheyCame() {
        append(1, 200);
        for (long id = 1; id <= 200; id++) {
            assertThat(takeHead(list)).isEqualTo(id);
        }
        assertThat(list.head()).isNull();
        assertThat(list.count()).isEqualTo(200);
    }

    @Test
    void whatGoesBackOverAHundredPagesStandsInItsOldPlaces() {
        append(1, 6_400);
        for (int n = 0; n < 6_400; n++) {
            takeHead(list);
        }
        for (long id : new long[] {6_400, 3, 5_000, 64, 65}) {
            Page page = list.find(id);
            list.putBack(page, page.indexOf(id));
        }
        List<Long> taken = new ArrayList<>();
        while (list.head() != null) {
            taken.add(takeHead(list));
        }
        assertThat(taken).containsExactly(3L, 64L, 65L, 5_000L, 6_400L);
    }

    @Test
    void goingBackTwiceCountsOnce() {
        append(1, 1);
        list.putBack(list.find(1), 0);
        assertThat(list.readyCount()).isEqualTo(1);
        assertThat(list.readyBytes()).isEqualTo(1);
    }

    @Test
    void anOldMessageThatStaysDoesNotKeepThoseAfterIt() {
        append(1, 1);
        takeHead(list);
        for (long id = 2; id <= 100_000; id++) {
            list.append(id, Messages.ofSize(1), Fact.NEVER);
            assertThat(takeHead(list)).isEqualTo(id);
            remove(id);
        }
        Lane lane = list.find(1).lane;
        assertThat(lane.end()).isLessThanOrEqualTo(4);
        assertThat(list.count()).isEqualTo(1);
        remove(1);
        assertThat(list.count()).isZero();
    }

    @Test
    void aMessageThatLeftIsReleasedWhileItsPageStays() {
        Message message = Messages.ofSize(1);
        list.append(1, message, Fact.NEVER);
        append(2, 1);
        remove(1);
        WeakReference<Message> left = new WeakReference<>(message);
        message = null;
        long deadlineNs = System.nanoTime() + 20_000_000_000L;
        while (left.get() != null && System.nanoTime() < deadlineNs) {
            System.gc();
        }
        assertThat(left.get()).isNull();
        assertThat(list.find(2)).isNotNull();
    }

    @Test
    void gapsBetweenIdsAreKept() {
        long[] ids = {3, 4, 9, 1_000_000_000_000L, 1_000_000_000_001L, 5_000_000_000_000L};
        for (long id : ids) {
            list.append(id, Messages.ofSize(1), Fact.NEVER);
        }
        for (long id : ids) {
            assertThat(list.find(id).indexOf(id)).isNotNegative();
            assertThat(list.find(id + 2)).isNull();
        }
        assertThat(list.find(1)).isNull();
        for (long id : ids) {
            assertThat(takeHead(list)).isEqualTo(id);
        }
    }

    @Test
    void prioritiesBeyondSixtyFourAreToldApart() {
        ReadyList wide = new ReadyList(255, 64);
        List<Integer> priorities = new ArrayList<>();
        for (int priority = 0; priority <= 255; priority++) {
            priorities.add(priority);
        }
        Collections.shuffle(priorities, new java.util.Random(1));
        long id = 0;
        for (int priority : priorities) {
            wide.append(++id, Messages.ofPriority(priority), Fact.NEVER);
        }
        for (int priority = 255; priority >= 0; priority--) {
            assertThat(wide.head().lane.priority).isEqualTo(priority);
            takeHead(wide);
        }
    }

    @Test
    void aPageKnowsItsFactsWithoutLookingAtMessages() {
        list.append(1, Messages.ofSize(10), 500);
        list.append(2, Messages.ofSize(20), Fact.NEVER);
        list.append(3, Messages.ofSize(30), 400);
        takeHead(list);
        Page page = list.head();
        assertThat(page.firstId()).isEqualTo(1);
        assertThat(page.lastId()).isEqualTo(3);
        assertThat(page.presentCount()).isEqualTo(3);
        assertThat(page.readyCount()).isEqualTo(2);
        assertThat(page.bytes()).isEqualTo(60);
        assertThat(page.readyBytes()).isEqualTo(50);
        assertThat(page.expiries().earliestMs()).isEqualTo(400);
        assertThat(page.expiresAtMs(1)).isEqualTo(Fact.NEVER);
    }

    @Test
    void removalUpToAnIdSparesExceptionsAndWhatIsAbove() {
        append(1, 1_000);
        for (int n = 0; n < 300; n++) {
            takeHead(list);
        }
        list.removeUpTo(900, new long[] {7, 64, 65, 299});
        List<Long> left = new ArrayList<>();
        list.forEach((page, index) -> left.add(page.idAt(index)));
        assertThat(left).hasSize(104).startsWith(7L, 64L, 65L, 299L, 901L).endsWith(1_000L);
        assertThat(list.count()).isEqualTo(104);
        assertThat(list.readyCount()).isEqualTo(100);
        assertThat(list.readyBytes()).isEqualTo(100);
        list.removeUpTo(2_000, NONE);
        assertThat(list.count() + list.readyCount() + list.bytes() + list.readyBytes())
                .isZero();
        append(1_001, 1);
        assertThat(takeHead(list)).isEqualTo(1_001);
    }

    @Test
    void pagesAreWholeWords() {
        assertThatThrownBy(() -> new ReadyList(0, 100)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ReadyList(0, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    private void append(long firstId, int count) {
        for (int n = 0; n < count; n++) {
            list.append(firstId + n, Messages.ofSize(1), Fact.NEVER);
        }
    }

    private void remove(long id) {
        Page page = list.find(id);
        list.remove(page, page.indexOf(id));
    }

    private static long takeHead(ReadyList from) {
        Page page = from.head();
        int index = page.firstReady();
        from.take(page, index);
        return page.idAt(index);
    }
}
