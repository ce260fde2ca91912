package io.leveret.broker.simulation;

import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * Clients that do anything at any time, on one to four shards whose turns come in any order: nothing confirmed is lost,
 * nothing comes twice unflagged, order and limits hold, everything is answered, nothing is left behind.
 */
class BrokerSimulationTest {
    private static final int RUNS = 300;
    private static final int ACTIONS = 500;

    @Test
    void whatTheBrokerPromisesHoldsInAnyInterleaving() {
        long[] totals = new long[3];
        try (LoggedErrors errors = new LoggedErrors()) {
            Seeds.run("broker simulation", RUNS, random -> {
                SimulatedRun run = new SimulatedRun(random, ACTIONS);
                try {
                    run.run();
                } finally {
                    errors.check();
                }
                totals[0] += run.oracle().published();
                totals[1] += run.oracle().deliveries();
                totals[2] += run.oracle().redeliveries();
            });
        }
        LoggerFactory.getLogger("seeds")
                .info("{} published, {} delivered, {} of them again", totals[0], totals[1], totals[2]);
    }
}
