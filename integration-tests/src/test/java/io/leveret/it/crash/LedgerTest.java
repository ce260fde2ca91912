package io.leveret.it.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The checker is checked: a broker that does what it must passes, and each way of breaking a promise is seen. */
class LedgerTest {
    private static final int PUBLISHER = 7;
    private static final long LATE = 10 * QueueLedger.CERTAIN_AFTER_NANOS;

    private final Ledger ledger = new Ledger();
    private final QueueLedger queue = ledger.queue("q", true);
    private final QueueLedger other = ledger.queue("other", true);

    @Test
    void whatIsPromisedAndThereIsFine() throws Exception {
        LoadMessage settled = confirmed(0);
        LoadMessage unsettled = confirmed(1);
        LoadMessage inDoubt = sent(2);
        LoadMessage never = confirmed(3);
        ledger.delivered(queue, settled.toBody(), false);
        ledger.delivered(queue, unsettled.toBody(), false);
        queue.settled(settled, 0);
        ledger.confirmed(sent(4), List.of(queue), LATE);
        ledger.died();
        assertThat(queue.least()).isEqualTo(3);
        assertThat(queue.most()).isEqualTo(4);
        audit(false, again(unsettled), again(inDoubt), again(never), first(4));
        audit(true, again(unsettled), again(inDoubt), again(never), again(message(4)));
        assertThat(violations()).isEmpty();
    }

    @Test
    void aConfirmedMessageThatIsNotThereIsLost() throws Exception {
        confirmed(0);
        confirmed(1);
        ledger.died();
        audit(false, first(1));
        assertThat(violations())
                .singleElement()
                .asString()
                .contains("sequence=0")
                .contains("is lost");
    }

    @Test
    void anUnconfirmedMessageMayBeMissingButThenForEver() throws Exception {
        sent(0);
        ledger.died();
        audit(false);
        assertThat(violations()).isEmpty();
        audit(false, first(0));
        assertThat(violations()).singleElement().asString().contains("missing for good");
    }

    @Test
    void whatAnAuditHasSeenMustStay() throws Exception {
        sent(0);
        ledger.died();
        audit(false, first(0));
        ledger.died();
        audit(false);
        assertThat(violations()).singleElement().asString().contains("is lost");
    }

    @Test
    void aMessageThatNobodySentIsSeen() throws Exception {
        ledger.died();
        audit(false, first(0));
        assertThat(violations()).singleElement().asString().contains("was never published");
    }

    @Test
    void anAlteredBodyIsSeen() {
        byte[] body = confirmed(0).toBody();
        body[body.length - 10]++;
        assertThat(ledger.delivered(queue, body, false)).isNull();
        assertThat(violations()).singleElement().asString().contains("altered");
    }

    @Test
    void aMessageThatComesAgainMustBeFlagged() throws Exception {
        ledger.delivered(queue, confirmed(0).toBody(), false);
        ledger.died();
        audit(false, first(0));
        assertThat(violations()).singleElement().asString().contains("not flagged");
    }

    @Test
    void aMessageThatIsOutMustNotComeElsewhere() {
        byte[] body = confirmed(0).toBody();
        ledger.delivered(queue, body, false);
        ledger.delivered(queue, body, true);
        assertThat(violations()).singleElement().asString().contains("while it was out");
    }

    @Test
    void aMessageThatWasGivenBackMayComeElsewhere() {
        LoadMessage message = confirmed(0);
        ledger.delivered(queue, message.toBody(), false);
        queue.returned(message);
        ledger.delivered(queue, message.toBody(), true);
        assertThat(violations()).isEmpty();
    }

    @Test
    void aRecentAckMayBeLostInAKillButNotWithoutOne() {
        LoadMessage message = settledAt(LATE);
        ledger.confirmed(sent(1), List.of(queue), LATE);
        ledger.died();
        ledger.delivered(queue, message.toBody(), true);
        assertThat(violations()).isEmpty();
        queue.settled(message, LATE);
        ledger.delivered(queue, message.toBody(), true);
        assertThat(violations()).singleElement().asString().contains("came after it was settled");
    }

    @Test
    void anAckOlderThanAConfirmedPublishMustLast() {
        LoadMessage message = settledAt(0);
        ledger.confirmed(sent(1), List.of(queue), LATE);
        ledger.died();
        ledger.delivered(queue, message.toBody(), true);
        assertThat(violations()).singleElement().asString().contains("settled or missing for good");
    }

    @Test
    void aCommittedAckMustLast() {
        LoadMessage message = settledAt(LATE);
        queue.settledForGood(message);
        ledger.died();
        ledger.delivered(queue, message.toBody(), true);
        assertThat(violations()).singleElement().asString().contains("settled or missing for good");
    }

    @Test
    void theOrderOfAPublisherMustLast() throws Exception {
        confirmed(0);
        confirmed(1);
        ledger.died();
        audit(false, first(1), first(0));
        assertThat(violations()).singleElement().asString().contains("came after number 1");
    }

    @Test
    void halfATransactionInAQueueIsSeen() throws Exception {
        Transaction transaction = transaction();
        ledger.committing(transaction);
        ledger.died();
        audit(false, first(1));
        assertThat(violations()).singleElement().asString().contains("in part");
    }

    @Test
    void aTransactionThatOnlyOneOfItsQueuesHasIsSeen() throws Exception {
        Transaction transaction = new Transaction();
        transaction.add(sent(0), queue);
        other.published(message(1));
        transaction.add(message(1), other);
        ledger.committing(transaction);
        ledger.died();
        audit(false, first(0));
        assertThat(violations()).singleElement().asString().contains("in part").contains("other");
    }

    @Test
    void anUnansweredTransactionMayBeMissing() throws Exception {
        ledger.committing(transaction());
        ledger.died();
        audit(false);
        assertThat(violations()).isEmpty();
    }

    @Test
    void aMessageIsExpectedInEveryQueueThatItWasRoutedTo() throws Exception {
        LoadMessage message = sent(0);
        other.published(message);
        ledger.confirmed(message, List.of(queue, other), 0);
        ledger.died();
        audit(false, first(0));
        assertThat(violations()).singleElement().asString().contains("other").contains("is lost");
    }

    private Transaction transaction() {
        Transaction transaction = new Transaction();
        transaction.add(sent(0), queue);
        transaction.add(sent(1), queue);
        return transaction;
    }

    private LoadMessage settledAt(long nanos) {
        LoadMessage message = confirmed(0);
        ledger.delivered(queue, message.toBody(), false);
        queue.settled(message, nanos);
        return message;
    }

    private static LoadMessage message(long sequence) {
        return new LoadMessage(PUBLISHER, sequence, 0, 60);
    }

    private LoadMessage sent(long sequence) {
        LoadMessage message = message(sequence);
        queue.published(message);
        return message;
    }

    private LoadMessage confirmed(long sequence) {
        LoadMessage message = sent(sequence);
        ledger.confirmed(message, List.of(queue), 0);
        return message;
    }

    /** What an audit reads. */
    private record Read(LoadMessage message, boolean redelivered) {}

    private static Read first(long sequence) {
        return new Read(message(sequence), false);
    }

    private static Read again(LoadMessage message) {
        return new Read(message, true);
    }

    /** The first queue holds these, the other none. */
    private void audit(boolean drained, Read... reads) throws Exception {
        List<Read> all = new ArrayList<>(Arrays.asList(reads));
        ledger.audit(
                (audited, messages) -> {
                    if (audited == queue) {
                        all.forEach(read -> messages.next(read.message().toBody(), read.redelivered()));
                    }
                },
                drained);
    }

    private List<String> violations() {
        return ledger.violations().all();
    }
}
