package io.leveret.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IdentityListTest {
    @Test
    void takesEachObjectOnceByIdentity() {
        IdentityList<String> list = new IdentityList<>();
        String one = new String("same");
        String two = new String("same");
        assertThat(list.add(one)).isTrue();
        assertThat(list.add(one)).isFalse();
        assertThat(list.add(two)).isTrue();
        assertThat(list.size()).isEqualTo(2);
        assertThat(list.get(1)).isSameAs(two);
        assertThatThrownBy(() -> list.get(2)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void agreesWithASetOverManySizesAndUses() {
        Seeded.run(20, random -> {
            IdentityList<Object> list = new IdentityList<>();
            for (int use = 0; use < 30; use++) {
                Object[] pool = new Object[1 + random.nextInt(random.nextBoolean() ? 12 : 3000)];
                for (int i = 0; i < pool.length; i++) {
                    pool[i] = new Object();
                }
                Set<Object> expected = Collections.newSetFromMap(new IdentityHashMap<>());
                List<Object> order = new ArrayList<>();
                for (int i = 0; i < pool.length * 2; i++) {
                    Object picked = pool[random.nextInt(pool.length)];
                    boolean fresh = expected.add(picked);
                    assertThat(list.add(picked)).isEqualTo(fresh);
                    if (fresh) {
                        order.add(picked);
                    }
                }
                assertThat(list.size()).isEqualTo(order.size());
                for (int i = 0; i < order.size(); i++) {
                    assertThat(list.get(i)).isSameAs(order.get(i));
                }
                list.clear();
                assertThat(list.size()).isZero();
            }
        });
    }
}
