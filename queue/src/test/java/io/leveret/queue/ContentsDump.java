package io.leveret.queue;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** All that contents are, in words, for comparison. */
final class ContentsDump {
    private ContentsDump() {}

    static List<String> of(QueueContents contents) {
        List<String> lines = new ArrayList<>();
        contents.list()
                .forEach((page, index) -> lines.add("%d priority %d size %d redelivered %s returns %d expires %d"
                        .formatted(
                                page.idAt(index),
                                page.lane.priority,
                                page.sizeAt(index),
                                page.redelivered(index),
                                page.returnCount(index),
                                page.expiresAtMs(index))));
        lines.add("deliverable up to " + contents.deliverableUpToId());
        lines.add("count " + contents.messageCount() + " bytes " + contents.bytes());
        TreeMap<Long, Long> sequences = new TreeMap<>();
        for (int slot = 0; slot < contents.sequences().size(); slot++) {
            long publisherId = contents.sequences().publisherAt(slot);
            sequences.put(publisherId, contents.lastSequence(publisherId));
        }
        lines.add("sequences " + sequences);
        return lines;
    }
}
