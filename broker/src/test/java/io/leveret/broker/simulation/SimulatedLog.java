package io.leveret.broker.simulation;

import io.leveret.persistence.log.BodyReader;
import io.leveret.persistence.log.LogListener;
import io.leveret.persistence.log.LogWriter;
import io.leveret.persistence.log.MemoryLog;
import java.util.ArrayDeque;

/** A log whose syncs, and a reader whose reads, take as long as the simulation likes. */
final class SimulatedLog implements BodyReader {
    private record Request(long[] places, int count, Taker taker) {}

    private final MemoryLog log = new MemoryLog(false);
    private final ArrayDeque<Request> requests = new ArrayDeque<>();
    private boolean frozen;

    SimulatedLog(Simulation simulation) {
        simulation.add(new Simulation.Activity() {
            @Override
            public boolean isReady() {
                return !frozen && log.waiting() != 0;
            }

            @Override
            public void happen() {
                log.sync(1 + simulation.random().nextInt(log.waiting()));
            }
        });
        simulation.add(new Simulation.Activity() {
            @Override
            public boolean isReady() {
                return !requests.isEmpty();
            }

            @Override
            public void happen() {
                Request request = requests.remove();
                log.read(request.places, request.count, request.taker);
            }
        });
    }

    LogWriter writer(LogListener listener) {
        return log.writer(listener);
    }

    /** Nothing gets to the disk while it is frozen. */
    void freeze(boolean on) {
        frozen = on;
    }

    /** Groups stand for bytes here. */
    long unsyncedBytes() {
        return log.waiting();
    }

    MemoryLog memory() {
        return log;
    }

    @Override
    public void read(long[] places, int count, Taker taker) {
        requests.add(new Request(places, count, taker));
    }
}
