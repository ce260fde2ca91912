package io.leveret.management.admin;

import java.util.List;

/** Users. Changes are on disk when a method returns; connections that are open keep the tags they logged in with. */
public interface UsersAdmin {
    /**
     * A user and its tags.
     *
     * @param passwordHash salt and digest in base64, as in RabbitMQ's definitions; "" if nobody logs in with a password
     * @param hashingAlgorithm RabbitMQ's name of what made it
     */
    record UserDetails(String name, List<String> tags, String passwordHash, String hashingAlgorithm) {
        /** Leaves the hash out. */
        @Override
        public String toString() {
            return "UserDetails[" + name + ", " + tags + "]";
        }
    }

    /** What a user logs in with. No text of it holds the secret. */
    sealed interface Credential {
        /** A password, which is not empty. */
        record Password(String text) implements Credential {
            @Override
            public String toString() {
                return "Password";
            }
        }

        /** A hash that was made elsewhere: base64, and the name of the algorithm, null for the usual one. */
        record Hash(String base64, String algorithm) implements Credential {
            @Override
            public String toString() {
                return "Hash";
            }
        }

        /** Nothing: nobody logs in with a password. */
        record None() implements Credential {}
    }

    /** All users by name. */
    List<UserDetails> list();

    /** Adds a user without tags or permissions. */
    void add(String name, String password) throws AdminException;

    /**
     * Adds a user, or gives one that is there another credential and other tags, in one step.
     *
     * @return whether it was added
     */
    boolean put(String name, Credential credential, List<String> tags) throws AdminException;

    /** Deletes a user with all its permissions, and closes its connections (320). */
    void delete(String name) throws AdminException;

    /** Gives a user another password; null takes it away, so that nobody logs in with one. */
    void setPassword(String name, String password) throws AdminException;

    /** Replaces the tags. */
    void setTags(String name, List<String> tags) throws AdminException;

    /** Whether this is the user's password. */
    boolean authenticate(String name, String password);

    /** A new hash of a password as a user would have it, in base64. */
    String hash(String password);
}
