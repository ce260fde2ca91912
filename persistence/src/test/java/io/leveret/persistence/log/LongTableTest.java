package io.leveret.persistence.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LongTableTest {
    private static final long SEED = Long.getLong("seed", 7L);

    @Test
    void behavesAsAMap() {
        Random random = new Random(SEED);
        LongTable table = new LongTable();
        Map<Long, Long> model = new HashMap<>();
        for (int i = 0; i < 50_000; i++) {
            long key = 1 + random.nextInt(400) * 0x1_0000_0000L;
            if (random.nextInt(5) < 3) {
                table.put(key, i, i + 1, i + 2);
                model.put(key, (long) i);
            } else if (model.remove(key) != null) {
                table.remove(table.find(key));
            }
            long asked = 1 + random.nextInt(400) * 0x1_0000_0000L;
            int cell = table.find(asked);
            Long value = cell == LongTable.ABSENT ? null : (Long) table.first(cell);
            assertEquals(model.get(asked), value, "-Dseed=" + SEED);
            if (value != null) {
                assertEquals(value + 1, table.second(cell));
                assertEquals(value + 2, table.third(cell));
            }
            assertEquals(model.size(), table.size());
        }
        assertEquals(model.size(), table.keys().length);
    }

    @Test
    void zeroIsNoKey() {
        assertThrows(IllegalArgumentException.class, () -> new LongTable().put(0, 1, 1, 1));
    }
}
