package io.leveret.broker.vhost;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.deadletter.Readdressed;
import io.leveret.broker.shard.BrokerShard;
import io.leveret.codec.FieldTable;
import io.leveret.persistence.log.MemoryLog.Entry;
import io.leveret.persistence.log.RecordKind;
import io.leveret.queue.Message;
import io.leveret.queue.QueueLook;
import io.leveret.queue.QueuePosition;
import io.leveret.queue.QueueView;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages that are moved by hand: they are in one queue at least at any time, and stay where nobody takes them. */
class MoveTransferTest {
    private static final int SHARDS = 3;
    private static final FieldTable FULL = FieldTable.builder()
            .integer("x-max-length", 0)
            .string("x-overflow", "reject-publish")
            .build();

    private final VhostFixture node = new VhostFixture(SHARDS);
    private final BrokerQueue source = node.queue("source", true, 0);

    private BrokerShard shard(int index) {
        return node.shards.get(index);
    }

    private static Message message(String exchange, String key) {
        byte[] address = new byte[exchange.length() + key.length() + 2];
        address[0] = (byte) exchange.length();
        System.arraycopy(exchange.getBytes(), 0, address, 1, exchange.length());
        address[exchange.length() + 1] = (byte) key.length();
        System.arraycopy(key.getBytes(), 0, address, exchange.length() + 2, key.length());
        return new Message(address, new byte[] {0, 0, 'b'}, 2, Message.NO_TTL, 0, true);
    }

    private void publish(int count) {
        node.shards.turn(0, () -> {
            for (int n = 0; n < count; n++) {
                Message message = message("", "source");
                node.vhosts.storage().log(shard(0)).body(message, 1);
                source.enqueue(shard(0), null, 0, message);
            }
        });
    }

    private List<QueueView.Entry> entries(BrokerQueue queue) {
        List<QueueView.Entry> entries = new ArrayList<>();
        node.shards.turn(
                0,
                () -> queue.look(
                        shard(0),
                        new QueueLook(QueuePosition.FIRST, 1000, Long.MAX_VALUE),
                        view -> entries.addAll(view.entries())));
        return entries;
    }

    private List<Parcel> parcels(String queue) {
        return entries(source).stream()
                .map(entry -> new Parcel(entry.id(), Readdressed.same(entry.message()), queue))
                .toList();
    }

    private List<MoveOutcome> move(List<Parcel> parcels) {
        List<MoveOutcome> outcomes = new ArrayList<>();
        node.shards.turn(
                2, () -> QueueMoves.move(source, shard(2), parcels, answered -> outcomes.addAll(List.of(answered))));
        return outcomes;
    }

    /** Where in the log a queue adds or drops its first message, -1 for nowhere. */
    private int logged(RecordKind kind, BrokerQueue queue) {
        List<Entry> entries = node.log.durable();
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i).kind() == kind && entries.get(i).stream() == queue.streamId()) {
                return i;
            }
        }
        return -1;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void theTargetHasItInTheLogBeforeItLeaves(int home) {
        BrokerQueue target = node.queue("target", true, home);
        publish(3);
        assertThat(move(parcels("target"))).hasSize(3).containsOnly(MoveOutcome.MOVED);
        assertThat(source.contents().messageCount()).isZero();
        assertThat(entries(target)).hasSize(3);
        assertThat(logged(RecordKind.ADD, target)).isPositive().isLessThan(logged(RecordKind.DROP, source));
    }

    @Test
    void itStaysUntilAQueueOfAnotherShardHasIt() {
        BrokerQueue target = node.queue("target", true, 1);
        publish(1);
        List<Parcel> parcels = parcels("target");
        shard(0).execute(() -> QueueMoves.move(source, shard(0), parcels, answered -> {}));
        node.shards.thread(0).run();
        assertThat(source.contents().messageCount()).as("nobody has it yet").isOne();
        assertThat(target.contents().messageCount()).isZero();
        node.shards.run();
        assertThat(source.contents().messageCount()).isZero();
        assertThat(target.contents().messageCount()).isOne();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void whatAFullQueueRefusesStaysInItsPlace(int home) {
        node.queue("target", true, home, FULL);
        publish(3);
        List<QueueView.Entry> before = entries(source);
        assertThat(move(parcels("target"))).containsOnly(MoveOutcome.REFUSED);
        assertThat(entries(source)).isEqualTo(before);
        assertThat(source.gauges().readyCount()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void whatStaysIsNotADeadLetterToo(int home) {
        FieldTable refusing = FieldTable.builder()
                .integer("x-max-length", 0)
                .string("x-overflow", "reject-publish-dlx")
                .string("x-dead-letter-exchange", "")
                .string("x-dead-letter-routing-key", "source")
                .build();
        node.queue("target", true, home, refusing);
        publish(3);
        assertThat(move(parcels("target"))).hasSize(3).containsOnly(MoveOutcome.REFUSED);
        assertThat(entries(source)).hasSize(3);
    }

    @Test
    void whatLeadsNowhereStays() {
        publish(2);
        assertThat(move(parcels("nowhere"))).containsOnly(MoveOutcome.UNROUTABLE);
        List<Parcel> toExchange = entries(source).stream()
                .map(entry -> new Parcel(entry.id(), Readdressed.to(entry.message(), "none", "k"), null))
                .toList();
        assertThat(move(toExchange)).containsOnly(MoveOutcome.UNROUTABLE);
        assertThat(entries(source)).extracting(QueueView.Entry::state).containsOnly(QueueView.State.READY);
    }

    @Test
    void oneQueueThatTakesItIsEnough() throws Exception {
        node.exchange("x", "fanout", true);
        node.queue("full", true, 1, FULL);
        BrokerQueue free = node.queue("free", true, 2);
        node.bind("x", "full", "", FieldTable.EMPTY);
        node.bind("x", "free", "", FieldTable.EMPTY);
        publish(1);
        List<Parcel> parcels = entries(source).stream()
                .map(entry -> new Parcel(entry.id(), Readdressed.to(entry.message(), "x", "k"), null))
                .toList();
        assertThat(move(parcels)).containsExactly(MoveOutcome.MOVED);
        assertThat(entries(free).get(0).message().routingKey()).isEqualTo("k");
        assertThat(source.contents().messageCount()).isZero();
    }

    @Test
    void whatIsTakenMeanwhileIsNotMoved() {
        BrokerQueue target = node.queue("target", true, 1);
        publish(2);
        List<Parcel> parcels = parcels("target");
        QueueEnd end = new QueueEnd(shard(0));
        node.shards.turn(0, () -> source.get(shard(0), end, false));
        assertThat(move(parcels)).containsExactly(MoveOutcome.TAKEN, MoveOutcome.MOVED);
        assertThat(target.contents().messageCount()).isOne();
        assertThat(source.gauges().unackedCount()).isOne();
    }

    @Test
    void aTargetThatIsDeletedOnTheWayLeavesItWhereItIs() {
        BrokerQueue target = node.queue("target", true, 1);
        publish(1);
        List<Parcel> parcels = parcels("target");
        List<MoveOutcome> outcomes = new ArrayList<>();
        shard(1).execute(() -> target.end(Actor.BROKER));
        shard(0).execute(() ->
                QueueMoves.move(source, shard(0), parcels, answered -> outcomes.addAll(List.of(answered))));
        node.shards.run();
        assertThat(outcomes).containsExactly(MoveOutcome.REFUSED);
        assertThat(source.gauges().readyCount()).isOne();
    }

    @Test
    void aSourceThatIsDeletedOnTheWayAnswersAllTheSame() {
        BrokerQueue target = node.queue("target", true, 1);
        publish(1);
        List<Parcel> parcels = parcels("target");
        List<MoveOutcome> outcomes = new ArrayList<>();
        shard(0).execute(() ->
                QueueMoves.move(source, shard(0), parcels, answered -> outcomes.addAll(List.of(answered))));
        node.shards.thread(0).run();
        shard(0).execute(() -> source.end(Actor.BROKER));
        node.shards.run();
        assertThat(outcomes).containsExactly(MoveOutcome.MOVED);
        assertThat(target.contents().messageCount()).isOne();
        assertThat(source.contents().messageCount()).isZero();
    }

    @Test
    void aMessageMayGoToTheEndOfItsOwnQueue() {
        publish(2);
        List<Parcel> first = parcels("source").subList(0, 1);
        assertThat(move(first)).containsExactly(MoveOutcome.MOVED);
        assertThat(entries(source)).extracting(QueueView.Entry::id).containsExactly(2L, 3L);
    }

    /** A look at a shard that is busy with others takes its turn, and one page of the index at a time. */
    @Test
    void aSearchTakesATurnForEachPage() {
        publish(10_000);
        int[] turns = new int[1];
        QueuePosition next = QueuePosition.FIRST;
        List<Long> seen = new ArrayList<>();
        while (next != null) {
            QueuePosition from = next;
            QueueView[] view = new QueueView[1];
            node.shards.turn(0, () -> {
                turns[0]++;
                source.look(shard(0), new QueueLook(from, Integer.MAX_VALUE, Long.MAX_VALUE), shown -> view[0] = shown);
            });
            assertThat(view[0].entries()).hasSizeLessThanOrEqualTo(1024);
            view[0].entries().forEach(entry -> seen.add(entry.id()));
            next = view[0].next();
        }
        assertThat(seen).hasSize(10_000).isSorted();
        assertThat(turns[0]).isEqualTo(10);
    }
}
