package io.leveret.broker.access;

import io.leveret.persistence.DefinitionsStore.Change;
import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Users, permissions and topic permissions as records of the definitions store.
 *
 * <p>A value starts with the version of its format; texts and byte strings follow, each with a length of four bytes.
 * What is not exactly that is refused.
 */
public final class AccessRecords {
    private static final byte VERSION = 1;

    private final byte userKind;
    private final byte permissionKind;
    private final byte topicPermissionKind;

    /** With the kinds under which the three are kept. */
    public AccessRecords(byte userKind, byte permissionKind, byte topicPermissionKind) {
        this.userKind = userKind;
        this.permissionKind = permissionKind;
        this.topicPermissionKind = topicPermissionKind;
    }

    /** Writes a user. */
    public Change put(User user) {
        Writer writer = new Writer()
                .bytes(user.hash().toBytes())
                .text(user.hash().algorithm().rabbitName());
        user.tags().forEach(writer::text);
        return new Change(userKind, user.name(), writer.toBytes());
    }

    /** Deletes a user; its permissions are records of their own. */
    public Change deleteUser(String name) {
        return new Change(userKind, name, null);
    }

    /**
     * Reads a user.
     *
     * @throws IllegalArgumentException the record is malformed or of an unknown version; the text names the user
     */
    public User user(String key, byte[] value) {
        return read("user '" + key + "'", value, reader -> {
            byte[] hash = reader.bytes();
            PasswordHash.Algorithm algorithm = PasswordHash.Algorithm.named(reader.text());
            Set<String> tags = new LinkedHashSet<>();
            while (reader.hasMore()) {
                tags.add(reader.text());
            }
            return new User(key, new PasswordHash(algorithm, hash), tags);
        });
    }

    /** Writes a permission. */
    public Change put(Permission permission) {
        Writer writer = new Writer()
                .text(permission.user())
                .text(permission.vhost())
                .text(permission.configure())
                .text(permission.write())
                .text(permission.read());
        return new Change(permissionKind, permissionKey(permission.user(), permission.vhost()), writer.toBytes());
    }

    /** Deletes a permission. */
    public Change deletePermission(String user, String vhost) {
        return new Change(permissionKind, permissionKey(user, vhost), null);
    }

    /**
     * Reads a permission.
     *
     * @throws IllegalArgumentException the record is malformed or of an unknown version; the text says so
     */
    public Permission permission(String key, byte[] value) {
        return read("permission '" + key + "'", value, reader -> {
            Permission permission =
                    new Permission(reader.text(), reader.text(), reader.text(), reader.text(), reader.text());
            reader.requireEnd();
            return permission;
        });
    }

    /** Writes a topic permission. */
    public Change put(TopicPermission permission) {
        Writer writer = new Writer()
                .text(permission.user())
                .text(permission.vhost())
                .text(permission.exchange())
                .text(permission.write())
                .text(permission.read());
        return new Change(topicPermissionKind, topicPermissionKey(permission), writer.toBytes());
    }

    /** Deletes a topic permission. */
    public Change delete(TopicPermission permission) {
        return new Change(topicPermissionKind, topicPermissionKey(permission), null);
    }

    /**
     * Reads a topic permission.
     *
     * @throws IllegalArgumentException the record is malformed or of an unknown version; the text says so
     */
    public TopicPermission topicPermission(String key, byte[] value) {
        return read("topic permission '" + key + "'", value, reader -> {
            TopicPermission permission =
                    new TopicPermission(reader.text(), reader.text(), reader.text(), reader.text(), reader.text());
            reader.requireEnd();
            return permission;
        });
    }

    private static String topicPermissionKey(TopicPermission permission) {
        return permissionKey(
                permission.exchange().length() + ":" + permission.exchange() + permission.user(), permission.vhost());
    }

    /** Unambiguous whatever characters the names hold. */
    private static String permissionKey(String user, String vhost) {
        return vhost.length() + ":" + vhost + user;
    }

    private interface Body<T> {
        T read(Reader reader);
    }

    private static <T> T read(String what, byte[] value, Body<T> body) {
        if (value.length == 0 || value[0] != VERSION) {
            throw new IllegalArgumentException(what + " has format version "
                    + (value.length == 0 ? "none" : Integer.toString(value[0] & 0xff)) + "; this version reads "
                    + VERSION);
        }
        try {
            return body.read(new Reader(ByteBuffer.wrap(value, 1, value.length - 1)));
        } catch (IllegalArgumentException | BufferUnderflowException e) {
            throw new IllegalArgumentException(what + " is malformed: " + e.getMessage(), e);
        }
    }

    private static final class Writer {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Writer() {
            out.write(VERSION);
        }

        Writer bytes(byte[] bytes) {
            out.writeBytes(
                    ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
            out.writeBytes(bytes);
            return this;
        }

        Writer text(String text) {
            return bytes(text.getBytes(StandardCharsets.UTF_8));
        }

        byte[] toBytes() {
            return out.toByteArray();
        }
    }

    private record Reader(ByteBuffer in) {
        boolean hasMore() {
            return in.hasRemaining();
        }

        void requireEnd() {
            if (hasMore()) {
                throw new IllegalArgumentException("bytes are left over");
            }
        }

        byte[] bytes() {
            int length = in.getInt();
            if (length < 0 || length > in.remaining()) {
                throw new IllegalArgumentException("a length of " + length + " with " + in.remaining() + " bytes left");
            }
            byte[] bytes = new byte[length];
            in.get(bytes);
            return bytes;
        }

        String text() {
            return new String(bytes(), StandardCharsets.UTF_8);
        }
    }
}
