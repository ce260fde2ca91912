package io.leveret.broker.admin;

import io.leveret.broker.access.Permission;
import io.leveret.broker.access.TopicPermission;
import io.leveret.broker.arguments.QueueType;
import io.leveret.broker.connection.OpenConnections;
import io.leveret.broker.events.EventTable;
import io.leveret.broker.events.EventType;
import io.leveret.broker.shard.BrokerShard;
import io.leveret.broker.vhost.Actor;
import io.leveret.broker.vhost.BrokerQueue;
import io.leveret.broker.vhost.Firehose;
import io.leveret.broker.vhost.QueueDeletion;
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
    private final OpenConnections open;
    private final StoredAccess access;
    private final Parameters parameters;
    private final BrokerShard asking;
    private final DurableChanges changes;
    private final AdminEvents events;
    private final String node;

    /**
     * @param node its name
     * @param asking the shard that questions to queues come from
     */
    LiveVhosts(
            String node,
            VirtualHosts vhosts,
            OpenConnections open,
            StoredAccess access,
            Parameters parameters,
            BrokerShard asking,
            DurableChanges changes,
            AdminEvents events) {
        this.node = node;
        this.vhosts = vhosts;
        this.open = open;
        this.access = access;
        this.parameters = parameters;
        this.asking = asking;
        this.changes = changes;
        this.events = events;
    }

    @Override
    public List<VhostDetails> list() {
        return vhosts.all().stream()
                .map(vhost -> new VhostDetails(vhost.name(), vhost.firehose() != null))
                .sorted(Comparator.comparing(VhostDetails::name))
                .toList();
    }

    @Override
    public boolean exists(String name) {
        return vhosts.get(name) != null;
    }

    @Override
    public void add(String name) throws AdminException {
        if (name.isEmpty()) {
            throw new AdminException(Kind.INVALID, "the name of a virtual host cannot be empty");
        }
        changes.make(() -> vhosts.add(name));
        events.tell(EventType.VHOST_CREATED, name, name, LiveVhosts::created);
    }

    /** What the event exchange tells of a new one. */
    private static void created(EventTable table) {
        table.value(
                        "cluster_state",
                        FieldValue.of(FieldTable.builder()
                                .string(table.node(), "running")
                                .build()))
                .text("default_queue_type", QueueType.CLASSIC.argument())
                .text("description", "")
                .texts("tags", List.of())
                .flag("tracing", false);
    }

    /**
     * In this order: nobody comes in and nothing is added any more; those who are in are sent away, and what they held
     * goes; the queues go, each with its records; then all other records in one change with that of the virtual host
     * itself, so that a start never finds a part without the whole. If the node ends in between, the virtual host is
     * back with what was not deleted yet.
     */
    @Override
    public void delete(String name) throws AdminException {
        VirtualHost vhost = vhosts.remove(name);
        if (vhost == null) {
            throw new AdminException(Kind.NO_SUCH_VHOST, name);
        }
        ShardQuestions.<OpenConnections.Open, Boolean>ask(
                open.all(),
                (each, answer) -> each.shard().execute(() -> {
                    if (each.connection().isIn(vhost)) {
                        each.connection().forceClosed("vhost '" + name + "' is deleted");
                    }
                    answer.accept(true);
                }));
        QueueDeletion deletion = new QueueDeletion(false, false, Actor.BROKER);
        ShardQuestions.<BrokerQueue, QueueDeletion.Outcome>ask(
                vhost.queues(),
                (queue, answer) -> asking.execute(() -> queue.delete(asking, deletion, answer::accept)));
        changes.make(() -> {
            List<Change> gone = new ArrayList<>();
            for (Permission permission : access.permissions().removeVhost(name)) {
                gone.add(access.records().deletePermission(permission.user(), permission.vhost()));
            }
            for (TopicPermission permission : access.permissions().topics().removeVhost(name)) {
                gone.add(access.records().delete(permission));
            }
            gone.addAll(parameters.removeVhost(name));
            gone.addAll(vhosts.ended(vhost));
            return gone;
        });
        events.tell(EventType.VHOST_DELETED, name, name);
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
