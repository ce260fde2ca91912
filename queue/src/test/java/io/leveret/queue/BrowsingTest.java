package io.leveret.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What administrators see of a queue, and take out of it, and what happens to it meanwhile. */
class BrowsingTest extends PagedQueueFixture {
    private QueueView look(QueuePosition from, int most, long bytes) {
        List<QueueView> answers = new ArrayList<>();
        queue.look(new QueueLook(from, most, bytes), answers::add);
        disk.answerAll(queue);
        assertThat(answers).hasSize(1);
        return answers.get(0);
    }

    private boolean withdraw(long id) {
        List<Boolean> answers = new ArrayList<>();
        queue.withdraw(new long[] {id}, withdrawn -> answers.add(withdrawn[0]));
        disk.answerAll(queue);
        assertThat(answers).hasSize(1);
        return answers.get(0);
    }

    private boolean drop(long id) {
        boolean dropped = withdraw(id);
        queue.left(id, 0);
        return dropped;
    }

    @Test
    void whatIsColdIsShownPageByPageAndStaysCold() {
        publish(1, 40_000);
        assertThat(drop(7)).isTrue();
        coolAll();
        long indexBytes = meter.indexBytes();
        int pages = disk.pages.size();
        List<Long> shown = new ArrayList<>();
        int looks = 0;
        for (QueuePosition next = QueuePosition.FIRST; next != null; looks++) {
            QueueView view = look(next, 5_000, 0);
            assertThat(view.entries()).hasSizeBetween(1, Page.FULL_SLOTS);
            view.entries().forEach(entry -> {
                assertThat(entry.sizeBytes()).isEqualTo(BODY_BYTES);
                assertThat(entry.expiresAtMs()).isEqualTo(Fact.NEVER);
                assertThat(entry.message()).isNull();
                shown.add(entry.id());
            });
            next = view.next();
        }
        assertThat(shown).hasSize(39_999).doesNotContain(7L).isSorted().doesNotHaveDuplicates();
        assertThat(looks).as("one for each page").isEqualTo(40);
        assertThat(disk.bodiesRead).isZero();
        assertThat(meter.indexBytes()).isEqualTo(indexBytes);
        assertThat(disk.pages).hasSize(pages);
        assertThat(meter.bodyBytes()).isZero();
        assertThat(look(new QueuePosition(0, 40_001), 10, 0)).isEqualTo(new QueueView(List.of(), null, 0));
    }

    @Test
    void bodiesAreReadToBeShownAndNotKept() {
        publish(1, 3_000);
        coolAll();
        QueueView view = look(new QueuePosition(0, 2_000), 10, Long.MAX_VALUE);
        assertThat(view.entries())
                .extracting(QueueView.Entry::id)
                .containsExactlyElementsOf(
                        LongStream.range(2_000, 2_010).boxed().toList());
        view.entries()
                .forEach(entry -> assertThat(entry.message().content())
                        .isSameAs(disk.bodies.get(entry.id()).content()));
        assertThat(disk.bodiesRead).isEqualTo(10);
        assertThat(meter.bodyBytes()).isZero();
        assertThat(queue.inMemoryCount()).isZero();
    }

    @Test
    void noMoreBodiesAreShownThanWereAskedFor() {
        publish(1, 100);
        long each = BODY_BYTES + Messages.PROPERTIES_LENGTH;
        assertThat(look(QueuePosition.FIRST, 100, 2 * each).entries()).hasSize(2);
        assertThat(look(QueuePosition.FIRST, 100, 2 * each + 1).entries()).hasSize(3);
        assertThat(look(QueuePosition.FIRST, 100, 1).entries()).hasSize(1);
    }

    @Test
    void headersCountWithTheBodiesInMemoryAndOnDisk() {
        for (int id = 1; id <= 100; id++) {
            byte[] content = new byte[50_000 + BODY_BYTES];
            enqueue(new Message(new byte[2], content, 50_000, Message.NO_TTL, 0, true));
        }
        queue.ceilingDurable(disk.ceiling, 0);
        assertHeadersCount();
        coolAll();
        assertHeadersCount();
    }

    private void assertHeadersCount() {
        List<Long> shown = new ArrayList<>();
        for (QueuePosition next = QueuePosition.FIRST; next != null; ) {
            QueueView view = look(next, 100, 100_000);
            assertThat(view.entries()).hasSizeBetween(1, 2);
            view.entries().forEach(entry -> shown.add(entry.id()));
            next = view.next();
        }
        assertThat(shown)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, 100).boxed().toList());
    }

    @Test
    void whatLeftWhileItsBodyWasReadIsNotShown() {
        publish(1, 100);
        coolAll();
        List<QueueView> answers = new ArrayList<>();
        queue.look(new QueueLook(QueuePosition.FIRST, 10, Long.MAX_VALUE), answers::add);
        assertThat(answers).isEmpty();
        queue.purge(0);
        publish(101, 1);
        disk.answerAll(queue);
        assertThat(answers)
                .singleElement()
                .satisfies(view -> assertThat(view.entries()).isEmpty());
    }

    @Test
    void aPageThatCannotBeReadIsLeftOutAndNotLost() {
        publish(1, 3_000);
        coolAll();
        List<QueueView> answers = new ArrayList<>();
        queue.look(new QueueLook(QueuePosition.FIRST, 10, 0), answers::add);
        long handle = disk.pageRequests.remove();
        queue.pageUnreadable(handle, 0);
        disk.answerAll(queue);
        assertThat(answers.get(0).unreadable()).isEqualTo(1024);
        assertThat(answers.get(0).entries().get(0).id()).isEqualTo(1025);
        assertThat(queue.damagedCount()).isZero();
        assertThat(look(QueuePosition.FIRST, 10, 0).entries().get(0).id()).isEqualTo(1);
    }

    @Test
    void aPageThatIsLostWhileItsBodiesAreReadIsLeftOut() {
        publish(1, 3_000);
        coolAll();
        List<QueueView> answers = new ArrayList<>();
        queue.look(new QueueLook(QueuePosition.FIRST, 10, Long.MAX_VALUE), answers::add);
        disk.answerOne(queue);
        assertThat(disk.requests).as("bodies asked for").hasSize(1);
        subscribe();
        queue.pageUnreadable(disk.pageRequests.remove(), 0);
        assertThat(queue.damagedCount()).isEqualTo(1024);
        disk.answerAll(queue);
        assertThat(answers.get(0).unreadable()).isEqualTo(1024);
        assertThat(answers.get(0).entries()).allMatch(entry -> entry.id() > 1024);
    }

    @Test
    void aPageThatIsLookedIntoIsAskedForOnceWhoeverElseWantsIt() {
        publish(1, 3_000);
        coolAll();
        List<QueueView> answers = new ArrayList<>();
        queue.look(new QueueLook(QueuePosition.FIRST, 10, 0), answers::add);
        subscribe();
        assertThat(disk.pageRequests).hasSize(1).doesNotHaveDuplicates();
        disk.answerAll(queue);
        assertThat(answers).hasSize(1);
        assertThat(disk.delivered).startsWith(1L);
    }

    @Test
    void oneThatIsColdIsDroppedOnce() {
        publish(1, 5_000);
        coolAll();
        assertThat(drop(2_000)).isTrue();
        assertThat(drop(2_000)).isFalse();
        assertThat(drop(9_999)).isFalse();
        assertThat(queue.readyCount()).isEqualTo(4_999);
        assertThat(disk.letGo).isEqualTo(1);
        subscribe();
        for (int n = 0; n < 100; n++) {
            disk.answerAll(queue);
            queue.ceilingDurable(disk.ceiling, 0);
        }
        assertThat(disk.delivered).hasSize(4_999).doesNotContain(2_000L);
    }

    @Test
    void whatIsInFlightIsShownButNotDropped() {
        publish(1, 2);
        queue.get(channel, false, 0);
        queue.ceilingDurable(disk.ceiling, 0);
        assertThat(look(QueuePosition.FIRST, 10, 0).entries())
                .extracting(QueueView.Entry::id, QueueView.Entry::state)
                .containsExactly(tuple(1L, QueueView.State.UNACKED), tuple(2L, QueueView.State.READY));
        assertThat(drop(1)).isFalse();
        assertThat(queue.messageCount()).isEqualTo(2);
    }

    @Test
    void whatIsWithdrawnAndStaysIsDeliveredInItsPlaceNotRedelivered() {
        publish(1, 3);
        assertThat(withdraw(1)).isTrue();
        assertThat(withdraw(1)).isFalse();
        assertThat(queue.readyCount()).isEqualTo(2);
        assertThat(queue.leavingCount()).isEqualTo(1);
        assertThat(look(QueuePosition.FIRST, 1, 0).entries().get(0).state()).isEqualTo(QueueView.State.LEAVING);
        queue.stay(1, 0);
        queue.stay(2, 0);
        assertThat(queue.leavingCount() + queue.readyCount()).isEqualTo(3);
        assertThat(look(QueuePosition.FIRST, 1, 0).entries().get(0).redelivered())
                .isFalse();
        subscribe();
        assertThat(disk.delivered).containsExactly(1L, 2L, 3L);
    }

    @Test
    void aBodyThatIsLostWhileItsMessageIsInHandDamagesNothing() {
        publish(1, 3);
        coolAll();
        subscribe();
        queue.withdraw(new long[] {2}, withdrawn -> assertThat(withdrawn).containsExactly(true));
        disk.requests.remove();
        for (long id = 1; id <= 3; id++) {
            queue.bodyUnreadable(id);
        }
        queue.bodiesLoaded(0);
        assertThat(queue.damagedCount()).isEqualTo(2);
        queue.left(2, 0);
        assertThat(queue.messageCount()).isEqualTo(2);
    }
}
