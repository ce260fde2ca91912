package io.leveret.broker.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leveret.broker.policies.Limits;
import io.leveret.codec.AmqpException;
import io.leveret.codec.ReplyCode;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class ClientCountsTest {
    private final Limits limits = new Limits();
    private final ClientCounts counts = new ClientCounts(limits, "n@h", 20, 5);

    private static void refused(ThrowingCallable call, String text) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        AmqpException.class, e -> assertThat(e.code()).isEqualTo(ReplyCode.NOT_ALLOWED))
                .hasMessageContaining(text);
    }

    @Test
    void aVirtualHostHasSoManyConnectionsAndNoMore() throws AmqpException {
        limits.vhost("v", Map.of("max-connections", 2L));
        counts.connectionOpens("v", "a");
        counts.connectionOpens("v", "b");
        counts.connectionOpens("w", "b");
        refused(
                () -> counts.connectionOpens("v", "c"),
                "access to vhost 'v' refused for user 'c': connection limit (2) is reached");
        counts.connectionGone("v", "a");
        counts.connectionOpens("v", "c");
        limits.vhost("v", Map.of("max-connections", 0L));
        refused(() -> counts.connectionOpens("v", "c"), "connection limit (0) is reached");
        limits.vhost("v", Map.of());
        counts.connectionOpens("v", "c");
    }

    @Test
    void aUserHasSoManyConnectionsAndOneThatIsRefusedDoesNotCount() throws AmqpException {
        limits.user("a", Map.of("max-connections", 1L));
        limits.vhost("v", Map.of("max-connections", 2L));
        counts.connectionOpens("v", "a");
        refused(
                () -> counts.connectionOpens("v", "a"),
                "connection refused for user 'a': user connection limit (1) is reached");
        counts.connectionOpens("v", "b");
    }

    @Test
    void theNodeHasSoManyConnectionsAndOneThatIsRefusedDoesNotCount() throws AmqpException {
        limits.vhost("v", Map.of("max-connections", 0L));
        limits.user("x", Map.of("max-connections", 0L));
        for (int i = 0; i < 20; i++) {
            refused(() -> counts.connectionOpens("v", "a"), "connection limit (0) is reached");
            refused(() -> counts.connectionOpens("w", "x"), "user connection limit (0) is reached");
            counts.connectionOpens("w", "a");
        }
        refused(() -> counts.connectionOpens("w", "a"), "connection refused: node connection limit (20) is reached");
        refused(() -> counts.connectionOpens("v", "a"), "node connection limit (20) is reached");
        counts.connectionGone("w", "a");
        counts.connectionOpens("w", "a");
    }

    @Test
    void aUserHasSoManyChannelsAndSoHasTheNode() throws AmqpException {
        limits.user("a", Map.of("max-channels", 2L));
        counts.channelOpens("a");
        counts.channelOpens("a");
        refused(
                () -> counts.channelOpens("a"),
                "number of channels opened for user 'n@h' has reached the maximum allowed user limit of (2)");
        counts.channelOpens("b");
        counts.channelsGone("a", 2);
        for (int i = 0; i < 4; i++) {
            counts.channelOpens("b");
        }
        refused(
                () -> counts.channelOpens("b"),
                "number of channels opened on node 'n@h' has reached the maximum allowed limit of (5)");
        counts.channelsGone("b", 1);
        counts.channelOpens("a");
    }

    @Test
    void belowZeroIsNoLimit() throws AmqpException {
        limits.user("a", Map.of("max-channels", -1L, "max-connections", -1L));
        counts.connectionOpens("v", "a");
        counts.channelOpens("a");
    }

    @Test
    void ofManyThatComeAtOnceNoneIsOneTooMany() throws Exception {
        limits.vhost("v", Map.of("max-connections", 7L));
        AtomicInteger opened = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        for (int i = 0; i < 200; i++) {
            String user = "u" + i % 3;
            threads.execute(() -> {
                try {
                    counts.connectionOpens("v", user);
                    opened.incrementAndGet();
                } catch (AmqpException e) {
                    assertThat(e.replyText()).contains("limit (7)");
                }
            });
        }
        threads.shutdown();
        assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(opened).hasValue(7);
    }
}
