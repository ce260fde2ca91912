package io.leveret.persistence.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The directory of real files, by itself and held against the simulated one. */
class FileDiskTest {
    @TempDir
    Path directory;

    @Test
    void makesItsDirectoryAndThoseAbove() throws IOException {
        Path deep = directory.resolve("a/b/c");
        FileDisk.open(deep).create("x").close();
        assertThat(deep.resolve("x")).exists();
        assertThat(FileDisk.open(deep).list()).containsExactly("x");
    }

    @Test
    void listsPlainFilesOnly() throws IOException {
        Files.createDirectory(directory.resolve("directory"));
        Files.createFile(directory.resolve("b"));
        Files.createFile(directory.resolve("a"));
        Files.createSymbolicLink(directory.resolve("link"), directory.resolve("a"));
        assertThat(FileDisk.open(directory).list()).containsExactly("a", "b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "../a", "a/b", "a\\b", "/a", "a b", "a\0", "c:a", "ä"})
    void namesOutsideTheDirectoryAreRefused(String name) throws IOException {
        FileDisk disk = FileDisk.open(directory);
        disk.create("x").close();
        assertThatThrownBy(() -> disk.create(name)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> disk.open(name)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> disk.delete(name)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> disk.rename("x", name)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> disk.rename(name, "x")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void errorsAreTold() throws IOException {
        FileDisk disk = FileDisk.open(directory);
        DiskFile file = disk.create("a");
        file.close();
        file.close();
        assertThatThrownBy(() -> disk.create("a")).isInstanceOf(FileAlreadyExistsException.class);
        assertThatThrownBy(() -> disk.open("b")).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> disk.rename("b", "c")).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(file::sync).isInstanceOf(ClosedChannelException.class);
        disk.delete("b");
    }

    @Test
    void knowsItsSpace() throws IOException {
        FileDisk disk = FileDisk.open(directory);
        assertThat(disk.usableBytes()).isPositive().isLessThanOrEqualTo(disk.totalBytes());
    }

    @Test
    void longTransfersAndManyBuffersArriveWhole() throws IOException {
        try (DiskFile file = FileDisk.open(directory).create("a")) {
            ByteBuffer[] buffers = new ByteBuffer[5_000];
            byte[] expected = new byte[5 << 20];
            new Random(1).nextBytes(expected);
            int at = 0;
            for (int i = 0; i < buffers.length - 1; i++) {
                int length = i % 3 * 100;
                buffers[i] = i % 2 == 0
                        ? ByteBuffer.wrap(expected, at, length)
                        : ByteBuffer.allocateDirect(length)
                                .put(expected, at, length)
                                .flip();
                at += length;
            }
            buffers[buffers.length - 1] = ByteBuffer.wrap(expected, at, expected.length - at);
            file.write(buffers, buffers.length, 7);
            file.sync();

            ByteBuffer into = ByteBuffer.allocate(expected.length + 100).position(10);
            assertThat(file.read(into, 7)).isEqualTo(expected.length);
            assertThat(Arrays.copyOfRange(into.array(), 10, 10 + expected.length))
                    .isEqualTo(expected);
            assertThat(into.limit()).isEqualTo(expected.length + 100);
            assertThat(buffers[buffers.length - 1].hasRemaining()).isFalse();
            assertThat(file.size()).isEqualTo(expected.length + 7);
        }
    }

    @Test
    void transfersFromTheHeapKeepLittleMemoryOutsideIt() throws IOException {
        byte[] data = new byte[200_000];
        ByteBuffer[] buffers = new ByteBuffer[201];
        Arrays.setAll(buffers, i -> ByteBuffer.wrap(i == 0 ? new byte[30 << 20] : data));
        long before = directBytes();
        try (DiskFile file = FileDisk.open(directory).create("a")) {
            file.write(buffers, buffers.length, 0);
            assertThat(file.read(ByteBuffer.allocate(30 << 20), 0)).isEqualTo(30 << 20);
            assertThat(file.size()).isEqualTo((30 << 20) + 200 * data.length);
        }
        assertThat(directBytes() - before).isLessThan(8 << 20);
    }

    private static long directBytes() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }

    /** The same operations give the same on both, so what is tested on the simulated disk is so on a real one. */
    @Test
    void realAndSimulatedDiskAgree() throws IOException {
        long seed = Long.getLong("seed", System.nanoTime());
        FileDisk real = FileDisk.open(directory);
        SimDisk simulated = new SimDisk();
        Random random = new Random(seed);
        for (int step = 0; step < 3_000; step++) {
            long stepSeed = random.nextLong();
            assertThat(outcome(real, new Random(stepSeed)))
                    .as("seed %d, step %d", seed, step)
                    .isEqualTo(outcome(simulated, new Random(stepSeed)));
        }
        assertThat(real.list()).isEqualTo(simulated.list());
    }

    private static Object outcome(Disk disk, Random random) {
        String name = "file" + random.nextInt(4);
        try {
            switch (random.nextInt(16)) {
                case 0, 1 -> disk.create(name).close();
                case 2 -> disk.delete(name);
                case 3 -> disk.rename(name, "file" + random.nextInt(4));
                case 4 -> disk.syncDirectory();
                default -> {
                    try (DiskFile file = disk.open(name)) {
                        return changed(file, random);
                    }
                }
            }
            return disk.list();
        } catch (IOException e) {
            return e.getClass();
        }
    }

    private static Object changed(DiskFile file, Random random) throws IOException {
        int position = random.nextInt(6_000);
        switch (random.nextInt(4)) {
            case 0 -> file.truncate(position);
            case 1 -> file.sync();
            default -> {
                byte[] data = new byte[random.nextInt(3_000)];
                random.nextBytes(data);
                ByteBuffer all = ByteBuffer.wrap(data);
                ByteBuffer[] parts = {all.duplicate().limit(data.length / 3), all.position(data.length / 3)};
                file.write(parts, 2, position);
            }
        }
        ByteBuffer into = ByteBuffer.allocate(random.nextInt(10_000));
        int count = file.read(into, random.nextInt(8_000));
        return List.of(file.size(), count, Arrays.hashCode(into.array()));
    }
}
