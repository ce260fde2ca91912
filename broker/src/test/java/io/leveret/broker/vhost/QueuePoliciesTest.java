package io.leveret.broker.vhost;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.policies.Policies;
import io.leveret.broker.policies.PolicyRules;
import io.leveret.broker.shard.BrokerShard;
import io.leveret.codec.FieldTable;
import io.leveret.queue.Message;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What changes for queues, on whichever shard, when policies do. */
class QueuePoliciesTest {
    private static final int SHARDS = 3;

    private VhostFixture node = new VhostFixture(SHARDS);

    private void publish(BrokerQueue queue, int count) {
        BrokerShard from = node.shards.get(0);
        for (int i = 0; i < count; i++) {
            byte[] key = queue.name().getBytes(java.nio.charset.StandardCharsets.US_ASCII);
            byte[] address = new byte[key.length + 2];
            address[1] = (byte) key.length;
            System.arraycopy(key, 0, address, 2, key.length);
            Message message = new Message(address, new byte[] {0, 0, 'b'}, 2, Message.NO_TTL, 0, true);
            node.shards.turn(0, () -> {
                node.vhosts.storage().log(from).body(message, 1);
                queue.enqueue(from, null, 0, message);
            });
        }
    }

    private static long ready(BrokerQueue queue) {
        return queue.contents().messageCount();
    }

    @Test
    void aPolicyHoldsForQueuesOfAllShardsThatAreThereAndThatCome() {
        for (int shard = 0; shard < SHARDS; shard++) {
            BrokerQueue queue = node.queue("q" + shard, true, shard);
            publish(queue, 3);
        }
        node.policies("{\"max-length\":1}", "^q");
        for (int shard = 0; shard < SHARDS; shard++) {
            assertThat(ready(node.vhost().queue("q" + shard))).isOne();
        }
        BrokerQueue later = node.queue("q", true, 1);
        BrokerQueue other = node.queue("other", true, 1);
        publish(later, 3);
        publish(other, 3);
        assertThat(ready(later)).isOne();
        assertThat(ready(other)).isEqualTo(3);
        assertThat(later.policy().name()).isEqualTo("p");
        assertThat(other.policy().name()).isEmpty();
    }

    @Test
    void aPolicyThatGoesHoldsNoMore() {
        BrokerQueue queue = node.queue("q", true, 2);
        node.policies("{\"max-length\":1}", "^q");
        publish(queue, 3);
        node.policies(Policies.NONE);
        publish(queue, 3);
        assertThat(ready(queue)).isEqualTo(4);
    }

    @Test
    void theOperatorsHoldsOverIt() {
        BrokerQueue queue = node.queue("q", true, 2);
        Map<String, Object> lower = Map.of("pattern", ".", "priority", 0L, "definition", Map.of("max-length", 2L));
        Map<String, Object> higher = Map.of("pattern", ".", "priority", 0L, "definition", Map.of("max-length", 4L));
        node.policies(new Policies(
                List.of(PolicyRules.policy(false, "p", higher)), List.of(PolicyRules.policy(true, "o", lower))));
        publish(queue, 5);
        assertThat(ready(queue)).isEqualTo(2);
        assertThat(queue.policy().operatorName()).isEqualTo("o");
    }

    @Test
    void aQueueGoesByAPolicyAsByAnArgument() {
        node.queue("old", true, 1);
        node.policies("{\"expires\":100}", ".");
        node.queue("new", true, 1);
        node.shards.advance(99);
        assertThat(node.vhost().queues()).hasSize(2);
        node.shards.advance(1);
        assertThat(node.vhost().queues()).isEmpty();
    }

    @Test
    void aShardChangesAFewQueuesInATurn() {
        int count = QueuePass.QUEUES_A_TURN * 2;
        for (int i = 0; i < count; i++) {
            node.queue("q" + i, false, 1);
        }
        node.vhost().policies(expiring());
        node.vhost().applyPolicies(queues -> {});
        BrokerShard shard = node.shards.get(1);
        long[] changed = new long[1];
        shard.execute(() -> changed[0] = node.vhost().queues().stream()
                .filter(queue -> queue.options().expiresMs() == 100)
                .count());
        node.shards.run();
        assertThat(changed[0]).isPositive().isLessThanOrEqualTo(QueuePass.QUEUES_A_TURN);
        assertThat(node.vhost().queues()).allMatch(queue -> queue.options().expiresMs() == 100);
    }

    private static Policies expiring() {
        return new Policies(
                List.of(PolicyRules.policy(
                        false, "p", Map.of("pattern", ".", "priority", 0L, "definition", Map.of("expires", 100L)))),
                List.of());
    }

    /** As in RabbitMQ: a queue whose policies change begins to be unused anew. */
    @Test
    void aChangeBeginsTheTimeThatAQueueMayBeUnusedAnew() {
        node.queue("q", true, 1, FieldTable.builder().integer("x-expires", 100).build());
        node.shards.advance(60);
        node.policies("{\"expires\":80}", ".");
        node.shards.advance(79);
        assertThat(node.vhost().queues()).hasSize(1);
        node.shards.advance(1);
        assertThat(node.vhost().queues()).isEmpty();
    }

    @Test
    void aQueueThatIsDeletedMeanwhileIsLeftAlone() {
        node.queue("q", true, 1);
        node.vhost().policies(expiring());
        boolean[] done = new boolean[1];
        node.vhost().applyPolicies(queues -> done[0] = true);
        node.deleteQueue("q");
        node.shards.advance(1_000);
        assertThat(done[0]).isTrue();
        assertThat(node.vhost().queues()).isEmpty();
    }

    @Test
    void policiesHoldAgainAfterARestartBeforeAnythingElseHappens() throws Exception {
        node.queue("q", true, 0);
        node.exchange("e", "direct", true);
        Policies stored = new Policies(
                List.of(PolicyRules.policy(
                        false,
                        "p",
                        Map.of(
                                "pattern",
                                ".",
                                "priority",
                                0L,
                                "definition",
                                Map.of("expires", 100L, "max-length", 1L, "alternate-exchange", "amq.fanout")))),
                List.of());
        node = node.restarted(stored);
        BrokerQueue queue = node.vhost().queue("q");
        assertThat(queue.policy().name()).isEqualTo("p");
        assertThat(node.vhost().exchange("e").alternate()).isEqualTo("amq.fanout");
        publish(queue, 3);
        assertThat(ready(queue)).isOne();
        node.shards.advance(99);
        assertThat(node.vhost().queues()).hasSize(1);
        node.shards.advance(1);
        assertThat(node.vhost().queues()).isEmpty();
    }

    @Test
    void cachedRoutesDieWithAPolicyForExchangesAlone() throws Exception {
        node.exchange("e", "direct", true);
        node.queue("q", true, 0);
        node.bind("amq.fanout", "q", "", FieldTable.EMPTY);
        assertThat(node.routed("e", "k")).isEmpty();
        long version = node.vhost().topologyVersion();
        node.policies("{\"max-length\":1}", ".");
        assertThat(node.vhost().topologyVersion()).isEqualTo(version);
        node.policies("{\"alternate-exchange\":\"amq.fanout\"}", "^e$");
        assertThat(node.routed("e", "k")).containsExactly("q");
        node.policies(Policies.NONE);
        assertThat(node.routed("e", "k")).isEmpty();
    }
}
