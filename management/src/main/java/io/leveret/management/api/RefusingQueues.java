package io.leveret.management.api;

import io.leveret.management.admin.FiguresAdmin.QueueFigures;
import io.leveret.management.admin.QueuesAdmin.QueueDetails;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Which queues refuse what is published when they are full, by their arguments or a policy, and when they are. */
final class RefusingQueues {
    private static final String OVERFLOW = "overflow";
    private static final String REFUSAL = "reject-publish";

    /**
     * Above which a queue refuses; {@link Long#MAX_VALUE} is no limit.
     *
     * @param messages that are ready
     * @param bytes of their bodies
     */
    record Limit(long messages, long bytes) {
        boolean isReached(QueueFigures queue) {
            return queue.readyMessages() >= messages || queue.readyBytes() >= bytes;
        }
    }

    private RefusingQueues() {}

    /** Those of some queues of a virtual host that do, by name. */
    static Map<String, Limit> of(List<QueueDetails> queues) {
        Map<String, Limit> found = new HashMap<>();
        for (QueueDetails queue : queues) {
            Map<String, Object> arguments = JsonTables.object(queue.arguments());
            Object overflow = arguments.get("x-" + OVERFLOW);
            if (overflow == null) {
                overflow = queue.policy().definition().get(OVERFLOW);
            }
            if (String.valueOf(overflow).startsWith(REFUSAL)) {
                found.put(
                        queue.name(),
                        new Limit(least(arguments, queue, "max-length"), least(arguments, queue, "max-length-bytes")));
            }
        }
        return found;
    }

    /** Of an argument and a policy the lower holds. */
    private static long least(Map<String, Object> arguments, QueueDetails queue, String key) {
        return Math.min(
                number(arguments.get("x-" + key)),
                number(queue.policy().definition().get(key)));
    }

    private static long number(Object value) {
        return value instanceof Number number ? number.longValue() : Long.MAX_VALUE;
    }
}
