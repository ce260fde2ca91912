package io.leveret.broker.shard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShardBatchTest {
    private final BrokerShard shard = new HandDrivenShards(1).get(0);
    private final ShardBatch batch = new ShardBatch();
    private final List<String> received = new ArrayList<>();
    private final ShardReceiver receiver = (at, operation, first, second, object, other) ->
            received.add(operation + " " + first + " " + second + " " + object + " " + other);

    @Test
    void commandsKeepTheirOrderAndEveryArgumentHoweverManyThereAre() {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            batch.add(receiver, i, i + 1L, -i, "o" + i, i % 2 == 0 ? null : "p" + i);
            expected.add(i + " " + (i + 1L) + " " + -i + " o" + i + " " + (i % 2 == 0 ? null : "p" + i));
        }
        assertThat(batch.size()).isEqualTo(1000);
        for (int i = 0; i < batch.size(); i++) {
            batch.apply(i, shard);
        }
        assertThat(received).isEqualTo(expected);
    }

    @Test
    void aClearedBatchIsEmptyAndWeighsNothing() {
        batch.add(receiver, 1, 2, 3, "o", "p");
        batch.weigh(100);
        assertThat(batch.weightBytes()).isEqualTo(100);
        assertThat(batch.isEmpty()).isFalse();
        assertThat(batch.clear()).as("worth keeping").isTrue();
        assertThat(batch.isEmpty()).isTrue();
        assertThat(batch.weightBytes()).isZero();
        batch.add(receiver, 4, 5, 6, null, null);
        batch.apply(0, shard);
        assertThat(received).containsExactly("4 5 6 null null");
    }

    @Test
    void aBatchThatGrewLargeIsNotKept() {
        for (int i = 0; i < 4096; i++) {
            batch.add(receiver, 0, 0, 0, null, null);
        }
        assertThat(batch.clear()).isTrue();
        for (int i = 0; i < 4097; i++) {
            batch.add(receiver, 0, 0, 0, null, null);
        }
        assertThat(batch.clear()).isFalse();
    }
}
