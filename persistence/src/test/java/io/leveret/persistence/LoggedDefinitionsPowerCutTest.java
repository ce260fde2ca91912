package io.leveret.persistence;

import static io.leveret.persistence.DefinitionsFixture.delete;
import static io.leveret.persistence.DefinitionsFixture.put;

import io.leveret.persistence.DefinitionsStore.Change;
import io.leveret.persistence.disk.PowerCut;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The power is cut again and again at any operation on log, checkpoint or export, H2's own included, and now and then
 * H2's file is damaged besides. What was answered is there, and every write is there whole or not at all, in order.
 *
 * <p>The log, the checkpoints and the cutting of the log are stepped by the test, so a seed gives the same operations.
 */
class LoggedDefinitionsPowerCutTest {
    private static final int RUNS = Integer.getInteger("powercut.runs", 30);
    private static final int CUTS_PER_RUN = 12;
    private static final byte KINDS = 3;

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);

    @TempDir
    Path directory;

    private DefinitionsFixture node;

    /** The states that a start may show: after the answered writes, and after each later one. */
    private List<Map<String, String>> states;

    private int answered;
    private int cuts;
    private int damages;

    @Test
    void whatWasAnsweredSurvivesEveryCut() throws Exception {
        for (int run = 0; run < RUNS; run++) {
            node = new DefinitionsFixture(directory);
            node.threaded = false;
            states = new ArrayList<>(List.of(Map.of()));
            answered = 0;
            for (int round = 0; round < CUTS_PER_RUN; round++) {
                try {
                    round();
                } catch (AssertionError | IOException | RuntimeException e) {
                    throw new AssertionError("seed " + seed + " run " + run + " round " + round + ": " + e, e);
                }
            }
        }
        if (cuts < RUNS * CUTS_PER_RUN / 2 || damages < RUNS) {
            throw new AssertionError("seed " + seed + ": only " + cuts + " cuts, " + damages + " damaged files");
        }
    }

    private void round() throws IOException {
        boolean damaged = random.nextInt(4) == 0 && damageCheckpoint();
        boolean cutAtStart = random.nextInt(4) == 0;
        if (cutAtStart) {
            node.data.cutAfter(random.nextInt(12));
            try {
                node.start();
            } catch (PowerCut | IOException e) {
                // Not started: what is there is looked at in the next round.
            }
            cuts += node.data.power().isOff() ? 1 : 0;
            node.powerCut(random);
            damages += damaged ? 1 : 0;
            return;
        }
        node.start();
        damages += damaged ? 1 : 0;
        Map<String, String> found = node.map();
        if (!states.subList(answered, states.size()).contains(found)) {
            throw new AssertionError("found the state after write " + found.get("3/n") + ", not one of "
                    + states.subList(answered, states.size()).stream()
                            .map(state -> state.get("3/n"))
                            .toList());
        }
        states = new ArrayList<>(List.of(found));
        answered = 0;
        boolean orderly = random.nextInt(10) == 0;
        node.data.cutAfter(orderly ? Long.MAX_VALUE / 2 : random.nextInt(90));
        try {
            for (int steps = 10 + random.nextInt(80); steps > 0; steps--) {
                act();
            }
        } catch (PowerCut e) {
            orderly = false;
        }
        cuts += node.data.power().isOff() ? 1 : 0;
        if (orderly) {
            sync();
            node.stop();
        } else {
            node.powerCut(random);
        }
    }

    private void act() throws IOException {
        int choice = random.nextInt(20);
        if (choice < 10) {
            Map<String, String> next = new TreeMap<>(states.get(states.size() - 1));
            node.write(randomChanges(next).toArray(new Change[0]));
            states.add(next);
        } else if (choice < 15) {
            sync();
        } else if (choice < 18) {
            sync();
            node.store.checkpoint(random.nextInt(8) == 0);
        } else {
            node.log.cut(generation -> random.nextBoolean());
        }
    }

    private void sync() throws IOException {
        node.log.step();
        answered = states.size() - 1;
    }

    /** Only if the export can stand in for it. */
    private boolean damageCheckpoint() throws IOException {
        if (!node.data.list().containsAll(List.of(DefinitionsFile.NAME, DefinitionsExport.NAME))) {
            return false;
        }
        int bytes = node.data.bytes(DefinitionsFile.NAME).length;
        switch (random.nextInt(3)) {
            case 0 -> {
                node.data.delete(DefinitionsFile.NAME);
                node.data.syncDirectory();
            }
            case 1 -> node.data.truncate(DefinitionsFile.NAME, random.nextInt(bytes));
            default -> {
                for (int i = 0; i < 200; i++) {
                    node.data.flip(DefinitionsFile.NAME, random.nextInt(8 * bytes));
                }
            }
        }
        return true;
    }

    private List<Change> randomChanges(Map<String, String> state) {
        List<Change> changes = new ArrayList<>();
        int number = Integer.parseInt(state.getOrDefault("3/n", "0")) + 1;
        changes.add(put(KINDS, "n", "" + number));
        state.put("3/n", "" + number);
        int count = random.nextInt(50) == 0 ? 300 : random.nextInt(6);
        for (int i = 0; i < count; i++) {
            int kind = random.nextInt(KINDS);
            String key = "k" + random.nextInt(count > 10 ? 1_000 : 40);
            if (random.nextInt(4) == 0) {
                changes.add(delete(kind, key));
                state.remove(kind + "/" + key);
            } else {
                String value = Long.toHexString(random.nextLong()).repeat(random.nextInt(20));
                changes.add(put(kind, key, value));
                state.put(kind + "/" + key, value);
            }
        }
        return changes;
    }
}
