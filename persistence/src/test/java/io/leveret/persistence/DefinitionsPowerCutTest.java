package io.leveret.persistence;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The power is cut again and again at any operation, losing, keeping and so reordering unsynced pages: what was
 * answered is there, and every write is there whole or not at all, in order.
 */
class DefinitionsPowerCutTest {
    private static final int RUNS = Integer.getInteger("powercut.runs", 10);
    private static final int CUTS_PER_RUN = 12;
    private static final int REWRITE_MIN_BYTES = 200_000;

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);

    @TempDir
    Path root;

    @BeforeAll
    static void install() {
        PowerCutPath.install();
    }

    @Test
    void whatWasAnsweredSurvivesEveryCut() throws Exception {
        for (int run = 0; run < RUNS; run++) {
            Path directory = root.resolve("run" + run);
            directory.toFile().mkdirs();
            // The states that the disk may show: after the answered writes, and after each later one of the last round.
            List<Map<String, String>> possible = List.of(Map.of());
            for (int cut = 0; cut < CUTS_PER_RUN; cut++) {
                possible = round(directory, possible, "seed " + seed + " run " + run + " cut " + cut);
            }
        }
    }

    private List<Map<String, String>> round(Path directory, List<Map<String, String>> possible, String where)
            throws IOException {
        Path path = directory.resolve(DefinitionsFile.NAME);
        PowerCutPath.powerOn(path);
        boolean orderly = random.nextInt(6) == 0;
        H2Definitions store;
        try {
            store = H2Definitions.open(directory, PowerCutPath.SCHEME + ":", REWRITE_MIN_BYTES);
        } catch (IOException e) {
            throw new AssertionError(where, e);
        }
        Map<String, String> state = contents(store);
        if (!possible.contains(state)) { // said in short: the states are long
            throw new AssertionError(where + ": found the state after write " + state.get("3/n") + ", not one of "
                    + possible.stream().map(s -> s.get("3/n")).toList());
        }
        PowerCutPath.cutAt(orderly ? Integer.MAX_VALUE : 1 + random.nextInt(60));

        List<Map<String, String>> states = new ArrayList<>(List.of(state));
        List<Outcome> outcomes = new ArrayList<>();
        int writes = 1 + random.nextInt(60);
        for (int i = 0; i < writes && !PowerCutPath.isOff(); i++) {
            Map<String, String> next = new TreeMap<>(states.get(states.size() - 1));
            Outcome outcome = new Outcome();
            store.write(randomChanges(next), outcome);
            states.add(next);
            outcomes.add(outcome);
            if (random.nextInt(3) == 0) {
                outcome.await();
            }
        }
        store.close();
        int answered = (int) outcomes.stream().filter(o -> o.await() == null).count();
        PowerCutPath.lose(path, random);
        return states.subList(answered, states.size());
    }

    private List<DefinitionsStore.Change> randomChanges(Map<String, String> state) {
        List<DefinitionsStore.Change> changes = new ArrayList<>();
        int count = random.nextInt(50) == 0 ? 2_000 : random.nextInt(6);
        int number = Integer.parseInt(state.getOrDefault("3/n", "0")) + 1;
        changes.add(new DefinitionsStore.Change(
                (byte) 3, "n", Integer.toString(number).getBytes()));
        state.put("3/n", Integer.toString(number));
        for (int i = 0; i < count; i++) {
            byte kind = (byte) random.nextInt(3);
            String key = "k" + random.nextInt(count > 10 ? 3_000 : 40);
            if (random.nextInt(4) == 0) {
                changes.add(new DefinitionsStore.Change(kind, key, null));
                state.remove(kind + "/" + key);
            } else {
                String value = Long.toHexString(random.nextLong()).repeat(random.nextInt(60));
                changes.add(new DefinitionsStore.Change(kind, key, value.getBytes()));
                state.put(kind + "/" + key, value);
            }
        }
        return changes;
    }

    private static Map<String, String> contents(H2Definitions store) {
        Map<String, String> contents = new TreeMap<>();
        store.readAll((kind, key, value) -> contents.put(kind + "/" + key, new String(value)));
        return contents;
    }
}
