package io.leveret.broker.vhost;

import java.util.List;

/**
 * What administrators said of a virtual host.
 *
 * @param description free text, perhaps empty
 * @param tags without meaning to the broker
 * @param defaultQueueType the type of durable queues that are declared without one, or "" for the node's
 */
public record VhostMetadata(String description, List<String> tags, String defaultQueueType) {
    /** Nothing was said. */
    public static final VhostMetadata NONE = new VhostMetadata("", List.of(), "");

    public VhostMetadata {
        tags = List.copyOf(tags);
    }
}
