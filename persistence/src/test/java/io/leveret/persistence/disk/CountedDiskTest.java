package io.leveret.persistence.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CountedDiskTest {
    @TempDir
    Path directory;

    private final DiskUse use = new DiskUse();

    private Disk disk() throws IOException {
        return new CountedDisk(FileDisk.open(directory), use);
    }

    @Test
    void readsWritesAndSyncsAreCounted() throws IOException {
        Disk disk = disk();
        try (DiskFile file = disk.create("a")) {
            file.write(new ByteBuffer[] {ByteBuffer.allocate(10), ByteBuffer.allocate(20), null}, 2, 0);
            file.write(new ByteBuffer[] {ByteBuffer.allocate(5)}, 1, 30);
            file.sync();
        }
        disk.syncDirectory();
        try (DiskFile file = disk.open("a")) {
            assertThat(file.size()).isEqualTo(35);
            assertThat(file.read(ByteBuffer.allocate(100), 0)).isEqualTo(35);
            assertThat(file.read(ByteBuffer.allocate(8), 30)).isEqualTo(5);
        }
        assertThat(use.written().count()).isEqualTo(2);
        assertThat(use.written().bytes()).isEqualTo(35);
        assertThat(use.written().nanos()).isPositive();
        assertThat(use.read().count()).isEqualTo(2);
        assertThat(use.read().bytes()).isEqualTo(40);
        assertThat(use.synced().count()).isEqualTo(2);
        assertThat(use.synced().bytes()).isZero();
        assertThat(use.synced().nanos()).isPositive();
        assertThat(Arrays.stream(use.syncTimes()).sum()).isEqualTo(2);
    }

    @Test
    void whatFailsIsCounted() throws IOException {
        DiskFile file = disk().create("a");
        file.close();
        assertThatThrownBy(file::sync).isInstanceOf(ClosedChannelException.class);
        assertThat(use.synced().count()).isEqualTo(1);
    }

    @Test
    void syncsAreCountedByTheirTimes() {
        for (long micros : new long[] {0, 100, 101, 1_000, 2_500_000, 2_500_001, 60_000_000}) {
            use.synced(7_000, 7_000 + micros * 1_000);
        }
        long[] times = use.syncTimes();
        assertThat(times).hasSize(DiskUse.syncBoundsMicros().length + 1);
        assertThat(times).containsExactly(2, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2);
        assertThat(use.synced().count()).isEqualTo(7);
        assertThat(use.synced().nanos()).isEqualTo(65_001_202_000L);
    }

    @Test
    void theRestIsTheOtherDisks() throws IOException {
        Disk plain = FileDisk.open(directory);
        Disk disk = disk();
        disk.create("a").close();
        disk.rename("a", "b");
        assertThat(disk.list()).containsExactly("b").isEqualTo(plain.list());
        disk.delete("b");
        assertThat(plain.list()).isEmpty();
        assertThat(disk.describe()).isEqualTo(plain.describe());
        assertThat(disk.totalBytes()).isEqualTo(plain.totalBytes());
        assertThat(disk.usableBytes()).isPositive();
    }
}
