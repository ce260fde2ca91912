package io.leveret.management.admin;

import java.util.List;

/** Users. Changes are on disk when a method returns; connections that are open keep the tags they logged in with. */
public interface UsersAdmin {
    /** A user and its tags. */
    record UserDetails(String name, List<String> tags) {}

    /** All users by name. */
    List<UserDetails> list();

    /** Adds a user without tags or permissions. */
    void add(String name, String password) throws AdminException;

    /** Deletes a user with all its permissions, and closes its connections (320). */
    void delete(String name) throws AdminException;

    /** Gives a user another password; null takes it away, so that nobody logs in with one. */
    void setPassword(String name, String password) throws AdminException;

    /** Replaces the tags. */
    void setTags(String name, List<String> tags) throws AdminException;

    /** Whether this is the user's password. */
    boolean authenticate(String name, String password);
}
