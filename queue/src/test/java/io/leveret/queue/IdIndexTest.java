package io.leveret.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IdIndexTest {
    @Test
    void itFindsWhatAHashMapFinds() {
        Seeds.run(300, random -> {
            IdIndex index = new IdIndex();
            Map<Long, Integer> model = new HashMap<>();
            int range = 1 + random.nextInt(400);
            boolean anyBits = random.nextBoolean();
            for (int step = 0; step < 2_000; step++) {
                long id = 1 + random.nextInt(range);
                id = anyBits ? id << random.nextInt(56) : id;
                if (model.containsKey(id) || random.nextInt(3) == 0) {
                    index.remove(id);
                    model.remove(id);
                } else {
                    index.add(id, step);
                    model.put(id, step);
                }
                long other = 1 + random.nextInt(range);
                assertThat(index.find(other)).isEqualTo(model.getOrDefault(other, IdIndex.NONE));
            }
            model.forEach((id, slot) -> assertThat(index.find(id)).isEqualTo(slot));
        });
    }
}
