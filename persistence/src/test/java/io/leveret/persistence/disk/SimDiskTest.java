package io.leveret.persistence.disk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leveret.persistence.disk.SimDisk.Operation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What the simulated disk keeps, and that each way of losing something does happen. */
class SimDiskTest {
    /** So many power cuts show each outcome that is looked for; seeds are fixed, so they always do. */
    private static final int CUTS = 400;

    private final SimDisk disk = new SimDisk();

    @Test
    void whatIsSyncedOutlivesAnyPowerCut() throws IOException {
        byte[] data = random(5_000, 1);
        try (DiskFile file = disk.create("a")) {
            write(file, 0, data);
            file.sync();
        }
        disk.syncDirectory();

        assertThat(disk.isSynced()).isTrue();
        for (int seed = 0; seed < CUTS; seed++) {
            assertThat(cut(seed).bytes("a")).isEqualTo(data);
        }
    }

    @Test
    void eachSectorOfAnUnsyncedWriteMayBeThereOrNotOrHalf() throws IOException {
        DiskFile file = filled("a", 4 * 512, (byte) 0);
        write(file, 100, filled(3 * 512, (byte) 1));

        Set<String> outcomes = new HashSet<>();
        boolean[] torn = new boolean[2];
        for (int seed = 0; seed < CUTS; seed++) {
            byte[] left = cut(seed).bytes("a");
            assertThat(left).hasSize(4 * 512);
            StringBuilder outcome = new StringBuilder();
            for (int half = 0; half < 8; half++) {
                outcome.append(left[Math.max(100, half * 256)]);
            }
            torn[0] |= left[511] == 1 && left[512] == 1 && left[768] == 0;
            torn[1] |= left[511] == 0 && left[512] == 0 && left[768] == 1;
            outcomes.add(outcome.substring(1, 7));
            assertWhole(left, 100, 256, 512, 768, 1024, 1280, 1536, 1636);
            assertThat(left[99] + left[1636]).as("beside the write").isZero();
        }
        assertThat(outcomes).contains("000000", "111111");
        assertThat(torn).containsOnly(true);
        assertThat(disk.bytes("a")[200]).as("the disk itself").isEqualTo((byte) 1);
    }

    /** Between two of these places all bytes are alike. */
    private static void assertWhole(byte[] data, int... places) {
        for (int i = 1; i < places.length; i++) {
            for (int at = places[i - 1]; at < places[i]; at++) {
                assertThat(data[at]).as("byte %d", at).isEqualTo(data[places[i - 1]]);
            }
        }
    }

    @Test
    void garbageOnlyIfAskedFor() throws IOException {
        DiskFile file = filled("a", 512, (byte) 0);
        write(file, 0, filled(512, (byte) 1));

        boolean garbage = false;
        for (int seed = 0; seed < CUTS; seed++) {
            byte[] left = disk.powerCut(new Random(seed), true, new SimPower()).bytes("a");
            garbage |= left[7] != 0 && left[7] != 1;
            assertThat(cut(seed).bytes("a")[7]).isBetween((byte) 0, (byte) 1);
        }
        assertThat(garbage).isTrue();
    }

    @Test
    void aLaterWriteMayBeThereWithoutAnEarlierOne() throws IOException {
        DiskFile first = filled("a", 512, (byte) 0);
        DiskFile second = filled("b", 512, (byte) 0);
        write(first, 0, filled(512, (byte) 1));
        write(second, 0, filled(512, (byte) 1));

        boolean reordered = false;
        for (int seed = 0; seed < CUTS; seed++) {
            SimDisk left = cut(seed);
            reordered |= left.bytes("a")[0] == 0 && left.bytes("b")[0] == 1;
        }
        assertThat(reordered).isTrue();
    }

    @Test
    void theSizeIsAnywhereBetweenSyncedAndWrittenAndTheGapZeros() throws IOException {
        DiskFile file = filled("a", 1_000, (byte) 1);
        write(file, 3_000, filled(1_000, (byte) 1));

        Set<Integer> sizes = new TreeSet<>();
        for (int seed = 0; seed < CUTS; seed++) {
            byte[] left = cut(seed).bytes("a");
            sizes.add(left.length);
            for (int at = 1_000; at < Math.min(left.length, 3_000); at++) {
                assertThat(left[at]).isZero();
            }
        }
        assertThat(sizes).contains(1_000, 4_000).hasSizeGreaterThan(10);
        assertThat(sizes.stream().allMatch(size -> size >= 1_000 && size <= 4_000))
                .isTrue();
    }

    @Test
    void aTruncationMayBeLost() throws IOException {
        DiskFile file = filled("a", 1_000, (byte) 1);
        file.truncate(10);
        file.truncate(2_000);

        Set<Integer> sizes = new TreeSet<>();
        for (int seed = 0; seed < CUTS; seed++) {
            sizes.add(cut(seed).bytes("a").length);
        }
        assertThat(file.size()).isEqualTo(10);
        assertThat(sizes).containsExactly(10, 1_000);
        file.sync();
        assertThat(cut(1).bytes("a")).hasSize(10);
    }

    @Test
    void directoryOperationsAreLostAsAPrefixPerNameAndRenamingIsAtomic() throws IOException {
        disk.create("old").close();
        disk.syncDirectory();
        disk.create("new").close();
        disk.rename("new", "old");
        disk.create("new").close();
        disk.create("other").close();
        disk.delete("other");

        Set<String> outcomes = new TreeSet<>();
        for (int seed = 0; seed < CUTS; seed++) {
            outcomes.add(String.join(" ", cut(seed).list()));
        }
        assertThat(outcomes).containsExactlyInAnyOrder("old", "new old", "new old other", "old other");
        disk.syncDirectory();
        assertThat(cut(1).list()).containsExactly("new", "old");
    }

    @Test
    void whatWasDoneToANameAfterALostRenamingIsLostToo() throws IOException {
        disk.create("a").close();
        disk.create("b").close();
        disk.syncDirectory();
        disk.rename("a", "b");
        disk.delete("b");

        Set<String> outcomes = new TreeSet<>();
        for (int seed = 0; seed < CUTS; seed++) {
            outcomes.add(String.join(" ", cut(seed).list()));
        }
        assertThat(outcomes).containsExactly("", "a b", "b");
    }

    @Test
    void aReplacedFileIsEitherOldOrNew() throws IOException {
        filled("old", 10, (byte) 1).close();
        DiskFile file = disk.create("new");
        write(file, 0, filled(20, (byte) 2));
        file.sync();
        disk.rename("new", "old");

        Set<Integer> sizes = new HashSet<>();
        for (int seed = 0; seed < CUTS; seed++) {
            SimDisk left = cut(seed);
            sizes.add(left.bytes("old").length);
            if (left.list().contains("new")) {
                assertThat(left.bytes("new")).hasSize(20);
                assertThat(left.bytes("old")).hasSize(10);
            }
        }
        assertThat(sizes).containsExactlyInAnyOrder(10, 20);
    }

    @Test
    void aDeletedFileComesBackAsLongAsTheDirectoryIsNotSynced() throws IOException {
        DiskFile file = filled("a", 10, (byte) 1);
        disk.delete("a");
        assertThat(disk.list()).isEmpty();
        assertThat(read(file, 0, 10)).as("still open").isEqualTo(filled(10, (byte) 1));

        Set<Integer> counts = new HashSet<>();
        for (int seed = 0; seed < CUTS; seed++) {
            counts.add(cut(seed).list().size());
        }
        assertThat(counts).containsExactlyInAnyOrder(0, 1);
        disk.syncDirectory();
        assertThat(cut(1).list()).isEmpty();
    }

    @Test
    void whatWasWrittenBeforeAFailedSyncIsNeverTakenForLasting() throws IOException {
        DiskFile file = filled("a", 1_024, (byte) 0);
        disk.fail(Operation.SYNC, "a", 1);
        write(file, 0, filled(512, (byte) 1));
        assertThatThrownBy(file::sync).isInstanceOf(IOException.class);
        write(file, 512, filled(512, (byte) 2));
        file.sync();

        boolean lost = false;
        for (int seed = 0; seed < CUTS; seed++) {
            byte[] left = cut(seed).bytes("a");
            lost |= left[0] == 0;
            assertThat(left[600]).as("synced with success").isEqualTo((byte) 2);
        }
        assertThat(lost).isTrue();
        assertThat(disk.isSynced()).isFalse();
        assertThat(read(file, 0, 1)[0]).as("as the program sees it").isEqualTo((byte) 1);
    }

    @Test
    void whatWasWrittenOverSomethingDoubtfulAndSyncedStays() throws IOException {
        DiskFile file = filled("a", 10, (byte) 0);
        disk.fail(Operation.SYNC, "a", 1);
        write(file, 0, filled(1_000, (byte) 1));
        assertThatThrownBy(file::sync).isInstanceOf(IOException.class);
        write(file, 500, filled(1_000, (byte) 2));
        file.sync();

        for (int seed = 0; seed < CUTS; seed++) {
            byte[] left = cut(seed).bytes("a");
            assertThat(Arrays.copyOfRange(left, 500, left.length)).isEqualTo(filled(1_000, (byte) 2));
        }
    }

    @Test
    void thePowerGoesOffForAllDisksAtOnce() throws IOException {
        SimDisk other = new SimDisk(disk.power());
        DiskFile file = disk.create("a");
        disk.cutAfter(2);
        write(file, 0, new byte[10]);
        other.create("b").close();

        assertThat(disk.power().isOff()).isTrue();
        assertThatThrownBy(file::sync).isInstanceOf(PowerCut.class);
        assertThatThrownBy(() -> read(file, 0, 1)).isInstanceOf(PowerCut.class);
        assertThatThrownBy(other::list).isInstanceOf(PowerCut.class);
        assertThatThrownBy(() -> other.open("b")).isInstanceOf(PowerCut.class);
        assertThat(disk.power().operations()).isEqualTo(3);
        file.close();

        SimDisk found = disk.powerCut(new Random(3));
        found.create("c").close();
        assertThat(found.list()).contains("c");
    }

    @Test
    void theSameSeedGivesTheSameDisk() throws IOException {
        DiskFile file = filled("a", 10_000, (byte) 0);
        write(file, 0, random(20_000, 5));

        for (int seed = 0; seed < 20; seed++) {
            assertThat(cut(seed).bytes("a")).isEqualTo(cut(seed).bytes("a"));
        }
        assertThat(cut(1).bytes("a")).isNotEqualTo(cut(2).bytes("a"));
    }

    @Test
    void aCopyGoesItsOwnWay() throws IOException {
        DiskFile file = filled("a", 10, (byte) 0);
        write(file, 0, filled(10, (byte) 1));
        SimDisk copy = disk.copy();
        write(file, 0, filled(10, (byte) 2));
        DiskFile copied = copy.open("a");
        write(copied, 9, filled(2, (byte) 3));
        disk.delete("a");

        assertThat(copy.bytes("a")).containsExactly(1, 1, 1, 1, 1, 1, 1, 1, 1, 3, 3);
        assertThat(read(file, 0, 11)).containsExactly(filled(10, (byte) 2));
        copied.sync();
        copy.syncDirectory();
        assertThat(copy.isSynced()).isTrue();
        assertThat(copy.powerCut(new Random(1)).bytes("a")).isEqualTo(copy.bytes("a"));
    }

    @Test
    void aFoundDiskGoesItsOwnWay() throws IOException {
        filled("a", 10, (byte) 1).close();
        SimDisk found = cut(1);
        DiskFile file = found.open("a");
        write(file, 0, filled(10, (byte) 2));
        file.sync();

        assertThat(disk.bytes("a")).isEqualTo(filled(10, (byte) 1));
        assertThat(cut(2).bytes("a")).isEqualTo(filled(10, (byte) 1));
        assertThat(found.powerCut(new Random(1)).bytes("a")).isEqualTo(filled(10, (byte) 2));
    }

    @Test
    void spaceIsTakenByGrowingAndGivenBackByDeletingAndTruncating() throws IOException {
        DiskFile file = filled("a", 100, (byte) 1);
        filled("b", 50, (byte) 1).close();
        disk.spaceLeft(10);
        write(file, 0, filled(110, (byte) 2));

        assertThat(disk.usableBytes()).isZero();
        assertThat(disk.totalBytes()).isEqualTo(160);
        write(file, 10, filled(100, (byte) 3));
        assertThatThrownBy(() -> write(file, 100, filled(20, (byte) 4)))
                .isInstanceOf(IOException.class)
                .hasMessage("No space left on device");
        assertThat(read(file, 100, 20)).as("what there was space for").isEqualTo(filled(10, (byte) 4));
        disk.delete("b");
        assertThat(disk.usableBytes()).isEqualTo(50);
        write(file, 110, filled(50, (byte) 5));
        file.truncate(0);
        assertThat(disk.usableBytes()).isEqualTo(160);
    }

    @Test
    void whatIsOrderedFailsAndNothingElse() throws IOException {
        DiskFile file = filled("a", 100, (byte) 1);
        DiskFile other = filled("b", 100, (byte) 1);
        disk.fail(Operation.READ, "a", 2);
        disk.failFrom(Operation.SYNC, "a", 2);
        disk.shortWrite("a", 1, 30);
        disk.fail(Operation.CREATE, "c", 1);

        read(file, 0, 1);
        assertThatThrownBy(() -> read(file, 0, 1)).isInstanceOf(IOException.class);
        read(file, 0, 1);
        file.sync();
        assertThatThrownBy(file::sync).isInstanceOf(IOException.class);
        assertThatThrownBy(file::sync).isInstanceOf(IOException.class);
        other.sync();
        write(other, 0, filled(100, (byte) 2));
        assertThatThrownBy(() -> write(file, 50, filled(100, (byte) 2))).isInstanceOf(IOException.class);
        assertThat(read(file, 79, 100))
                .as("the part that was written")
                .startsWith(2)
                .hasSize(21);
        assertThat(read(file, 80, 1)).containsExactly(1);
        assertThatThrownBy(() -> disk.create("c")).isInstanceOf(IOException.class);
        assertThat(disk.list()).containsExactly("a", "b");
        disk.heal();
        file.sync();
    }

    @Test
    void bitsAreTurnedOverAndFilesCutForGood() throws IOException {
        DiskFile file = filled("a", 100, (byte) 0);
        disk.flip("a", 8 * 3 + 2);
        assertThat(read(file, 3, 1)).containsExactly(4);
        assertThat(cut(1).bytes("a")[3]).isEqualTo((byte) 4);
        disk.truncate("a", 3);
        assertThat(cut(1).bytes("a")).hasSize(3);
        assertThat(file.size()).isEqualTo(3);
    }

    @Test
    void theHookSeesEachOperationBeforeItIsDone() throws IOException {
        StringBuilder seen = new StringBuilder();
        disk.hook((operation, file) ->
                seen.append(operation).append(' ').append(file).append('\n'));
        DiskFile file = disk.create("a");
        write(file, 0, new byte[10]);
        file.sync();
        read(file, 0, 1);
        file.truncate(1);
        disk.rename("a", "b");
        file.sync();
        disk.syncDirectory();
        disk.delete("b");

        assertThat(seen)
                .hasToString("CREATE a\nWRITE a\nSYNC a\nREAD a\nTRUNCATE a\nRENAME a\nSYNC b\nSYNC_DIRECTORY \n"
                        + "DELETE b\n");
        assertThat(disk.power().operations()).as("all but the read").isEqualTo(8);
    }

    @Test
    void namesAndHandlesAreChecked() throws IOException {
        DiskFile file = disk.create("a");
        assertThat(disk.openFiles()).isEqualTo(1);
        file.close();
        file.close();

        assertThat(disk.openFiles()).isZero();
        assertThatThrownBy(file::size).isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(() -> disk.create("a")).isInstanceOf(FileAlreadyExistsException.class);
        assertThatThrownBy(() -> disk.open("b")).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> disk.rename("b", "c")).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> disk.create("../a")).isInstanceOf(IllegalArgumentException.class);
        disk.delete("b");
    }

    private SimDisk cut(int seed) {
        return disk.powerCut(new Random(seed));
    }

    /** A file that is synced, under a name that is. */
    private DiskFile filled(String name, int size, byte value) throws IOException {
        DiskFile file = disk.create(name);
        write(file, 0, filled(size, value));
        file.sync();
        disk.syncDirectory();
        return file;
    }

    private static byte[] filled(int size, byte value) {
        byte[] data = new byte[size];
        Arrays.fill(data, value);
        return data;
    }

    private static byte[] random(int size, long seed) {
        byte[] data = new byte[size];
        new Random(seed).nextBytes(data);
        return data;
    }

    private static void write(DiskFile file, long position, byte[] data) throws IOException {
        ByteBuffer all = ByteBuffer.wrap(data);
        ByteBuffer[] parts = {
            all.duplicate().limit(data.length / 2), all.duplicate().position(data.length / 2), null
        };
        file.write(parts, 2, position);
    }

    private static byte[] read(DiskFile file, long position, int length) throws IOException {
        ByteBuffer into = ByteBuffer.allocate(length);
        int count = file.read(into, position);
        assertThat(into.position()).isEqualTo(count);
        return Arrays.copyOf(into.array(), count);
    }
}
