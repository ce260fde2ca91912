package io.leveret.broker.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.codec.FieldTable;
import io.leveret.management.admin.DefinitionSet;
import io.leveret.management.admin.DefinitionSet.ExchangeEntry;
import io.leveret.management.admin.DefinitionSet.QueueEntry;
import io.leveret.management.admin.DefinitionSet.UserEntry;
import io.leveret.management.admin.DefinitionsAdmin.ImportOptions;
import io.leveret.management.admin.ExchangesAdmin.BindingDetails;
import io.leveret.management.admin.MessagingAdmin;
import io.leveret.management.admin.MessagingAdmin.Acting;
import io.leveret.management.admin.MessagingAdmin.BindingWish;
import io.leveret.management.admin.MessagingAdmin.ExchangeWish;
import io.leveret.management.admin.MessagingAdmin.QueueWish;
import io.leveret.management.admin.PermissionsAdmin.PermissionDetails;
import io.leveret.management.admin.UsersAdmin.Credential;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Exports taken while objects come and go: whatever one refers to is in it, so it can be imported. */
@Timeout(120)
class ExportWhileClientsDeclareTest {
    private static final Acting GUEST = new Acting("guest", "/", "127.0.0.1:1", false);
    private static final int EXPORTS = 300;

    /** Rounds of coming and going that exports must have met, so that the test cannot pass by itself. */
    private static final int ROUNDS = 100;

    @TempDir
    Path directory;

    private DefinitionsFixture node;
    private volatile boolean done;
    private final AtomicInteger rounds = new AtomicInteger();

    @BeforeEach
    void open() throws Exception {
        node = new DefinitionsFixture(directory, "shards=2");
        StringBuilder queues = new StringBuilder("{\"queues\":[");
        for (int i = 0; i < 1_000; i++) {
            queues.append(i == 0 ? "" : ",").append("{\"name\":\"q").append(i).append("\",\"vhost\":\"/\"}");
        }
        node.load(queues.append("]}").toString());
    }

    @AfterEach
    void close() {
        node.close();
    }

    private interface Round {
        void run() throws Exception;
    }

    private CompletableFuture<Void> repeat(Round round) {
        return CompletableFuture.runAsync(() -> {
            try {
                while (!done) {
                    round.run();
                    rounds.incrementAndGet();
                }
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
    }

    /** Exports until so many have been taken, and so much has happened meanwhile. */
    private void export(CompletableFuture<Void> meanwhile, Consumer<DefinitionSet> check) throws Exception {
        BooleanSupplier enough = () -> rounds.get() >= ROUNDS || meanwhile.isDone();
        DefinitionSet last = null;
        try {
            for (int i = 0; i < EXPORTS || !enough.getAsBoolean(); i++) {
                last = node.ports().definitions().export(null);
                check.accept(last);
            }
        } finally {
            done = true;
        }
        meanwhile.get();
        node.ports().definitions().load(last, new ImportOptions(true, true, null, null));
    }

    @Test
    void theEndsOfBindingsAreThere() throws Exception {
        MessagingAdmin clients = node.ports().messaging();
        CompletableFuture<Void> declaring = repeat(() -> {
            clients.declare(GUEST, new ExchangeWish("x", "fanout", false, false, false, FieldTable.EMPTY));
            clients.declare(GUEST, new QueueWish("q", false, false, FieldTable.EMPTY));
            clients.bind(GUEST, new BindingWish("x", "q", true, "", FieldTable.EMPTY));
            clients.bind(GUEST, new BindingWish("amq.direct", "x", false, "", FieldTable.EMPTY));
            clients.deleteQueue(GUEST, "q", false, false);
            clients.deleteExchange(GUEST, "x", false);
        });
        export(declaring, set -> {
            Set<String> queues = set.queues().stream().map(QueueEntry::name).collect(Collectors.toSet());
            Set<String> exchanges =
                    set.exchanges().stream().map(ExchangeEntry::name).collect(Collectors.toSet());
            for (BindingDetails each : set.bindings()) {
                assertThat(each.toQueue() ? queues : exchanges).contains(each.destination());
                assertThat(each.source().equals("amq.direct") || exchanges.contains(each.source()))
                        .isTrue();
            }
        });
    }

    @Test
    void whoHasPermissionsIsThere() throws Exception {
        CompletableFuture<Void> changing = repeat(() -> {
            node.ports().users().put("u", new Credential.None(), List.of());
            node.ports().permissions().set(new PermissionDetails("u", "/", "", "", ""));
            node.ports().users().delete("u");
        });
        export(changing, set -> {
            Set<String> users = set.users().stream().map(UserEntry::name).collect(Collectors.toSet());
            assertThat(users)
                    .containsAll(set.permissions().stream()
                            .map(PermissionDetails::user)
                            .toList());
        });
    }
}
