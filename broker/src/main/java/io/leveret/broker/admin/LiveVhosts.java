package io.leveret.broker.admin;

import io.leveret.broker.arguments.QueueType;
import io.leveret.broker.connection.OpenConnections;
import io.leveret.broker.events.EventTable;
import io.leveret.broker.events.EventType;
import io.leveret.broker.vhost.Firehose;
import io.leveret.broker.vhost.VhostMetadata;
import io.leveret.broker.vhost.VirtualHost;
import io.leveret.broker.vhost.VirtualHosts;
import io.leveret.codec.FieldTable;
import io.leveret.codec.FieldValue;
import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.AdminException.Kind;
import io.leveret.management.admin.VhostsAdmin;
import io.leveret.persistence.DefinitionsStore.Change;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The virtual hosts of the node. */
final class LiveVhosts implements VhostsAdmin {
    private final VirtualHosts vhosts;
    private final DurableChanges changes;
    private final AdminEvents events;
    private final VhostDefaults defaults;
    private final VhostDeletion deletion;
    private final String node;

    /** @param node its name */
    LiveVhosts(
            String node,
            VirtualHosts vhosts,
            OpenConnections open,
            StoredAccess access,
            Parameters parameters,
            DurableChanges changes,
            AdminEvents events,
            VhostDefaults defaults) {
        this.node = node;
        this.vhosts = vhosts;
        this.changes = changes;
        this.events = events;
        this.defaults = defaults;
        this.deletion = new VhostDeletion(vhosts, open, access, parameters, changes, events);
    }

    @Override
    public List<VhostDetails> list() {
        return vhosts.all().stream()
                .map(vhost -> details(vhost))
                .sorted(Comparator.comparing(VhostDetails::name))
                .toList();
    }

    private static VhostDetails details(VirtualHost vhost) {
        VhostMetadata metadata = vhost.metadata();
        return new VhostDetails(
                vhost.name(),
                metadata.description(),
                metadata.tags(),
                vhost.defaultQueueType().argument(),
                vhost.firehose() != null,
                metadata.protectedFromDeletion());
    }

    @Override
    public boolean exists(String name) {
        return vhosts.get(name) != null;
    }

    @Override
    public void add(String name, Metadata metadata) throws AdminException {
        if (name.isEmpty()) {
            throw new AdminException(Kind.INVALID, "the name of a virtual host cannot be empty");
        }
        VhostMetadata said = merged(VhostMetadata.NONE, metadata);
        List<VhostDefaults.Told> told = new ArrayList<>();
        changes.make(() -> {
            if (exists(name)) {
                return List.of();
            }
            if (vhosts.ending(name) != null) {
                throw new AdminException(Kind.UNAVAILABLE, "virtual host '" + name + "' is being deleted");
            }
            if (vhosts.all().size() >= vhosts.vhostLimit()) {
                throw new AdminException(
                        Kind.LIMIT,
                        "cannot create vhost '" + name + "': vhost limit of " + vhosts.vhostLimit() + " is reached");
            }
            List<Change> added = new ArrayList<>(vhosts.add(name, said));
            VhostDefaults.Given given = defaults.giveTo(vhosts.get(name));
            added.addAll(given.changes());
            told.addAll(given.told());
            told.add(each -> tell(each, EventType.VHOST_CREATED, name));
            return added;
        });
        told.forEach(each -> each.to(events));
    }

    @Override
    public void update(String name, Metadata metadata) throws AdminException {
        changes.make(() -> {
            VirtualHost vhost = vhosts.get(name);
            if (vhost == null) {
                throw new AdminException(Kind.NO_SUCH_VHOST, name);
            }
            return vhosts.update(vhost, merged(vhost.metadata(), metadata));
        });
        tell(events, EventType.VHOST_UPDATED, name);
    }

    private static VhostMetadata merged(VhostMetadata before, Metadata said) throws AdminException {
        String type = said.defaultQueueType();
        if (type != null && QueueType.named(type) == null) {
            throw new AdminException(Kind.INVALID, "'" + type + "' is no type of queue that can be the default");
        }
        return new VhostMetadata(
                said.description() == null ? before.description() : said.description(),
                said.tags() == null ? before.tags() : said.tags(),
                type == null ? before.defaultQueueType() : type,
                said.protectedFromDeletion() == null ? before.protectedFromDeletion() : said.protectedFromDeletion());
    }

    /** What the event exchange tells of one as it is now. */
    private void tell(AdminEvents to, EventType type, String name) {
        VirtualHost vhost = vhosts.get(name);
        if (vhost != null) {
            tell(to, type, vhost);
        }
    }

    static void tell(AdminEvents to, EventType type, VirtualHost vhost) {
        VhostDetails details = details(vhost);
        to.tell(type, vhost.name(), vhost.name(), table -> describe(details, table));
    }

    private static void describe(VhostDetails vhost, EventTable table) {
        table.value(
                        "cluster_state",
                        FieldValue.of(FieldTable.builder()
                                .string(table.node(), "running")
                                .build()))
                .text("default_queue_type", vhost.defaultQueueType())
                .text("description", vhost.description())
                .texts("tags", vhost.tags())
                .flag("tracing", vhost.tracing());
    }

    @Override
    public void delete(String name) throws AdminException {
        deletion.delete(name);
    }

    @Override
    public void trace(String name, boolean on) throws AdminException {
        VirtualHost vhost = vhosts.get(name);
        if (vhost == null) {
            throw new AdminException(Kind.NO_SUCH_VHOST, name);
        }
        vhost.firehose(on ? new Firehose(vhost, node) : null);
    }
}
