package io.leveret.management.ctl;

import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.AdminException.Kind;
import io.leveret.management.admin.PermissionsAdmin;
import java.util.List;

/** Permissions in the lists of a {@link FakeNode}. */
final class FakePermissions implements PermissionsAdmin {
    private final FakeNode node;

    FakePermissions(FakeNode node) {
        this.node = node;
    }

    @Override
    public List<PermissionDetails> list() {
        return node.permissions;
    }

    private void require(String user, String vhost) throws AdminException {
        if (!node.passwords.containsKey(user)) {
            throw new AdminException(Kind.NO_SUCH_USER, user);
        }
        if (!node.vhosts.containsKey(vhost)) {
            throw new AdminException(Kind.NO_SUCH_VHOST, vhost);
        }
    }

    @Override
    public void set(PermissionDetails permission) throws AdminException {
        require(permission.user(), permission.vhost());
        clear(permission.user(), permission.vhost());
        node.permissions.add(permission);
    }

    @Override
    public void clear(String user, String vhost) {
        node.permissions.removeIf(
                each -> each.user().equals(user) && each.vhost().equals(vhost));
    }

    @Override
    public List<TopicPermissionDetails> listTopic() {
        return node.topics;
    }

    @Override
    public void setTopic(TopicPermissionDetails permission) throws AdminException {
        require(permission.user(), permission.vhost());
        clearTopic(permission.user(), permission.vhost(), permission.exchange());
        node.topics.add(permission);
    }

    @Override
    public void clearTopic(String user, String vhost, String exchange) {
        node.topics.removeIf(each -> each.user().equals(user)
                && each.vhost().equals(vhost)
                && (exchange == null || each.exchange().equals(exchange)));
    }
}
