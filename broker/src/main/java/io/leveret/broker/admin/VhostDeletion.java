package io.leveret.broker.admin;

import io.leveret.broker.access.Permission;
import io.leveret.broker.access.TopicPermission;
import io.leveret.broker.connection.OpenConnections;
import io.leveret.broker.events.EventType;
import io.leveret.broker.vhost.BrokerQueue;
import io.leveret.broker.vhost.VirtualHost;
import io.leveret.broker.vhost.VirtualHosts;
import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.AdminException.Kind;
import io.leveret.management.admin.ParametersAdmin.Parameter;
import io.leveret.persistence.DefinitionsStore.Change;
import java.util.ArrayList;
import java.util.List;

/**
 * Deletes virtual hosts, in this order: nobody comes in and nothing is added any more; those who are in are sent away,
 * and what they held goes; the queues go, each with its records; then all other records in one change with that of the
 * virtual host itself, so that a start never finds a part without the whole. Until then nothing else may have its name.
 *
 * <p>Very many queues take their time, of which each piece has a deadline of its own. A deletion that was given up is
 * taken up again by the next of the same name. If the node ends in between, the virtual host is back with what was not
 * deleted yet.
 */
final class VhostDeletion {
    /** Queues that are waited for together. */
    private static final int QUEUES_A_PIECE = 1_000;

    private final VirtualHosts vhosts;
    private final OpenConnections open;
    private final StoredAccess access;
    private final Parameters parameters;
    private final DurableChanges changes;
    private final AdminEvents events;

    VhostDeletion(
            VirtualHosts vhosts,
            OpenConnections open,
            StoredAccess access,
            Parameters parameters,
            DurableChanges changes,
            AdminEvents events) {
        this.vhosts = vhosts;
        this.open = open;
        this.access = access;
        this.parameters = parameters;
        this.changes = changes;
        this.events = events;
    }

    /** Deletes the one of this name; returns when that is on disk. */
    void delete(String name) throws AdminException {
        VirtualHost[] begun = new VirtualHost[1];
        changes.make(() -> {
            begun[0] = begin(name);
            return List.of();
        });
        closeConnections(begun[0]);
        deleteQueues(begun[0]);
        end(begun[0]);
    }

    private VirtualHost begin(String name) throws AdminException {
        VirtualHost ending = vhosts.ending(name);
        if (ending != null) {
            return ending;
        }
        VirtualHost vhost = vhosts.get(name);
        if (vhost == null) {
            throw new AdminException(Kind.NO_SUCH_VHOST, name);
        }
        if (vhost.metadata().protectedFromDeletion()) {
            throw new AdminException(
                    Kind.PROTECTED,
                    "Refusing to delete virtual host '" + name + "' because it is protected from deletion");
        }
        return vhosts.remove(name);
    }

    private void closeConnections(VirtualHost vhost) throws AdminException {
        ShardQuestions.askEach(List.copyOf(open.all()), each -> {
            boolean isIn = each.connection().isIn(vhost);
            if (isIn) {
                each.connection().forceClosed("vhost '" + vhost.name() + "' is deleted");
            }
            return isIn;
        });
    }

    private static void deleteQueues(VirtualHost vhost) throws AdminException {
        List<BrokerQueue> queues = vhost.queues();
        for (int from = 0; from < queues.size(); from += QUEUES_A_PIECE) {
            List<BrokerQueue> piece = queues.subList(from, Math.min(queues.size(), from + QUEUES_A_PIECE));
            ShardQuestions.<List<BrokerQueue>, Boolean>ask(
                    List.of(piece), (each, answer) -> vhost.deleteQueues(each, () -> answer.accept(true)));
        }
    }

    /** Another who took it up as well may have ended it, and one of the same name may be there since. */
    private void end(VirtualHost vhost) throws AdminException {
        String name = vhost.name();
        boolean[] ended = new boolean[1];
        List<Parameter> cleared = new ArrayList<>();
        changes.make(() -> {
            List<Change> gone = new ArrayList<>();
            ended[0] = vhosts.ending(name) == vhost;
            if (!ended[0]) {
                return gone;
            }
            for (Permission permission : access.permissions().removeVhost(name)) {
                gone.add(access.records().deletePermission(permission.user(), permission.vhost()));
            }
            for (TopicPermission permission : access.permissions().topics().removeVhost(name)) {
                gone.add(access.records().delete(permission));
            }
            parameters.list().stream().filter(each -> each.vhost().equals(name)).forEach(cleared::add);
            gone.addAll(parameters.removeVhost(name));
            gone.addAll(vhosts.ended(vhost));
            return gone;
        });
        if (ended[0]) {
            vhosts.gone(vhost);
            new ParameterEvents(events).clearedWithVhost(cleared);
            events.tell(EventType.VHOST_DELETED, name, name);
        }
    }
}
