package io.leveret.it.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.leveret.it.harness.BrokerUnderTest;
import io.leveret.it.harness.LeveretOnly;
import io.leveret.it.harness.LeveretProcess;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The broker is killed in the midst of its work again and again; all lives are on one data directory. The seed gives
 * the clients' choices and after how many confirms it is killed; which instruction that hits, nobody can repeat.
 */
@LeveretOnly("it kills the broker")
class KillIT {
    private static final Logger LOG = LoggerFactory.getLogger(KillIT.class);
    private static final int ROUNDS = 20;
    private static final int MOST_CONFIRMS = 15_000;
    private static final long LONGEST_LIFE_NANOS = TimeUnit.SECONDS.toNanos(6);
    private static final int LONGEST_START_MS = 1_500;
    /**
     * Files and memory are so small that files are rewritten, and bodies are read back; queues live on several shards.
     */
    private static final String[] SETTINGS = {"shards=3", "log.file_size=1MiB", "limits.body_bytes_in_memory=1MiB"};

    private final Ledger ledger = new Ledger();
    private final DefinitionsLedger definitions = new DefinitionsLedger(ledger.violations());

    @Test
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    void whatWasConfirmedSurvivesKills() throws Exception {
        String given = System.getProperty("seed", "");
        long seed = given.isBlank() ? System.nanoTime() : Long.parseLong(given);
        int rounds = Integer.getInteger("rounds", ROUNDS);
        LOG.info("-Dseed={} -Drounds={}", seed, rounds);
        Random random = new Random(seed);
        Load load = new Load(ledger, definitions, seed);
        try (LeveretProcess leveret = LeveretProcess.create("kill")) {
            leveret.start(SETTINGS);
            try (Connection connection = connect(leveret)) {
                load.declare(connection.createChannel());
            }
            for (int round = 1; round <= rounds; round++) {
                String what = liveAndDie(leveret, load, random);
                check(leveret, round == rounds ? Check.DRAIN : Check.values()[random.nextInt(Check.values().length)]);
                LOG.info("round {}: {}; {}", round, what, ledger);
                if (!ledger.violations().all().isEmpty()) {
                    leveret.keepData();
                }
                assertThat(ledger.violations().all())
                        .as("round %d, -Dseed=%d, data in %s", round, seed, leveret.data())
                        .isEmpty();
            }
        }
    }

    /** How thoroughly a life's end is checked; the less it is, the more is still there in the next life. */
    private enum Check {
        COUNT,
        READ,
        DRAIN
    }

    private String liveAndDie(LeveretProcess leveret, Load load, Random random) throws Exception {
        long until = ledger.confirms() + 1 + random.nextInt(MOST_CONFIRMS);
        long endNanos = System.nanoTime() + LONGEST_LIFE_NANOS;
        Clients clients = load.begin(leveret.target());
        while (ledger.confirms() < until && System.nanoTime() < endNanos && !clients.hasLostOne()) {
            LockSupport.parkNanos(200_000);
        }
        if (clients.hasLostOne()) {
            ledger.violations().add("connections ended while the broker lived: " + clients.lost());
        }
        leveret.kill();
        long killedNanos = System.nanoTime();
        clients.end();
        ledger.died();
        String what = "killed, clients gone in %d ms".formatted((System.nanoTime() - killedNanos) / 1_000_000);
        while (random.nextInt(3) == 0) {
            int afterMs = random.nextInt(LONGEST_START_MS);
            leveret.startAndKill(Duration.ofMillis(afterMs), SETTINGS);
            what += ", and " + afterMs + " ms after the next start";
        }
        long beganNanos = System.nanoTime();
        leveret.start(SETTINGS);
        return what + ", started in " + (System.nanoTime() - beganNanos) / 1_000_000 + " ms";
    }

    private void check(LeveretProcess leveret, Check check) throws Exception {
        try (Connection connection = connect(leveret)) {
            definitions.check(connection);
            Channel channel = connection.createChannel();
            ledger.checkCounts(channel);
            if (check == Check.COUNT) {
                ledger.passOver();
            } else {
                boolean drains = check == Check.DRAIN;
                ledger.audit(new QueueReader(connection, drains, ledger.violations()), drains);
            }
        }
    }

    private static Connection connect(LeveretProcess leveret) throws Exception {
        return BrokerUnderTest.factory(leveret.target()).newConnection();
    }
}
