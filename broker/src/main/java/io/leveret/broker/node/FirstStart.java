package io.leveret.broker.node;

import io.leveret.broker.access.PasswordHash;
import io.leveret.broker.access.Permission;
import io.leveret.broker.access.User;
import io.leveret.broker.admin.VhostDefaults;
import io.leveret.broker.settings.Settings;
import io.leveret.broker.vhost.VhostMetadata;
import io.leveret.broker.vhost.VirtualHosts;
import io.leveret.persistence.DefinitionsStore;
import io.leveret.persistence.DefinitionsStore.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** What a node without definitions begins with: the default virtual host, the default user and its permissions. */
final class FirstStart {
    private static final VhostMetadata DEFAULT = new VhostMetadata("Default virtual host", List.of(), "", false);

    private FirstStart() {}

    /**
     * Makes them if there is no virtual host yet, and returns when they are on disk. Where definitions are imported at
     * a start these are all that there is, as with RabbitMQ.
     */
    static void ensureDefaults(
            Settings settings,
            VirtualHosts vhosts,
            AccessDefinitions access,
            VhostDefaults defaults,
            DefinitionsStore store)
            throws InterruptedException {
        if (!vhosts.all().isEmpty() || BootDefinitions.areConfigured(settings)) {
            return;
        }
        String vhost = settings.text("default_vhost");
        String user = settings.text("default_user");
        List<Change> changes = new ArrayList<>(vhosts.add(vhost, DEFAULT));
        PasswordHash hash = access.passwords().hash(settings.text("default_pass"));
        changes.add(access.add(new User(user, hash, settings.defaultUserTags())));
        changes.add(access.add(new Permission(
                user,
                vhost,
                settings.text("default_permissions.configure"),
                settings.text("default_permissions.write"),
                settings.text("default_permissions.read"))));
        changes.addAll(defaults.giveTo(vhosts.get(vhost)).changes());
        writeAndWait(store, changes);
    }

    private static void writeAndWait(DefinitionsStore store, List<Change> changes) throws InterruptedException {
        CompletableFuture<Void> written = new CompletableFuture<>();
        store.write(changes, new DefinitionsStore.Completion() {
            @Override
            public void durable() {
                written.complete(null);
            }

            @Override
            public void failed(Exception cause) {
                written.completeExceptionally(cause);
            }
        });
        try {
            written.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the first definitions could not be written", e.getCause());
        }
    }
}
