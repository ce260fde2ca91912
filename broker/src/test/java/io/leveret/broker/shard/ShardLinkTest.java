package io.leveret.broker.shard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShardLinkTest {
    private static final long LIMIT_BYTES = 1_000;

    private final HandDrivenShards shards = new HandDrivenShards(2, LIMIT_BYTES);
    private final BrokerShard source = shards.get(0);
    private final ShardLink link = source.linkTo(shards.get(1));
    private final List<Long> received = new ArrayList<>();
    private final ShardReceiver receiver = (at, operation, first, second, object, other) -> received.add(first);

    @Test
    void thereIsNoLinkFromAShardToItself() {
        assertThat(source.linkTo(source)).isNull();
    }

    @Test
    void commandsArriveInTheOrderTheyWereSent() {
        for (int turn = 0; turn < 5; turn++) {
            int base = turn * 10;
            source.execute(() -> {
                for (int i = 0; i < 10; i++) {
                    send(base + i);
                }
            });
        }
        shards.run();
        assertThat(received).hasSize(50).isSorted();
    }

    @Test
    void nothingLeavesBeforeTheTurnEnds() {
        source.beginTurn();
        send(1);
        assertThat(shards.thread(1).waiting()).isZero();
        source.endTurn();
        assertThat(shards.thread(1).waiting()).isOne();
    }

    @Test
    void aBurstOfTurnsWakesTheTargetOnce() {
        for (int i = 0; i < 10; i++) {
            int number = i;
            source.execute(() -> send(number));
        }
        shards.thread(0).run();
        assertThat(shards.thread(1).waiting()).isOne();
        assertThat(shards.thread(1).runOne()).isTrue();
        assertThat(received).hasSize(10);
        assertThat(shards.thread(1).waiting()).isZero();
        shards.turn(0, () -> send(10));
        assertThat(received).as("after a burst it is woken again").hasSize(11);
    }

    @Test
    void moreBatchesThanATurnTakesAreLeftToLaterTurns() {
        for (int i = 0; i < 40; i++) {
            int number = i;
            source.execute(() -> send(number));
        }
        shards.thread(0).run();
        shards.thread(1).runOne();
        assertThat(received).hasSize(16);
        assertThat(shards.thread(1).waiting()).isOne();
        shards.run();
        assertThat(received).hasSize(40).isSorted();
    }

    @Test
    void itIsFullPastItsLimitUntilTheTargetHasCaughtUp() {
        source.beginTurn();
        send(1);
        link.addWeight(LIMIT_BYTES - ShardLink.COMMAND_BYTES);
        assertThat(link.isFull()).as("at its limit").isFalse();
        link.addWeight(1);
        assertThat(link.isFull()).isTrue();
        source.endTurn();
        assertThat(link.isFull()).isTrue();
        shards.run();
        assertThat(link.isFull()).isFalse();
    }

    @Test
    void whoWaitsIsToldOnceWhenHalfOfTheLimitIsFree() {
        List<String> told = new ArrayList<>();
        source.beginTurn();
        send(1);
        link.addWeight(LIMIT_BYTES);
        link.whenDrained(() -> told.add("first"));
        link.whenDrained(() -> told.add("second"));
        source.endTurn();
        shards.thread(0).run();
        assertThat(told).isEmpty();
        shards.run();
        assertThat(told).containsExactly("first", "second");
        shards.turn(0, () -> send(2));
        assertThat(told).hasSize(2);
    }

    @Test
    void aBatchThatFreesLessThanHalfTellsNobodyYet() {
        List<String> told = new ArrayList<>();
        sendHeavy(600);
        sendHeavy(600);
        source.beginTurn();
        link.whenDrained(() -> told.add("told"));
        source.endTurn();
        assertThat(link.isFull()).isTrue();
        // Seen from the source, one of the two is done.
        ShardBatch first = new ShardBatch();
        first.weigh(600);
        link.processed(first);
        shards.thread(0).run();
        assertThat(link.isFull()).isFalse();
        assertThat(told).isEmpty();
        shards.run();
        assertThat(told).containsExactly("told");
    }

    @Test
    void whoAsksWhenItIsDrainedAlreadyIsToldInTheSameTurn() {
        List<String> told = new ArrayList<>();
        source.beginTurn();
        link.whenDrained(() -> told.add("told"));
        assertThat(told).as("not within the call").isEmpty();
        source.endTurn();
        assertThat(told).containsExactly("told");
    }

    @Test
    void oneWhoFailsWhenToldKeepsNobodyElseWaiting() {
        List<String> told = new ArrayList<>();
        source.beginTurn();
        send(1);
        link.addWeight(LIMIT_BYTES);
        link.whenDrained(() -> {
            throw new IllegalStateException("on purpose");
        });
        link.whenDrained(() -> told.add("told"));
        source.endTurn();
        shards.run();
        assertThat(told).containsExactly("told");
    }

    private void send(long number) {
        link.send(receiver, 0, number, 0, null, null);
    }

    private void sendHeavy(long bytes) {
        source.beginTurn();
        send(0);
        link.addWeight(bytes - ShardLink.COMMAND_BYTES);
        source.endTurn();
    }
}
