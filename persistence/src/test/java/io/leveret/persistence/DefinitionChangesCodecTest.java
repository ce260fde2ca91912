package io.leveret.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leveret.persistence.DefinitionsStore.Change;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DefinitionChangesCodecTest {
    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);

    @Test
    void whatWasWrittenIsRead() throws Exception {
        for (int i = 0; i < 500; i++) {
            List<Change> changes = randomChanges();
            byte[] record = DefinitionChangesEncoder.encode(changes);
            long number = 1 + (random.nextLong() >>> 1 + random.nextInt(60));
            DefinitionChangesEncoder.number(record, number);
            DefinitionChanges read = DefinitionChangesDecoder.decode(ByteBuffer.wrap(record));
            assertThat(read.number()).as("seed %d", seed).isEqualTo(number);
            assertThat(texts(read.changes())).as("seed %d", seed).isEqualTo(texts(changes));
        }
    }

    /** Any UTF-16 may be in a key, halves of pairs too. */
    private List<Change> randomChanges() {
        List<Change> changes = new ArrayList<>();
        for (int i = random.nextInt(8); i > 0; i--) {
            StringBuilder key = new StringBuilder();
            for (int k = random.nextInt(random.nextInt(20) == 0 ? 300 : 12); k > 0; k--) {
                key.append((char) (random.nextInt(1 << 16) >> random.nextInt(12)));
            }
            byte[] value = random.nextInt(4) == 0 ? null : new byte[random.nextInt(random.nextInt(9) == 0 ? 900 : 9)];
            if (value != null) {
                random.nextBytes(value);
            }
            changes.add(new Change((byte) random.nextInt(128), key.toString(), value));
        }
        return changes;
    }

    private static List<String> texts(List<Change> changes) {
        return changes.stream()
                .map(change -> change.kind() + "/" + change.key() + "=" + Arrays.toString(change.value()))
                .toList();
    }

    @Test
    void bytesAreThoseOfTheFormat() {
        byte[] record = DefinitionChangesEncoder.encode(
                List.of(new Change((byte) 3, "a\u00e9", new byte[] {9}), new Change((byte) 127, "", null)));
        DefinitionChangesEncoder.number(record, 258);
        assertThat(record).containsExactly(1, 0, 0, 0, 0, 0, 0, 1, 2, 2, 3, 1, 2, 'a', 0xe9, 0x01, 1, 9, 127, 0, 0);
    }

    @Test
    void cutRecordsAreRefused() throws Exception {
        byte[] record = DefinitionChangesEncoder.encode(
                List.of(new Change((byte) 3, "key", "value".getBytes()), new Change((byte) 4, "gone", null)));
        DefinitionChangesEncoder.number(record, 1);
        for (int length = 0; length < record.length; length++) {
            ByteBuffer cut = ByteBuffer.wrap(record, 0, length).slice();
            assertThatThrownBy(() -> DefinitionChangesDecoder.decode(cut))
                    .as("%d bytes", length)
                    .isInstanceOf(IOException.class);
        }
        ByteBuffer longer = ByteBuffer.wrap(Arrays.copyOf(record, record.length + 1));
        assertThatThrownBy(() -> DefinitionChangesDecoder.decode(longer)).isInstanceOf(IOException.class);
        assertThat(DefinitionChangesDecoder.decode(ByteBuffer.wrap(record)).changes())
                .hasSize(2);
    }

    @Test
    void alteredRecordsHarmNobody() {
        byte[] record = DefinitionChangesEncoder.encode(List.of(new Change((byte) 3, "key", new byte[40])));
        DefinitionChangesEncoder.number(record, 1);
        int refused = 0;
        for (int i = 0; i < 2_000; i++) {
            byte[] altered = record.clone();
            altered[random.nextInt(altered.length)] = (byte) random.nextInt(256);
            altered[random.nextInt(altered.length)] = (byte) random.nextInt(256);
            try {
                DefinitionChangesDecoder.decode(ByteBuffer.wrap(altered));
            } catch (IOException e) {
                refused++;
            }
        }
        assertThat(refused).as("seed %d", seed).isPositive();
    }

    @Test
    void newerVersionIsRefused() {
        byte[] record = DefinitionChangesEncoder.encode(List.of());
        record[0] = 2;
        assertThatThrownBy(() -> DefinitionChangesDecoder.decode(ByteBuffer.wrap(record)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("version 2")
                .hasMessageContaining("newer");
    }
}
