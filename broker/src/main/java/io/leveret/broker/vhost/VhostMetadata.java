package io.leveret.broker.vhost;

import java.util.List;

/**
 * What administrators said of a virtual host.
 *
 * @param description free text, perhaps empty
 * @param tags without meaning to the broker
 * @param defaultQueueType the type of durable queues that are declared without one, or "" for the node's
 * @param protectedFromDeletion whether it cannot be deleted
 */
public record VhostMetadata(
        String description, List<String> tags, String defaultQueueType, boolean protectedFromDeletion) {
    /** Nothing was said. */
    public static final VhostMetadata NONE = new VhostMetadata("", List.of(), "", false);

    public VhostMetadata {
        tags = List.copyOf(tags);
    }
}
