package io.leveret.broker.vhost;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.counters.DeadLetterCounters.Drop;
import io.leveret.broker.shard.BrokerShard;
import io.leveret.codec.FieldTable;
import io.leveret.persistence.log.MemoryLog.Entry;
import io.leveret.persistence.log.RecordKind;
import io.leveret.queue.Message;
import io.leveret.queue.RemovalReason;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The way of dead letters between queues of any shards: nothing is lost, and nothing waits for ever. */
class DeadLetterTransferTest {
    private static final int SHARDS = 3;

    private final VhostFixture node = new VhostFixture(SHARDS);

    private static FieldTable to(String queue) {
        return FieldTable.builder()
                .string("x-dead-letter-exchange", "")
                .string("x-dead-letter-routing-key", queue)
                .build();
    }

    private BrokerShard shard(int index) {
        return node.shards.get(index);
    }

    private static Message message(String queue) {
        byte[] key = queue.getBytes(StandardCharsets.US_ASCII);
        byte[] address = new byte[key.length + 2];
        address[1] = (byte) key.length;
        System.arraycopy(key, 0, address, 2, key.length);
        return new Message(address, new byte[] {0, 0, 'b'}, 2, Message.NO_TTL, 0, true);
    }

    private void publish(BrokerQueue queue, int from) {
        node.shards.turn(from, () -> {
            Message message = message(queue.name());
            node.vhosts.storage().log(shard(from)).body(message, 1);
            queue.enqueue(shard(from), null, 0, message);
        });
    }

    /** Takes the first message, to be rejected by what is returned. */
    private Runnable holding(BrokerQueue queue, int from) {
        QueueEnd end = new QueueEnd(shard(from));
        node.shards.turn(from, () -> queue.get(shard(from), end, false));
        assertThat(end.ids).hasSize(1);
        return () -> queue.reject(shard(from), new long[] {end.ids.get(0)});
    }

    private long dropped(Drop drop) {
        return node.vhosts.deadLetters().dropped(drop);
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

    @Test
    void onOneShardAllOfItHappensInOneTurn() {
        BrokerQueue grave = node.queue("grave", true, 0);
        BrokerQueue source = node.queue("source", true, 0, to("grave"));
        publish(source, 0);
        Runnable reject = holding(source, 0);
        int before = node.log.durable().size();
        shard(0).beginTurn();
        reject.run();
        assertThat(node.log.durable()).hasSize(before);
        shard(0).endTurn();
        assertThat(node.log.durable().subList(before, node.log.durable().size()).stream()
                        .map(Entry::kind))
                .containsExactly(RecordKind.BODY, RecordKind.ADD, RecordKind.DROP);
        assertThat(source.contents().messageCount()).isZero();
        assertThat(grave.contents().messageCount()).isOne();
        assertThat(node.vhosts.deadLetters().deadLettered(RemovalReason.REJECTED))
                .isOne();
    }

    @Test
    void aQueueOfAnotherShardHasItInTheLogBeforeItLeaves() {
        BrokerQueue grave = node.queue("grave", true, 1);
        BrokerQueue source = node.queue("source", true, 0, to("grave"));
        publish(source, 0);
        Runnable reject = holding(source, 0);
        shard(0).execute(reject);
        node.shards.thread(0).run();
        assertThat(source.contents().messageCount()).as("nobody has it yet").isOne();
        node.shards.run();
        assertThat(source.contents().messageCount()).isZero();
        assertThat(grave.contents().messageCount()).isOne();
        assertThat(logged(RecordKind.ADD, grave)).isPositive().isLessThan(logged(RecordKind.DROP, source));
    }

    @Test
    void allTargetsHaveItBeforeItLeaves() throws Exception {
        node.exchange("dlx", "fanout", false);
        BrokerQueue source = node.queue(
                "source",
                true,
                0,
                FieldTable.builder().string("x-dead-letter-exchange", "dlx").build());
        BrokerQueue[] graves = new BrokerQueue[SHARDS];
        for (int i = 0; i < SHARDS; i++) {
            graves[i] = node.queue("grave" + i, true, i);
            node.bind("dlx", "grave" + i, "", FieldTable.EMPTY);
        }
        publish(source, 0);
        Runnable reject = holding(source, 0);
        shard(0).execute(reject);
        node.shards.thread(0).run();
        node.shards.thread(1).run();
        node.shards.thread(0).run();
        assertThat(source.contents().messageCount())
                .as("shard 2 has not answered")
                .isOne();
        node.shards.run();
        assertThat(source.contents().messageCount()).isZero();
        for (BrokerQueue grave : graves) {
            assertThat(logged(RecordKind.ADD, grave)).isBetween(0, logged(RecordKind.DROP, source) - 1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aTargetThatIsDeletedMeanwhileAnswersAllTheSame(int home) {
        BrokerQueue grave = node.queue("grave", true, home);
        BrokerQueue source = node.queue("source", true, 0, to("grave"));
        publish(source, 0);
        Runnable reject = holding(source, 0);
        if (home == 0) {
            node.deleteQueue("grave");
            node.shards.turn(0, reject);
            assertThat(dropped(Drop.NO_ROUTE)).isOne();
        } else {
            shard(1).execute(() -> grave.end(Actor.BROKER));
            shard(0).execute(reject);
            node.shards.run();
            assertThat(dropped(Drop.QUEUE_GONE)).isOne();
        }
        assertThat(source.contents().messageCount()).isZero();
    }

    @Test
    void aSourceThatIsDeletedMeanwhileLeavesItsMessageToTheTarget() {
        BrokerQueue grave = node.queue("grave", true, 1);
        BrokerQueue source = node.queue("source", true, 0, to("grave"));
        publish(source, 0);
        Runnable reject = holding(source, 0);
        shard(0).execute(reject);
        node.shards.thread(0).run();
        shard(0).execute(() -> source.end(Actor.BROKER));
        node.shards.run();
        assertThat(grave.contents().messageCount()).isOne();
        assertThat(source.contents().messageCount()).isZero();
    }

    @Test
    void aSourceThatMovesMeanwhileLetsGoWhereItIs() {
        BrokerQueue grave = node.queue("grave", true, 1);
        BrokerQueue source = node.queue("source", true, 0, to("grave"));
        publish(source, 0);
        Runnable reject = holding(source, 0);
        shard(0).execute(reject);
        node.shards.thread(0).run();
        ShardConsumer consumer = new ShardConsumer(
                source, new QueueEnd(shard(2)), new ConsumerOptions("c", false, false, 0, 0, FieldTable.EMPTY), null);
        shard(2).execute(() -> source.subscribe(shard(2), consumer, outcome -> {}));
        node.shards.thread(2).run();
        node.shards.thread(0).run();
        node.shards.run();
        assertThat(source.shard()).isSameAs(shard(2));
        assertThat(source.contents().messageCount()).isZero();
        assertThat(grave.contents().messageCount()).isOne();
    }

    @Test
    void aTargetThatRefusesDropsIt() {
        node.queue(
                "grave",
                true,
                1,
                FieldTable.builder()
                        .integer("x-max-length", 0)
                        .string("x-overflow", "reject-publish")
                        .build());
        BrokerQueue source = node.queue("source", true, 0, to("grave"));
        publish(source, 0);
        node.shards.turn(0, holding(source, 0));
        assertThat(source.contents().messageCount()).isZero();
        assertThat(dropped(Drop.REFUSED)).isOne();
    }

    @Test
    void anExchangeThatIsNotThereDropsIt() {
        BrokerQueue source = node.queue(
                "source",
                true,
                0,
                FieldTable.builder().string("x-dead-letter-exchange", "nowhere").build());
        publish(source, 0);
        node.shards.turn(0, holding(source, 0));
        assertThat(source.contents().messageCount()).isZero();
        assertThat(dropped(Drop.NO_EXCHANGE)).isOne();
    }

    @Test
    void aQueueMayGetItsOwnDeadLettersButNotForEver() {
        BrokerQueue itself = node.queue(
                "self",
                true,
                0,
                to("self").toBuilder().integer("x-message-ttl", 10).build());
        publish(itself, 0);
        node.shards.turn(0, holding(itself, 0));
        assertThat(itself.contents().messageCount()).isOne();
        node.shards.advance(10);
        assertThat(itself.contents().messageCount())
                .as("rejected, then expired: once more would be a circle")
                .isZero();
        assertThat(dropped(Drop.CYCLE)).isOne();
    }

    @Test
    void whatARejectingQueueRefusesGoesToTheDeadLetterExchange() {
        BrokerQueue grave = node.queue("grave", true, 1);
        BrokerQueue source = node.queue(
                "source",
                true,
                0,
                to("grave").toBuilder()
                        .integer("x-max-length", 0)
                        .string("x-overflow", "reject-publish-dlx")
                        .build());
        publish(source, 2);
        assertThat(source.contents().messageCount()).isZero();
        assertThat(grave.contents().messageCount()).isOne();
    }

    @Test
    void otherOptionsHoldForWhatIsThere() {
        BrokerQueue grave = node.queue("grave", true, 1);
        BrokerQueue source = node.queue("source", true, 0);
        publish(source, 0);
        publish(source, 0);
        node.policies(
                "{\"dead-letter-exchange\":\"\",\"dead-letter-routing-key\":\"grave\",\"max-length\":1}", "^source$");
        assertThat(source.contents().messageCount()).isOne();
        assertThat(grave.contents().messageCount()).isOne();
    }
}
