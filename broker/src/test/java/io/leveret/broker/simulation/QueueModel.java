package io.leveret.broker.simulation;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the clients together know of a queue. Each name is used for one queue only. */
final class QueueModel {
    /** A purge that was answered. */
    record Purge(ClientChannel channel, long askedAt, long answeredAt, long messages, boolean unread) {}

    private record Path(SimulatedClient receiver, ClientChannel publisher) {}

    final String name;
    final boolean durable;

    /** The client that alone may use it, or null. */
    final SimulatedClient owner;

    final boolean autoDelete;

    /** Its declaration was answered. */
    boolean declared;

    /** It may be gone or go at any time: nobody is owed its messages. */
    boolean doomed;

    /** Somebody asked to delete it: somebody who was late may declare another of its name. */
    boolean mayBeAnother;

    /** Messages may have been under way to a consumer without acknowledgements that went away. */
    boolean lossy;

    /** By purges that were answered. */
    long purged;

    /** Purges that were asked for and not answered. */
    int purgesUnanswered;

    /** Those since the broker started. */
    final List<Purge> purges = new ArrayList<>();

    /** Somebody asked for its messages since the broker started. */
    boolean read;

    private final Map<Sent, Copy> copies = new LinkedHashMap<>();
    private final Map<Path, Long> lastFirstDelivery = new HashMap<>();

    QueueModel(String name, boolean durable, boolean autoDelete, SimulatedClient owner) {
        this.name = name;
        this.durable = durable;
        this.autoDelete = autoDelete;
        this.owner = owner;
        this.doomed = autoDelete || owner != null;
    }

    Copy copy(Sent sent) {
        return copies.computeIfAbsent(sent, any -> new Copy(this, sent));
    }

    /** Holds that first deliveries keep the order of publishing, for each channel and each receiver. */
    void firstDelivery(Sent sent, SimulatedClient receiver) {
        Long before = lastFirstDelivery.put(new Path(receiver, sent.channel), sent.id);
        if (before != null && before >= sent.id) {
            throw new AssertionError(
                    name + ": message " + sent.id + " came first after message " + before + " of the same channel");
        }
    }

    /** The broker started again, and nothing is under way. */
    void found(boolean there) {
        declared = there;
        doomed = !there || autoDelete || owner != null;
        mayBeAnother = false;
        lossy = false;
        read = false;
        purged = 0;
        purgesUnanswered = 0;
        purges.clear();
    }

    @Override
    public String toString() {
        return name;
    }
}
