package io.leveret.broker.vhost;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.policies.NamePattern;
import io.leveret.broker.policies.Policies;
import io.leveret.broker.policies.Policy;
import io.leveret.codec.FieldTable;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Declaring something while very many policies are looked through for it. */
@Timeout(60)
class VhostPoliciesTest {
    /** So many that one name keeps a processor busy for a second. */
    private static final int MANY = 40_000;

    private final VhostFixture node = new VhostFixture(1);
    private final CompletableFuture<Void> declared = new CompletableFuture<>();

    private static Policies slow() {
        Policy policy = new Policy(
                "old",
                NamePattern.compile("(a|aa|aaa)*b{0,30}c$"),
                "all",
                0,
                Collections.unmodifiableSortedMap(new TreeMap<>()));
        return new Policies(Collections.nCopies(MANY, policy), List.of());
    }

    private Thread declaring(String name, boolean exchange) {
        Thread thread = new Thread(() -> {
            try {
                if (exchange) {
                    node.exchange(name, "direct", false);
                } else {
                    node.vhost()
                            .addQueue(
                                    new QueueDefinition(name, false, false, false, FieldTable.EMPTY),
                                    null,
                                    node.shards.get(0),
                                    Actor.BROKER,
                                    VhostFixture.NOBODY);
                }
                declared.complete(null);
            } catch (Exception e) {
                declared.completeExceptionally(e);
            }
        });
        thread.start();
        return thread;
    }

    private static boolean isMatching(Thread thread) {
        return Arrays.stream(thread.getStackTrace())
                .anyMatch(frame -> frame.getClassName().equals(NamePattern.class.getName()));
    }

    private void awaitMatching(Thread thread) {
        while (!isMatching(thread)) {
            assertThat(declared).isNotDone();
            Thread.onSpinWait();
        }
    }

    @Test
    void aQueueThatIsMatchedHoldsUpNobodyAndGetsThePoliciesThatHoldWhenItIsThere() throws Exception {
        node.vhost().policies(slow());
        Thread thread = declaring("a".repeat(240), false);
        awaitMatching(thread);
        assertThat(node.vhost().queue("other")).isNull();
        assertThat(declared).as("while it is matched").isNotDone();
        node.policies("{\"max-length\":1}", "^a");
        declared.get();
        assertThat(node.vhost().queue("a".repeat(240)).policy().name()).isEqualTo("p");
    }

    @Test
    void soDoesAnExchange() throws Exception {
        node.vhost().policies(slow());
        Thread thread = declaring("a".repeat(240), true);
        awaitMatching(thread);
        assertThat(node.vhost().exchange("other")).isNull();
        assertThat(declared).as("while it is matched").isNotDone();
        node.policies("{\"alternate-exchange\":\"amq.fanout\"}", "^a");
        declared.get();
        assertThat(node.vhost().exchange("a".repeat(240)).alternate()).isEqualTo("amq.fanout");
    }
}
