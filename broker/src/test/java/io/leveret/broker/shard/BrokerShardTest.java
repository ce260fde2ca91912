package io.leveret.broker.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BrokerShardTest {
    private final HandDrivenShards shards = new HandDrivenShards(2);
    private final BrokerShard shard = shards.get(0);
    private final HandDrivenThread thread = shards.thread(0);
    private final List<String> seen = new ArrayList<>();

    // ---- turns

    @Test
    void aTurnEndsWithTheRunQueueThenConfirmsThenSocketsThenOtherShards() {
        shard.execute(() -> {
            Shards.send(shard, shards.get(1), () -> seen.add("other shard"));
            shard.flushAtEndOfTurn(() -> {
                assertThat(shards.thread(1).waiting()).isZero();
                seen.add("socket");
            });
            shard.atEndOfTurn(() -> seen.add("confirms"));
            shard.soon(() -> seen.add("run queue"));
            seen.add("task");
        });
        shards.run();
        assertThat(seen).containsExactly("task", "run queue", "confirms", "socket", "other shard");
    }

    @Test
    void turnsAreCounted() {
        shard.execute(() -> shard.soon(() -> seen.add("the same turn")));
        shard.execute(() -> {});
        thread.run();
        assertThat(shard.turns()).isEqualTo(2);
        assertThat(shards.get(1).turns()).isZero();
        assertThat(shard.cpuNanos()).as("nobody knows").isEqualTo(-1);
    }

    @Test
    void whatIsAddedWhileATurnEndsIsServedInTheSameTurn() {
        shard.execute(() -> shard.soon(() -> shard.atEndOfTurn(() -> {
            seen.add("confirms");
            shard.flushAtEndOfTurn(() -> {
                seen.add("socket");
                if (seen.size() == 2) {
                    shard.soon(() -> {
                        seen.add("writable");
                        shard.flushAtEndOfTurn(() -> seen.add("socket again"));
                    });
                }
            });
        })));
        assertThat(thread.runOne()).isTrue();
        assertThat(seen).containsExactly("confirms", "socket", "writable", "socket again");
        assertThat(thread.waiting()).isZero();
    }

    @Test
    void whoAskedForTheEndOfATurnIsNotCalledAtTheNext() {
        shard.execute(() -> shard.atEndOfTurn(() -> seen.add("end")));
        shard.execute(() -> {});
        thread.run();
        assertThat(seen).containsExactly("end");
    }

    @Test
    void moreTasksThanATurnServesAreLeftToTurnsOfTheirOwn() {
        int[] left = {25_000};
        int[] turns = {0};
        Runnable again = new Runnable() {
            @Override
            public void run() {
                if (--left[0] > 0) {
                    shard.soon(this);
                }
            }
        };
        shard.execute(() -> shard.soon(again));
        while (thread.runOne()) {
            turns[0]++;
        }
        assertThat(left[0]).isZero();
        assertThat(turns[0]).isEqualTo(3);
    }

    @Test
    void aTaskForSoonOutsideATurnGetsATurn() {
        shard.soon(() -> seen.add(shard.inTurn() ? "in a turn" : "outside"));
        assertThat(seen).isEmpty();
        thread.run();
        assertThat(seen).containsExactly("in a turn");
    }

    @Test
    void aTurnSeesOneTime() {
        long startMs = thread.nowMs();
        shard.beginTurn();
        thread.advance(500);
        assertThat(shard.nowMs()).isEqualTo(startMs);
        shard.endTurn();
        shard.beginTurn();
        assertThat(shard.nowMs()).isEqualTo(startMs + 500);
        shard.endTurn();
    }

    @Test
    void aTurnWithinATurnIsAMistake() {
        shard.beginTurn();
        assertThatThrownBy(shard::beginTurn).isInstanceOf(IllegalStateException.class);
    }

    // ---- failures

    @Test
    void whatThrowsDisturbsNothingElse() {
        Runnable failing = () -> {
            throw new IllegalStateException("on purpose");
        };
        shard.execute(() -> {
            shard.soon(failing);
            shard.soon(() -> seen.add("run queue"));
            shard.atEndOfTurn(failing::run);
            shard.atEndOfTurn(() -> seen.add("confirms"));
            shard.flushAtEndOfTurn(failing::run);
            shard.flushAtEndOfTurn(() -> seen.add("socket"));
            Shards.send(shard, shards.get(1), failing);
            Shards.send(shard, shards.get(1), () -> seen.add("other shard"));
            failing.run();
        });
        shard.wakeAt(thread.nowMs() + 1, failing);
        shard.wakeAt(thread.nowMs() + 1, () -> seen.add("timer"));
        shards.run();
        shards.advance(1);
        assertThat(seen).containsExactly("run queue", "confirms", "socket", "other shard", "timer");
        assertThat(shard.inTurn()).isFalse();
        assertThat(shard.linkTo(shards.get(1)).isFull()).isFalse();
    }

    @Test
    void anErrorEndsNoMoreThanItsTask() {
        Runnable failing = () -> {
            throw new StackOverflowError("on purpose");
        };
        shard.execute(() -> {
            shard.soon(failing);
            shard.atEndOfTurn(failing::run);
            shard.flushAtEndOfTurn(failing::run);
            Shards.send(shard, shards.get(1), failing);
            Shards.send(shard, shards.get(1), () -> seen.add("other shard"));
            failing.run();
        });
        shards.run();
        shard.execute(() -> seen.add("next turn"));
        shards.run();
        assertThat(seen).containsExactly("other shard", "next turn");
    }

    @Test
    void aShardWhoseNeighbourHasEndedGoesOn() {
        shards.thread(1).close();
        shard.execute(() -> Shards.send(shard, shards.get(1), () -> seen.add("lost")));
        shard.execute(() -> seen.add("next turn"));
        thread.run();
        assertThat(seen).containsExactly("next turn");
    }

    // ---- timers

    @Test
    void timersRunInOrderWhenTheirTimeHasCome() {
        long startMs = thread.nowMs();
        for (int delay : new int[] {300, 100, 200, 100}) {
            shard.wakeAt(startMs + delay, () -> seen.add(delay + " at " + (shard.nowMs() - startMs)));
        }
        shards.advance(99);
        assertThat(seen).isEmpty();
        shards.advance(500);
        assertThat(seen).containsExactly("100 at 100", "100 at 100", "200 at 200", "300 at 300");
    }

    @Test
    void aTimerThatIsDueAlreadyRunsSoon() {
        shard.wakeAt(thread.nowMs() - 1, () -> seen.add("due"));
        assertThat(seen).isEmpty();
        shards.advance(0);
        assertThat(seen).containsExactly("due");
    }

    @Test
    void aThreadThatWakesTooEarlyIsWokenAgain() {
        shard.wakeAt(thread.nowMs() + 100, () -> seen.add("due"));
        thread.advance(99);
        thread.runNextAlarmEarly();
        assertThat(seen).isEmpty();
        thread.advance(1);
        assertThat(seen).containsExactly("due");
    }

    @Test
    void aTimerMaySetTheNext() {
        long startMs = thread.nowMs();
        Runnable every = new Runnable() {
            @Override
            public void run() {
                seen.add("at " + (shard.nowMs() - startMs));
                shard.wakeAt(shard.nowMs() + 10, this);
            }
        };
        shard.wakeAt(startMs + 10, every);
        shards.advance(35);
        assertThat(seen).containsExactly("at 10", "at 20", "at 30");
        assertThat(thread.alarms()).isOne();
    }

    /** Each connection sets a timer that is earlier than those of the old ones. */
    @Test
    void alarmsOfTheThreadDoNotPileUp() {
        shard.wakeAt(thread.nowMs() + 1_000_000_000, () -> seen.add("far"));
        for (int i = 0; i < 1_000; i++) {
            shard.wakeAt(thread.nowMs() + 10, () -> {});
            thread.advance(20);
        }
        assertThat(thread.alarms()).isOne();
        thread.advance(1_000_000_000);
        assertThat(seen).containsExactly("far");
        assertThat(thread.alarms()).isZero();
    }
}
