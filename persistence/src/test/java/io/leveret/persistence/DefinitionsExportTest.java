package io.leveret.persistence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leveret.persistence.DefinitionsStore.Change;
import io.leveret.persistence.disk.DiskFile;
import io.leveret.persistence.disk.PowerCut;
import io.leveret.persistence.disk.SimDisk;
import io.leveret.persistence.log.LogPosition;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DefinitionsExportTest {
    private static final CheckpointMark MARK = new CheckpointMark(123_456_789_012L, new LogPosition(42, 64 << 20));

    private final SimDisk disk = new SimDisk();
    private final DefinitionsExport export = new DefinitionsExport(disk);

    private static List<Change> records(int count) {
        List<Change> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            records.add(new Change((byte) 3, String.format("1:/3:q%04d", i), ("value " + i).getBytes()));
        }
        return records;
    }

    private static DefinitionsExport.Source source(List<Change> records) {
        return reader -> records.forEach(record -> reader.record(record.kind(), record.key(), record.value()));
    }

    private static List<String> texts(List<Change> records) {
        return records.stream()
                .map(r -> r.kind() + "/" + r.key() + "=" + new String(r.value(), StandardCharsets.ISO_8859_1))
                .toList();
    }

    private String text() throws IOException {
        return new String(disk.bytes(DefinitionsExport.NAME), StandardCharsets.UTF_8);
    }

    @Test
    void linesAreThoseOfTheFormat() throws Exception {
        export.write(
                MARK,
                source(List.of(
                        new Change((byte) 1, "/", new byte[] {1, 2, 3, 4}),
                        new Change((byte) 3, "a\"\\\n\u00e9\ud83d", new byte[0]))));
        assertThat(text().lines())
                .startsWith(
                        "{\"leveret_definitions\":1,\"number\":123456789012,\"generation\":42,\"offset\":67108864}",
                        "{\"kind\":1,\"key\":\"/\",\"value\":\"AQIDBA==\"}",
                        "{\"kind\":3,\"key\":\"a\\\"\\\\\\u000a\\u00e9\\ud83d\",\"value\":\"\"}")
                .hasSize(4)
                .last()
                .asString()
                .matches("\\{\"records\":2,\"crc32c\":\"[0-9a-f]{8}\"}");
        assertThat(disk.list()).containsExactly(DefinitionsExport.NAME);
        assertThat(disk.openFiles()).isZero();
        assertThat(disk.isSynced()).isTrue();
    }

    @Test
    void whatWasWrittenIsRead() throws Exception {
        List<Change> records = records(10_000); // several buffers
        records.add(new Change((byte) 4, "a\"\\\n\u00e9\ud83d\ud83d\udc07\0\",\"value\":\"", new byte[] {-1, 0, 1}));
        records.add(new Change((byte) 4, "", new byte[300_000]));
        export.write(MARK, source(records));
        DefinitionsExport.Content content = export.read();
        assertThat(content.mark()).isEqualTo(MARK);
        assertThat(export.mark()).contains(MARK);
        assertThat(texts(content.records())).isEqualTo(texts(records));
        assertThat(disk.openFiles()).isZero();
    }

    @Test
    void missingOneHasNoMark() throws Exception {
        assertThat(export.mark()).isEmpty();
    }

    @Test
    void damageIsSeenWhereverItIs() throws Exception {
        export.write(MARK, source(records(20)));
        SimDisk sound = disk.copy();
        long bits = 8L * sound.bytes(DefinitionsExport.NAME).length;
        for (long bit = 0; bit < bits; bit++) {
            SimDisk damaged = sound.copy();
            damaged.flip(DefinitionsExport.NAME, bit);
            // A digit of the format's number may turn into another: then it is of another version.
            assertThatThrownBy(() -> new DefinitionsExport(damaged).read())
                    .as("bit %d", bit)
                    .isInstanceOf(IOException.class);
        }
        for (int size = 0; size < bits / 8; size++) {
            SimDisk cut = sound.copy();
            cut.truncate(DefinitionsExport.NAME, size);
            assertThatThrownBy(() -> new DefinitionsExport(cut).read())
                    .as("cut to %d", size)
                    .isInstanceOf(DamagedDefinitionsException.class);
        }
    }

    @Test
    void whatFollowsTheLastLineIsDamage() throws Exception {
        export.write(MARK, source(records(2)));
        try (DiskFile file = disk.open(DefinitionsExport.NAME)) {
            file.write(new ByteBuffer[] {ByteBuffer.wrap("{}\n".getBytes())}, 1, file.size());
        }
        assertThatThrownBy(export::read).isInstanceOf(DamagedDefinitionsException.class);
    }

    @Test
    void newerFormatIsNoDamage() throws Exception {
        export.write(MARK, source(records(2)));
        byte[] newer = text().replace("definitions\":1,", "definitions\":2,").getBytes();
        try (DiskFile file = disk.open(DefinitionsExport.NAME)) {
            file.write(new ByteBuffer[] {ByteBuffer.wrap(newer)}, 1, 0);
        }
        assertThatThrownBy(export::mark)
                .isNotInstanceOf(DamagedDefinitionsException.class)
                .hasMessageContaining("format version 2");
    }

    @Test
    void unfinishedOneIsNoObstacle() throws Exception {
        disk.create(DefinitionsExport.NAME + ".new").close();
        export.write(MARK, source(records(2)));
        assertThat(export.read().records()).hasSize(2);
    }

    @Test
    void noSpaceLeavesTheFormerOne() throws Exception {
        export.write(MARK, source(records(2)));
        disk.spaceLeft(100);
        assertThatThrownBy(() -> export.write(MARK, source(records(50))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("No space left");
        assertThat(export.read().records()).hasSize(2);
        assertThat(disk.openFiles()).isZero();
        disk.heal();
        export.write(MARK, source(records(50)));
        assertThat(export.read().records()).hasSize(50);
    }

    /** A power cut anywhere leaves the former export or the next, whole. */
    @Test
    void powerCutLeavesOneOfTwo() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        Random random = new Random(seed);
        int next = 0;
        for (int i = 0; i < 400; i++) {
            SimDisk cut = new SimDisk();
            new DefinitionsExport(cut).write(MARK, source(records(30)));
            cut.cutAfter(i % 8);
            try {
                new DefinitionsExport(cut).write(MARK, source(records(40)));
            } catch (PowerCut e) {
                assertThat(cut.power().isOff()).isTrue();
            }
            int found =
                    new DefinitionsExport(cut.powerCut(random)).read().records().size();
            assertThat(found).as("seed %d, cut %d", seed, i).isIn(30, 40);
            next += found == 40 ? 1 : 0;
        }
        assertThat(next).isBetween(1, 399);
    }
}
