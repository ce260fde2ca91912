package io.leveret.persistence;

import static io.leveret.persistence.DefinitionsFixture.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.persistence.disk.PowerCut;
import io.leveret.persistence.disk.SimDisk;
import io.leveret.persistence.disk.SimPower;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A commit so small that it is one block of H2's, of which a disk keeps some sectors when the power goes off. */
class TornCommitTest {
    private static final int OPERATIONS = 6;
    private static final int OUTCOMES = 60;
    private static final int REWRITE_MIN_BYTES = 1 << 20;

    /** With them a commit is several sectors and less than a block. */
    private static final String BEFORE = "before".repeat(250);

    private static final String AFTER = "after".repeat(300);

    @TempDir
    Path directory;

    private H2Definitions open(SimDisk disk) throws IOException {
        SimDiskPath.mount(disk);
        return H2Definitions.open(directory, SimDiskPath.SCHEME + ":", REWRITE_MIN_BYTES, disk::syncDirectory);
    }

    private static Map<String, String> contents(H2Definitions store) {
        Map<String, String> found = new TreeMap<>();
        store.readAll((kind, key, value) -> found.put(key, new String(value)));
        return found;
    }

    private static Exception write(H2Definitions store, String value) {
        Outcome outcome = new Outcome();
        store.write(List.of(put(1, "n", value)), outcome);
        return outcome.await();
    }

    @Test
    void itIsWholeOrAbsent() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        Random random = new Random(seed);
        SimDisk disk = new SimDisk();
        try (H2Definitions store = open(disk)) {
            assertThat(write(store, BEFORE)).isNull();
        }
        for (int operations = 1; operations <= OPERATIONS; operations++) {
            SimDisk cut = disk.copy(new SimPower());
            try (H2Definitions store = open(cut)) {
                cut.cutAfter(operations);
                write(store, AFTER);
            } catch (PowerCut e) {
                assertThat(cut.power().isOff()).isTrue();
            }
            for (int n = 0; n < OUTCOMES; n++) {
                try (H2Definitions store = open(cut.powerCut(random, false, new SimPower()))) {
                    assertThat(contents(store).get("n")).as("seed %d", seed).isIn(BEFORE, AFTER);
                } catch (IOException e) {
                    throw new AssertionError("seed " + seed + ", cut after " + operations + " operations", e);
                }
            }
        }
    }
}
