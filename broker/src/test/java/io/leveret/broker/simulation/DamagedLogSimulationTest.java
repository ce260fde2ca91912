package io.leveret.broker.simulation;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/**
 * Bits that flip and files that are cut between two lives of a broker: it starts with all that was not hit, and says
 * what was; or it says that definitions are lost.
 */
class DamagedLogSimulationTest {
    private static final int RUNS = 40;
    private static final int DAMAGES = 20;

    @Test
    void damageTakesOnlyWhatItHits() {
        DamagedLogRun.Totals totals = new DamagedLogRun.Totals();
        try (LoggedErrors errors = new LoggedErrors()) {
            Seeds.run("damaged logs", RUNS, random -> {
                try {
                    new DamagedLogRun(random, errors, totals).run(DAMAGES);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                } finally {
                    errors.take();
                }
            });
        }
        LoggerFactory.getLogger("seeds").info("{}", totals);
    }
}
