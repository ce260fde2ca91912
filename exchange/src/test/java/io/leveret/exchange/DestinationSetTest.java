package io.leveret.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class DestinationSetTest {
    @Test
    void holdsADestinationUntilItsLastBindingIsGone() {
        Seeded.run(50, random -> {
            int range = 1 + random.nextInt(40);
            Destination[] pool = new Destination[range];
            for (int i = 0; i < range; i++) {
                pool[i] = new Destination(new NamedQueue("q" + i));
            }
            DestinationSet set = new DestinationSet();
            Map<Destination, Integer> model = new HashMap<>();
            for (int step = 0; step < 300; step++) {
                Destination picked = pool[random.nextInt(range)];
                if (random.nextInt(5) < (step / 75 % 2 == 0 ? 3 : 2)) {
                    set.add(picked);
                    model.merge(picked, 1, Integer::sum);
                } else {
                    set.remove(picked);
                    model.computeIfPresent(picked, (key, count) -> count == 1 ? null : count - 1);
                }
                Route route = new Route();
                set.reach(route);
                Set<String> expected = new TreeSet<>();
                model.keySet().forEach(destination -> expected.add(destination.queue.name()));
                assertThat(NamedQueue.namesIn(route)).isEqualTo(expected);
                assertThat(route.reached()).isEqualTo(model.size());
                assertThat(set.isEmpty()).isEqualTo(model.isEmpty());
            }
        });
    }
}
