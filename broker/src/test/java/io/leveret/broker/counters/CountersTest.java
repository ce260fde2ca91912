package io.leveret.broker.counters;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.Seeded;
import io.leveret.broker.counters.ChurnCounters.Churn;
import io.leveret.management.admin.FiguresAdmin;
import io.leveret.management.admin.Stat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CountersTest {
    private final CounterArena arena = new CounterArena();

    @Test
    void aBlockBeginsWithZerosAndCounts() {
        CounterBlock block = arena.allocate();
        assertThat(values(block)).containsOnly(0L);
        block.count(MessageStat.ACK);
        block.count(MessageStat.ACK, 41);
        assertThat(block.get(MessageStat.ACK)).isEqualTo(42);
        assertThat(values(block).stream().filter(value -> value != 0)).hasSize(1);
    }

    @Test
    void aBlockThatWasGivenBackIsUsedAgainWithZeros() {
        CounterBlock block = arena.allocate();
        for (MessageStat stat : MessageStat.values()) {
            block.count(stat, 7);
        }
        arena.release(block);
        assertThat(values(block)).containsOnly(0L);
        assertThat(arena.allocate()).isSameAs(block);
    }

    @Test
    void blocksNeverShareACounter() {
        Seeded.run(20, random -> {
            CounterArena blocks = new CounterArena();
            Map<CounterBlock, long[]> model = new HashMap<>();
            List<CounterBlock> live = new ArrayList<>();
            for (int step = 0; step < 5_000; step++) {
                int choice = random.nextInt(10);
                if (choice < 3 || live.isEmpty()) {
                    CounterBlock block = blocks.allocate();
                    assertThat(model.put(block, new long[MessageStat.COUNT])).isNull();
                    live.add(block);
                } else if (choice < 4) {
                    CounterBlock block = live.remove(random.nextInt(live.size()));
                    model.remove(block);
                    blocks.release(block);
                } else {
                    CounterBlock block = live.get(random.nextInt(live.size()));
                    MessageStat stat = MessageStat.values()[random.nextInt(MessageStat.COUNT)];
                    block.count(stat, step);
                    model.get(block)[stat.ordinal()] += step;
                }
            }
            model.forEach((block, expected) -> assertThat(values(block))
                    .isEqualTo(Arrays.stream(expected).boxed().toList()));
        });
    }

    @Test
    void statsAreThoseThatAdministratorsKnow() {
        assertThat(Arrays.stream(MessageStat.values()).map(MessageStat::statName))
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Stat.values()).map(Stat::statName).toList());
    }

    @Test
    void sizesHaveTheBoundsThatAdministratorsKnow() {
        assertThat(Arrays.stream(TotalCounters.bounds()).mapToObj(bound -> (long) bound))
                .containsExactlyElementsOf(FiguresAdmin.MESSAGE_SIZE_BOUNDS);
    }

    @Test
    void churnIsCountedByKind() {
        ChurnCounters churn = new ChurnCounters();
        churn.count(Churn.QUEUE_CREATED);
        churn.count(Churn.QUEUE_CREATED);
        assertThat(churn.get(Churn.QUEUE_CREATED)).isEqualTo(2);
        assertThat(churn.get(Churn.QUEUE_DELETED)).isZero();
    }

    private static List<Long> values(CounterBlock block) {
        return Arrays.stream(MessageStat.values()).map(block::get).toList();
    }
}
