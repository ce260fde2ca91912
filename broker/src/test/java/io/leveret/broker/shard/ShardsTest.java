package io.leveret.broker.shard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ShardsTest {
    private final List<String> heard = new ArrayList<>();

    @Test
    void withOneShardABarrierIsThroughAtOnce() {
        HandDrivenShards one = new HandDrivenShards(1);
        one.all().barrier(one.get(0), () -> heard.add("done"));
        assertThat(heard).containsExactly("done");
    }

    @Test
    void aBarrierComesAfterAllCommandsSentBeforeItAndTheirAnswers() {
        HandDrivenShards shards = new HandDrivenShards(4);
        BrokerShard source = shards.get(0);
        source.beginTurn();
        for (int i = 1; i < 4; i++) {
            BrokerShard target = shards.get(i);
            String name = "answer of " + i;
            Shards.send(source, target, () -> Shards.send(target, source, () -> heard.add(name)));
        }
        shards.all().barrier(source, () -> heard.add("done"));
        source.endTurn();
        assertThat(heard).isEmpty();
        shards.thread(3).run();
        shards.thread(1).run();
        shards.thread(0).run();
        assertThat(heard).containsExactly("answer of 3", "answer of 1");
        shards.run();
        assertThat(heard).containsExactly("answer of 3", "answer of 1", "answer of 2", "done");
    }

    @Test
    void barriersOfSeveralShardsDoNotDisturbEachOther() {
        HandDrivenShards shards = new HandDrivenShards(3);
        for (int i = 0; i < 3; i++) {
            int number = i;
            shards.get(i).execute(() -> shards.all().barrier(shards.get(number), () -> heard.add("done " + number)));
        }
        shards.run();
        assertThat(heard).containsExactlyInAnyOrder("done 0", "done 1", "done 2");
    }

    @Test
    void whatIsSentToTheSameShardIsDoneAtOnce() {
        HandDrivenShards shards = new HandDrivenShards(2);
        Shards.send(shards.get(1), shards.get(1), () -> heard.add("done"));
        assertThat(heard).containsExactly("done");
    }
}
