package io.leveret.broker.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class MovedMessagesPowerCutTest {
    private static final int RUNS = 200;

    @Test
    void whatIsMovedIsInOneQueueAtLeastWhateverThePowerDoes() {
        Map<String, Integer> happened = new TreeMap<>();
        try (LoggedErrors errors = new LoggedErrors()) {
            Seeds.run("moves under power cuts", RUNS, random -> {
                try {
                    new MovedMessagesRun(random, happened).run();
                } finally {
                    errors.check();
                }
            });
        }
        LoggerFactory.getLogger("seeds").info("{}", happened);
        if (Long.getLong("seed") == null) {
            assertThat(happened).containsKeys("MOVED", "UNROUTABLE", "TAKEN", "power cut", "clean stop");
        }
    }
}
