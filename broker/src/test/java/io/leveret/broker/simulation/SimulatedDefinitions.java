package io.leveret.broker.simulation;

import io.leveret.persistence.DefinitionsStore;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A store in memory whose syncs take as long as the simulation likes. */
final class SimulatedDefinitions implements DefinitionsStore, Simulation.Activity {
    private record Waiting(List<Change> changes, Completion completion) {}

    private final Simulation simulation;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();
    private final Map<String, byte[]> durable = new TreeMap<>();
    private boolean frozen;

    SimulatedDefinitions(Simulation simulation) {
        this.simulation = simulation;
        simulation.add(this);
    }

    @Override
    public void readAll(Reader reader) {
        // It begins empty.
    }

    @Override
    public void write(List<Change> changes, Completion completion) {
        waiting.add(new Waiting(List.copyOf(changes), completion));
    }

    @Override
    public boolean isReady() {
        return !frozen && !waiting.isEmpty();
    }

    /** A frozen disk syncs nothing. */
    void freeze(boolean on) {
        frozen = on;
    }

    /** One sync: it makes some of the writes durable, in order. */
    @Override
    public void happen() {
        int synced = 1 + simulation.random().nextInt(waiting.size());
        for (int i = 0; i < synced; i++) {
            Waiting write = waiting.poll();
            for (Change change : write.changes()) {
                String key = change.kind() + ":" + change.key();
                if (change.value() == null) {
                    durable.remove(key);
                } else {
                    durable.put(key, change.value());
                }
            }
            write.completion().durable();
        }
    }

    /** How many records of a kind are on disk. */
    long count(byte kind) {
        String prefix = kind + ":";
        return durable.keySet().stream().filter(key -> key.startsWith(prefix)).count();
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
