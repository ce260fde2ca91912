package io.leveret.broker.admin;

import io.leveret.broker.access.PasswordHash;
import io.leveret.broker.access.Permission;
import io.leveret.broker.access.TopicPermission;
import io.leveret.broker.access.User;
import io.leveret.broker.events.EventType;
import io.leveret.management.admin.AdminException;
import io.leveret.management.admin.AdminException.Kind;
import io.leveret.management.admin.ParametersAdmin;
import io.leveret.management.admin.UsersAdmin;
import io.leveret.persistence.DefinitionsStore.Change;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The users of the node's own store. */
final class StoredUsers implements UsersAdmin {
    private final StoredAccess access;
    private final Parameters parameters;
    private final LiveConnections connections;
    private final DurableChanges changes;
    private final AdminEvents events;

    StoredUsers(
            StoredAccess access,
            Parameters parameters,
            LiveConnections connections,
            DurableChanges changes,
            AdminEvents events) {
        this.access = access;
        this.parameters = parameters;
        this.connections = connections;
        this.changes = changes;
        this.events = events;
    }

    @Override
    public List<UserDetails> list() {
        return access.users().list().stream()
                .map(user -> new UserDetails(
                        user.name(),
                        List.copyOf(user.tags()),
                        user.hash().base64(),
                        user.hash().algorithm().rabbitName()))
                .toList();
    }

    @Override
    public void add(String name, String password) throws AdminException {
        User user = user(name, permitted(password), Set.of());
        changes.make(() -> {
            if (!access.users().add(user)) {
                throw new AdminException(Kind.EXISTS, name);
            }
            return List.of(access.records().put(user));
        });
        events.tell(EventType.USER_CREATED, "", name);
    }

    @Override
    public boolean put(String name, Credential credential, List<String> tags) throws AdminException {
        User user = user(name, hash(credential), new LinkedHashSet<>(tags));
        boolean[] added = new boolean[1];
        changes.make(() -> {
            added[0] = access.users().get(name) == null;
            return replace(user);
        });
        if (added[0]) {
            events.tell(EventType.USER_CREATED, "", name);
        } else {
            boolean cleared = credential instanceof Credential.None;
            events.tell(cleared ? EventType.USER_PASSWORD_CLEARED : EventType.USER_PASSWORD_CHANGED, "", name);
        }
        if (!added[0] || !tags.isEmpty()) {
            tellTags(name, tags);
        }
        return added[0];
    }

    /** @throws AdminException the settings want other passwords; says why */
    private PasswordHash permitted(String password) throws AdminException {
        Optional<String> refusal = access.passwords().refusal(password);
        if (refusal.isPresent()) {
            throw new AdminException(Kind.INVALID, refusal.get());
        }
        return access.passwords().hash(password);
    }

    /** Here RabbitMQ does not say why; and who has no password has a bad one. */
    private PasswordHash hash(Credential credential) throws AdminException {
        String text = credential instanceof Credential.Password password ? password.text() : "";
        if (!(credential instanceof Credential.Hash)
                && access.passwords().refusal(text).isPresent()) {
            throw new AdminException(Kind.INVALID, "credential_validation_failed");
        }
        if (!text.isEmpty()) {
            return access.passwords().hash(text);
        }
        if (credential instanceof Credential.Hash given) {
            String algorithm =
                    given.algorithm() == null ? PasswordHash.Algorithm.SHA256.rabbitName() : given.algorithm();
            try {
                return PasswordHash.parse(given.base64(), algorithm);
            } catch (IllegalArgumentException e) {
                throw new AdminException(Kind.INVALID, e.getMessage(), e);
            }
        }
        return PasswordHash.NONE;
    }

    private void tellTags(String name, List<String> tags) {
        List<String> told = List.copyOf(tags);
        events.tell(EventType.USER_TAGS_SET, "", name, table -> table.texts("tags", told));
    }

    private static User user(String name, PasswordHash hash, Set<String> tags) throws AdminException {
        try {
            return new User(name, hash, tags);
        } catch (IllegalArgumentException e) {
            throw new AdminException(Kind.INVALID, e.getMessage(), e);
        }
    }

    @Override
    public void delete(String name) throws AdminException {
        changes.make(() -> {
            if (access.users().remove(name) == null) {
                throw new AdminException(Kind.NO_SUCH_USER, name);
            }
            List<Change> gone = new ArrayList<>();
            for (Permission permission : access.permissions().removeUser(name)) {
                gone.add(access.records().deletePermission(permission.user(), permission.vhost()));
            }
            for (TopicPermission permission : access.permissions().topics().removeUser(name)) {
                gone.add(access.records().delete(permission));
            }
            Change limits = parameters.remove("", ParametersAdmin.USER_LIMITS, name);
            if (limits != null) {
                gone.add(limits);
            }
            gone.add(access.records().deleteUser(name));
            return gone;
        });
        events.tell(EventType.USER_DELETED, "", name);
        connections.closeAll(null, name, 0, "user '" + name + "' is deleted");
    }

    @Override
    public void setPassword(String name, String password) throws AdminException {
        PasswordHash hash = password == null ? PasswordHash.NONE : permitted(password);
        changes.make(() -> {
            User before = existing(name);
            return replace(user(name, hash, before.tags()));
        });
        events.tell(password == null ? EventType.USER_PASSWORD_CLEARED : EventType.USER_PASSWORD_CHANGED, "", name);
    }

    @Override
    public void setTags(String name, List<String> tags) throws AdminException {
        changes.make(() -> replace(user(name, existing(name).hash(), new LinkedHashSet<>(tags))));
        tellTags(name, tags);
    }

    private User existing(String name) throws AdminException {
        User user = access.users().get(name);
        if (user == null) {
            throw new AdminException(Kind.NO_SUCH_USER, name);
        }
        return user;
    }

    private List<Change> replace(User user) {
        access.users().put(user);
        return List.of(access.records().put(user));
    }

    @Override
    public String hash(String password) {
        return access.passwords().hash(password).base64();
    }

    @Override
    public boolean authenticate(String name, String password) {
        return access.users().authenticate(name, password.getBytes(StandardCharsets.UTF_8)) != null;
    }
}
