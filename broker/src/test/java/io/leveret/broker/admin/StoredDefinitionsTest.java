package io.leveret.broker.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.access.AccessRecords;
import io.leveret.broker.access.PasswordRules;
import io.leveret.broker.access.Permissions;
import io.leveret.broker.access.Users;
import io.leveret.broker.settings.SettingsSources;
import io.leveret.broker.settings.SettingsTable;
import io.leveret.broker.vhost.VhostFixture;
import io.leveret.broker.vhost.VhostMetadata;
import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.DefinitionsAdmin.ImportOptions;
import io.leveret.management.definitions.DefinitionsReader;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An import on its way to the log, over shards that the test drives. */
@Timeout(120)
class StoredDefinitionsTest {
    private static final String FILE =
            "{\"vhosts\":[{\"name\":\"v\"}],\"queues\":[{\"vhost\":\"/\",\"name\":\"q\",\"durable\":true}]}";

    private final VhostFixture node = new VhostFixture(1);
    private final Parameters parameters = new Parameters();
    private final StoredAccess access = new StoredAccess(
            new Users(), new Permissions(), new AccessRecords((byte) 2, (byte) 3, (byte) 7), PasswordRules.ANY);
    private final CompletableFuture<AdminException> outcome = new CompletableFuture<>();
    private final Thread importing = new Thread(this::load, "importing");
    private StoredDefinitions definitions;

    @BeforeEach
    void open() throws Exception {
        VhostDefaults defaults = new VhostDefaults(
                new SettingsSources(Map.of())
                        .sets(List.of("default_users.u.password=p", "default_limits.vhosts.l.max_queues=9"))
                        .read(SettingsTable.load(), false),
                parameters,
                access);
        definitions = new StoredDefinitions(
                new ImportPlan.Ground("n", node.vhosts, access, parameters, defaults),
                new DurableChanges(node.vhosts.definitions()),
                new AdminEvents(node.events));
    }

    private void load() {
        try {
            definitions.load(DefinitionsReader.readAll(FILE), ImportOptions.PLAIN);
            outcome.complete(null);
        } catch (AdminException e) {
            outcome.complete(e);
        }
    }

    /** The import's thread waits, so what it uses can be used here. */
    private boolean waits() {
        return importing.getState() == Thread.State.TIMED_WAITING;
    }

    private void until(BooleanSupplier condition) {
        long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - endNanos).as("nanoseconds too late").isNegative();
            Thread.onSpinWait();
        }
    }

    @Test
    void nothingIsMadeBeforeTheLogHasRoomForTheRecords() throws Exception {
        node.vhosts.definitions().write(node.vhosts.add("earlier", VhostMetadata.NONE), VhostFixture.NOBODY);
        node.store.refuse(new RejectedExecutionException("too much waits"));
        importing.setDaemon(true);
        importing.start();
        until(() -> node.store.refused() > 0 && waits());
        node.shards.run();
        assertThat(node.vhost().queue("q")).isNull();
        assertThat(node.vhosts.get("v")).isNull();

        node.store.refuse(null);
        until(() -> {
            node.store.sync();
            if (waits()) {
                node.shards.run();
            }
            return outcome.isDone();
        });
        assertThat(outcome.get(1, TimeUnit.SECONDS)).isNull();
        assertThat(node.vhost().queue("q")).isNotNull();
        assertThat(parameters.limits().queuesIn("v")).isEqualTo(9);
        assertThat(access.users().get("u")).isNotNull();
    }
}
