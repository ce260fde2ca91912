package io.leveret.broker.simulation;

import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * The whole broker over the real log on a disk that loses power at any operation, is killed or stopped, and started
 * again: what was confirmed is there, what had ended stays away, nothing is there twice or invented.
 */
class PowerCutSimulationTest {
    private static final int RUNS = 250;

    @Test
    void whatTheDiskWasSaidToHaveIsThereAfterwards() {
        PowerCutRun.Totals totals = new PowerCutRun.Totals();
        try (LoggedErrors errors = new LoggedErrors()) {
            Seeds.run("power cuts", RUNS, random -> {
                try {
                    new PowerCutRun(random, totals).run();
                } finally {
                    errors.check();
                }
            });
        }
        LoggerFactory.getLogger("seeds").info("{}", totals);
    }
}
