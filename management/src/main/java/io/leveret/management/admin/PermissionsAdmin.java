package io.leveret.management.admin;

import java.util.List;

/** Who may do what. Changes are on disk when a method returns, and open channels obey them. */
public interface PermissionsAdmin {
    /** What a user may do in a virtual host: three regular expressions over the names of queues and exchanges. */
    record PermissionDetails(String user, String vhost, String configure, String write, String read) {}

    /** Which routing keys a user may write to and bind on an exchange of type topic, as regular expressions. */
    record TopicPermissionDetails(String user, String vhost, String exchange, String write, String read) {}

    /** All permissions by virtual host and user. */
    List<PermissionDetails> list();

    /** Adds or replaces. */
    void set(PermissionDetails permission) throws AdminException;

    /** Takes the permission away, if there is one. */
    void clear(String user, String vhost) throws AdminException;

    /** All topic permissions. */
    List<TopicPermissionDetails> listTopic();

    /** Adds or replaces. */
    void setTopic(TopicPermissionDetails permission) throws AdminException;

    /** Takes those on an exchange away, if there are any; null: those on all exchanges of the virtual host. */
    void clearTopic(String user, String vhost, String exchange) throws AdminException;
}
