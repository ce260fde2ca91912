package io.leveret.broker.access;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * A user.
 *
 * @param name 1 to 255 bytes of UTF-8, since it must fit the property {@code user-id}
 * @param hash the password's
 * @param tags such as {@code administrator}, in the order given
 */
public record User(String name, PasswordHash hash, Set<String> tags) {
    /** In bytes of UTF-8. */
    public static final int MAX_NAME_BYTES = 255;

    /**
     * Copies the tags.
     *
     * @throws IllegalArgumentException the name is empty or too long
     */
    public User {
        if (name.isEmpty() || name.getBytes(StandardCharsets.UTF_8).length > MAX_NAME_BYTES) {
            throw new IllegalArgumentException("a user name has 1 to " + MAX_NAME_BYTES + " bytes");
        }
        tags = Collections.unmodifiableSet(new LinkedHashSet<>(tags));
    }
}
