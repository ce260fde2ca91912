package io.leveret.it.crash;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The publishes of one commit, whose answer nobody has seen: all are there or none, whatever queues they went to. */
final class Transaction {
    private final List<LoadMessage> messages = new ArrayList<>();
    private final List<QueueLedger> queues = new ArrayList<>();

    /** One more message, for one queue. */
    void add(LoadMessage message, QueueLedger queue) {
        messages.add(message);
        queues.add(queue);
    }

    /** The commit was answered: all of them are promised. */
    void confirm(Ledger ledger, long sentNanos) {
        for (int i = 0; i < messages.size(); i++) {
            ledger.confirmed(messages.get(i), List.of(queues.get(i)), sentNanos);
        }
    }

    /** The audit has read all queues. */
    void check(Violations violations) {
        Map<String, QueueLedger.Presence> found = new LinkedHashMap<>();
        for (int i = 0; i < messages.size(); i++) {
            QueueLedger queue = queues.get(i);
            found.put(queue.queue() + " " + messages.get(i), queue.presence(messages.get(i)));
        }
        if (found.containsValue(QueueLedger.Presence.THERE) && found.containsValue(QueueLedger.Presence.MISSING)) {
            violations.add("a transaction is there in part: " + found);
        }
    }
}
