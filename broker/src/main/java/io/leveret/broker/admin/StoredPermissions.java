package io.leveret.broker.admin;

import io.leveret.broker.access.Permission;
import io.leveret.broker.access.TopicPermission;
import io.leveret.broker.events.EventType;
import io.leveret.broker.vhost.VirtualHosts;
import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.AdminException.Kind;
import io.leveret.management.admin.PermissionsAdmin;
import io.leveret.persistence.DefinitionsStore.Change;
import java.util.List;

/** The permissions of the node's own store. */
final class StoredPermissions implements PermissionsAdmin {
    private final StoredAccess access;
    private final VirtualHosts vhosts;
    private final DurableChanges changes;
    private final AdminEvents events;

    StoredPermissions(StoredAccess access, VirtualHosts vhosts, DurableChanges changes, AdminEvents events) {
        this.access = access;
        this.vhosts = vhosts;
        this.changes = changes;
        this.events = events;
    }

    @Override
    public List<PermissionDetails> list() {
        return access.permissions().list().stream()
                .map(each ->
                        new PermissionDetails(each.user(), each.vhost(), each.configure(), each.write(), each.read()))
                .toList();
    }

    @Override
    public void set(PermissionDetails wanted) throws AdminException {
        Permission permission =
                new Permission(wanted.user(), wanted.vhost(), wanted.configure(), wanted.write(), wanted.read());
        changes.make(() -> {
            requireBoth(permission.user(), permission.vhost());
            try {
                access.permissions().put(permission);
            } catch (IllegalArgumentException e) {
                throw new AdminException(Kind.INVALID, e.getMessage(), e);
            }
            return List.of(access.records().put(permission));
        });
        events.tell(
                EventType.PERMISSION_CREATED,
                wanted.vhost(),
                wanted.user(),
                table -> table.text("configure", wanted.configure())
                        .text("write", wanted.write())
                        .text("read", wanted.read()));
    }

    /** RabbitMQ looks for the user first. */
    private void requireBoth(String user, String vhost) throws AdminException {
        if (access.users().get(user) == null) {
            throw new AdminException(Kind.NO_SUCH_USER, user);
        }
        if (vhosts.get(vhost) == null) {
            throw new AdminException(Kind.NO_SUCH_VHOST, vhost);
        }
    }

    @Override
    public void clear(String user, String vhost) throws AdminException {
        changes.make(() -> access.permissions().remove(user, vhost) == null
                ? List.of()
                : List.of(access.records().deletePermission(user, vhost)));
        events.tell(EventType.PERMISSION_DELETED, vhost, user);
    }

    @Override
    public List<TopicPermissionDetails> listTopic() {
        return access.permissions().topics().list().stream()
                .map(each -> new TopicPermissionDetails(
                        each.user(), each.vhost(), each.exchange(), each.write(), each.read()))
                .toList();
    }

    @Override
    public void setTopic(TopicPermissionDetails wanted) throws AdminException {
        TopicPermission permission =
                new TopicPermission(wanted.user(), wanted.vhost(), wanted.exchange(), wanted.write(), wanted.read());
        changes.make(() -> {
            requireBoth(permission.user(), permission.vhost());
            try {
                permission.validate();
                access.permissions().topics().put(permission);
            } catch (IllegalArgumentException e) {
                throw new AdminException(Kind.INVALID, e.getMessage(), e);
            }
            return List.of(access.records().put(permission));
        });
        events.tell(
                EventType.TOPIC_PERMISSION_CREATED,
                wanted.vhost(),
                wanted.user(),
                table -> table.text("exchange", wanted.exchange())
                        .text("write", wanted.write())
                        .text("read", wanted.read()));
    }

    @Override
    public void clearTopic(String user, String vhost, String exchange) throws AdminException {
        changes.make(() -> {
            List<TopicPermission> removed = access.permissions().topics().remove(user, vhost, exchange);
            return removed.stream().<Change>map(access.records()::delete).toList();
        });
        events.tell(EventType.TOPIC_PERMISSION_DELETED, vhost, user);
    }
}
