package io.leveret.management.admin;

import io.leveret.codec.FieldTable;
import io.leveret.management.admin.ExchangesAdmin.BindingDetails;
import io.leveret.management.admin.ParametersAdmin.Parameter;
import io.leveret.management.admin.PermissionsAdmin.PermissionDetails;
import io.leveret.management.admin.PermissionsAdmin.TopicPermissionDetails;
import java.util.List;

/**
 * What is defined on a node, or is to be: the objects of a definitions file. The position of an object in its list is
 * its place in the file. Policies are parameters with a component of their own, as everywhere.
 *
 * @param parameters of virtual hosts: policies of the operator and limits among them
 * @param globalParameters of the whole node
 */
public record DefinitionSet(
        List<UserEntry> users,
        List<VhostEntry> vhosts,
        List<PermissionDetails> permissions,
        List<TopicPermissionDetails> topicPermissions,
        List<Parameter> globalParameters,
        List<Parameter> policies,
        List<Parameter> parameters,
        List<ExchangeEntry> exchanges,
        List<QueueEntry> queues,
        List<BindingDetails> bindings) {
    /**
     * A user.
     *
     * @param password null, unless it is to be hashed here
     * @param passwordHash null if there is none: the user has no password then, unless {@code password} is one
     * @param hashingAlgorithm with RabbitMQ's name
     * @param limits JSON, null if nothing is said of them
     */
    public record UserEntry(
            String name,
            String password,
            String passwordHash,
            String hashingAlgorithm,
            List<String> tags,
            String limits) {
        /** Without anything of the password. */
        @Override
        public String toString() {
            return "user '" + name + "'";
        }
    }

    /** A virtual host; null for what is not said of it. */
    public record VhostEntry(
            String name,
            String description,
            List<String> tags,
            String defaultQueueType,
            Boolean protectedFromDeletion,
            Boolean tracing) {}

    /** An exchange. */
    public record ExchangeEntry(
            String vhost,
            String name,
            String type,
            boolean durable,
            boolean autoDelete,
            boolean internal,
            FieldTable arguments) {}

    /** A queue that is no connection's own. */
    public record QueueEntry(String vhost, String name, boolean durable, boolean autoDelete, FieldTable arguments) {}
}
