package io.leveret.persistence;

import io.leveret.persistence.DefinitionsStore.Change;
import io.leveret.persistence.disk.SimDisk;
import io.leveret.persistence.disk.SimPower;
import io.leveret.persistence.log.LogPosition;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** A machine with definitions on one simulated disk and their log on another. */
final class DefinitionsFixture {
    private static final long NEVER_MS = 3_600_000;
    private static final int LOG_FILE_BYTES = 1_000;
    private static final long REWRITE_MIN_BYTES = 100_000;

    /** Checkpoints only when the test asks for them; a lame log is not waited for. */
    static final CheckpointRules BY_HAND =
            new CheckpointRules(Integer.MAX_VALUE, Long.MAX_VALUE, NEVER_MS, NEVER_MS, NEVER_MS, 0, 1, 10, 50);

    /** The same for a log that is sound: it is waited for, however busy the machine is. */
    static final CheckpointRules BY_HAND_PATIENTLY =
            new CheckpointRules(Integer.MAX_VALUE, Long.MAX_VALUE, NEVER_MS, NEVER_MS, NEVER_MS, 0, 1, 10, 60_000);

    final Path directory;
    CheckpointRules rules = BY_HAND;
    boolean threaded = true;
    boolean acceptLoss;
    boolean streamsSeen;
    LogPosition damageEnd = new LogPosition(Long.MAX_VALUE, 0);
    String damage;
    String alarm;
    SimDisk data;
    SimDisk logDisk;
    FakeLog log;
    LoggedDefinitions store;

    /** @param directory a real one, which stays empty */
    DefinitionsFixture(Path directory) {
        this.directory = directory;
        SimPower power = new SimPower();
        data = new SimDisk(power);
        logDisk = new SimDisk(power);
    }

    static Change put(int kind, String key, String value) {
        return new Change((byte) kind, key, value.getBytes(StandardCharsets.UTF_8));
    }

    static Change delete(int kind, String key) {
        return new Change((byte) kind, key, null);
    }

    void start() throws IOException {
        SimDiskPath.mount(data);
        boolean started = false;
        try {
            DefinitionsPlace place = new DefinitionsPlace(directory, SimDiskPath.SCHEME + ":", data, REWRITE_MIN_BYTES);
            store = LoggedDefinitions.open(place, acceptLoss, rules);
            log = new FakeLog(logDisk, LOG_FILE_BYTES).open(store::replay);
            if (damage != null) {
                store.damaged(damageEnd, damage);
            }
            if (alarm != null) {
                store.raised(alarm);
            }
            store.start(log, streamsSeen);
            if (threaded) {
                log.threaded();
            }
            started = true;
        } finally {
            if (!started) {
                stop();
            }
        }
    }

    /** Stops in good order. */
    void stop() throws IOException {
        if (store != null) {
            store.close();
            store = null;
        }
        if (log != null) {
            log.close();
            log = null;
        }
    }

    /** The machine loses its power, and has it again. */
    void powerCut(Random random) throws IOException {
        if (!data.power().isOff()) {
            data.power().cutAfter(0);
        }
        stop();
        SimPower next = new SimPower();
        data = data.powerCut(random, false, next);
        logDisk = logDisk.powerCut(random, false, next);
    }

    /** Stops as if it were killed: nothing is finished, all that was written is there. */
    void kill() throws IOException {
        SimPower next = new SimPower();
        SimDisk dataLeft = data.copy(next);
        SimDisk logLeft = logDisk.copy(next);
        data.power().cutAfter(0);
        stop();
        data = dataLeft;
        logDisk = logLeft;
    }

    Outcome write(Change... changes) {
        Outcome outcome = new Outcome();
        store.write(List.of(changes), outcome);
        return outcome;
    }

    /** Writes, and waits until it is durable. */
    void written(Change... changes) {
        Exception failure = write(changes).await();
        if (failure != null) {
            throw new AssertionError(failure);
        }
    }

    List<String> contents() {
        List<String> records = new ArrayList<>();
        store.readAll(
                (kind, key, value) -> records.add(kind + "/" + key + "=" + new String(value, StandardCharsets.UTF_8)));
        return records;
    }

    Map<String, String> map() {
        Map<String, String> records = new TreeMap<>();
        store.readAll((kind, key, value) -> records.put(kind + "/" + key, new String(value, StandardCharsets.UTF_8)));
        return records;
    }
}
