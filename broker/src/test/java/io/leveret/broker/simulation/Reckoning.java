package io.leveret.broker.simulation;

import io.leveret.broker.simulation.Inspection.Found;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A broker ended and another was started over what it left: whether that is what it owes to its clients, all of whom
 * lost their connections. Then what is there is known for sure, and all know it.
 */
final class Reckoning {
    /** How a broker ended. */
    enum Stop {
        /** What was not synced may be lost. */
        POWER_CUT,
        /** What was not written is lost. */
        KILL,
        /** Nothing is lost. */
        CLEAN
    }

    private final Oracle oracle;
    private final Stop stop;
    private final boolean oneShard;
    private final Map<QueueModel, Map<Long, Found>> found = new LinkedHashMap<>();
    private int transactionsInDoubt;

    /** @param oneShard whether the broker had but one shard, on which all happens in one order */
    Reckoning(Oracle oracle, Stop stop, boolean oneShard) {
        this.oracle = oracle;
        this.stop = stop;
        this.oneShard = oneShard;
    }

    /** @param durableDirect whether the exchange {@link Oracle#DIRECT} and its bindings last */
    void check(Map<String, List<Found>> inspected, boolean durableDirect) {
        for (String name : inspected.keySet()) {
            require(oracle.queue(name) != null, name + " is there and was never declared");
        }
        for (QueueModel queue : oracle.queues()) {
            exists(queue, inspected.get(queue.name));
        }
        found.forEach(this::contents);
        oracle.transactions().forEach(this::wholeOrNotAtAll);
        oracle.transactions().clear();
        oracle.allResolved();
        found.forEach(this::goOn);
        for (Oracle.Bound bound : oracle.bindings()) {
            boolean lasts = found.containsKey(bound.queue) && (durableDirect || bound.exchange.equals(Oracle.FANOUT));
            if (!lasts) {
                oracle.end(bound);
            } else if (bound.queue.doomed) {
                // The queue may have been deleted and declared again by somebody who was late.
                oracle.unbinding(bound);
            }
        }
        for (QueueModel queue : oracle.queues()) {
            queue.found(found.containsKey(queue));
        }
    }

    private void exists(QueueModel queue, List<Found> contents) {
        boolean lasts = queue.durable && queue.owner == null;
        require(contents == null || lasts, queue + " is there and was not to last");
        require(contents != null || !lasts || !queue.declared || queue.doomed, queue + " is gone");
        if (contents == null) {
            return;
        }
        Map<Long, Found> byId = new LinkedHashMap<>();
        for (Found message : contents) {
            require(byId.put(message.id(), message) == null, queue + " has message " + message.id() + " twice");
        }
        found.put(queue, byId);
    }

    // ---- messages

    private void contents(QueueModel queue, Map<Long, Found> there) {
        Map<ClientChannel, Long> lastOf = new HashMap<>();
        for (Found each : there.values()) {
            Sent message = oracle.sent(each.id());
            may(queue, message, each.redelivered());
            Long before = lastOf.put(message.channel, message.id);
            require(
                    before == null || before < message.id,
                    queue + " has " + message + " behind message " + before + " of the same channel");
        }
        nothingLost(queue, there, lastOf);
        for (QueueModel.Purge purge : queue.purges) {
            purged(queue, there, purge);
        }
    }

    /** Whether a message may be there. */
    private void may(QueueModel queue, Sent message, boolean flagged) {
        String what = queue + " has " + message;
        Copy copy = queue.copy(message);
        require(message.persistent, what + ", which was not persistent");
        require(!message.forbidden, what + ", which was never committed");
        require(oracle.isPossible(queue, message), what + ", to which nothing leads");
        require(!ended(copy), what + " again, which had ended: " + copy.end + " by " + copy.settler);
        require(flagged || copy.seen == 0, what + ", which a client had seen, not flagged as redelivered");
    }

    /** Whether the end of a message is on disk. */
    private boolean ended(Copy copy) {
        if (copy.gone) {
            return true;
        }
        if (copy.vague || copy.end == Copy.End.NONE) {
            return false;
        }
        if (stop == Stop.CLEAN) {
            return copy.end == Copy.End.SURE;
        }
        boolean known = copy.end == Copy.End.SURE && (copy.givenAway || oneShard);
        return known && copy.heardAt < oracle.lastingUpTo()
                || copy.settler != null && copy.settler.lasts(copy.queue, copy.askedAt);
    }

    private void nothingLost(QueueModel queue, Map<Long, Found> there, Map<ClientChannel, Long> lastOf) {
        List<Sent> missing = new ArrayList<>();
        for (Sent message : oracle.allSent()) {
            boolean later = lastOf.getOrDefault(message.channel, 0L) > message.id;
            if (!there.containsKey(message.id) && isOwed(queue, message, later)) {
                missing.add(message);
            }
        }
        if (!queue.doomed && !queue.lossy && queue.purgesUnanswered == 0 && missing.size() > queue.purged) {
            throw new AssertionError("after " + stop + ": " + queue + " lost " + missing.size() + " messages, of which "
                    + queue.purged + " were purged: "
                    + missing.stream()
                            .map(each -> each + " of " + each.channel + " to '" + each.exchange + "'"
                                    + (each.confirmedAt > 0 ? " confirmed" : ""))
                            .toList()
                    + "; it has " + there.keySet());
        }
    }

    /** @param later whether a message is there that the same channel sent later */
    private boolean isOwed(QueueModel queue, Sent message, boolean later) {
        boolean lasts = message.persistent && !message.forbidden && message.sure.contains(queue);
        boolean done = message.confirmedAt > 0 || later || (stop == Stop.CLEAN && message.taken);
        return lasts && done && queue.copy(message).isOwed();
    }

    private void purged(QueueModel queue, Map<Long, Found> there, QueueModel.Purge purge) {
        boolean lasts = stop == Stop.CLEAN
                || purge.channel().lasts(queue, purge.askedAt())
                || (oneShard && purge.answeredAt() < oracle.lastingUpTo());
        if (!lasts) {
            return;
        }
        long absent = 0;
        for (Sent message : oracle.allSent()) {
            boolean wasThere = oracle.isPossible(queue, message) && queue.copy(message).end != Copy.End.SURE;
            absent += wasThere && !there.containsKey(message.id) ? 1 : 0;
            boolean met = purge.unread() && message.confirmedAt > 0 && message.confirmedAt < purge.askedAt();
            require(
                    !met || !message.sure.contains(queue) || !there.containsKey(message.id),
                    queue + " has " + message + " again, which was purged");
        }
        require(absent >= purge.messages(), queue + " has some of " + purge.messages() + " messages that were purged");
    }

    // ---- transactions

    /** A commit is one group of the log, on whatever shards its queues live. */
    private void wholeOrNotAtAll(Transaction transaction) {
        List<String> present = new ArrayList<>();
        List<String> absent = new ArrayList<>();
        Set<QueueModel> queues = new HashSet<>();
        for (Sent message : transaction.messages()) {
            for (QueueModel queue : message.sure) {
                if (message.persistent
                        && isTelling(queue)
                        && queue.copy(message).isOwed()) {
                    queues.add(queue);
                    boolean there = found.get(queue).containsKey(message.id);
                    (there ? present : absent).add(message + " in " + queue);
                }
            }
        }
        for (Copy copy : transaction.ended()) {
            boolean owed =
                    copy.message.persistent && copy.message.confirmedAt > 0 && copy.message.sure.contains(copy.queue);
            // If it came again meanwhile, another may have made an end of it.
            boolean itsOwn = copy.askedAt < transaction.askedAt();
            boolean open = copy.end == Copy.End.UNKNOWN || copy.end == Copy.End.ASKED;
            if (isTelling(copy.queue) && owed && open && itsOwn && !copy.vague) {
                queues.add(copy.queue);
                boolean there = found.get(copy.queue).containsKey(copy.message.id);
                (there ? absent : present).add("end of " + copy.message + " in " + copy.queue);
            }
        }
        boolean answered = transaction.messages().stream().anyMatch(message -> message.confirmedAt > 0);
        transactionsInDoubt += answered || queues.size() < 2 ? 0 : 1;
        require(
                present.isEmpty() || absent.isEmpty(),
                "half of a transaction is there: " + present + ", but not " + absent);
    }

    /** How many that nobody had answered concerned several queues. */
    int transactionsInDoubt() {
        return transactionsInDoubt;
    }

    /** Whether what a queue has not was never there. */
    private boolean isTelling(QueueModel queue) {
        return found.containsKey(queue)
                && !queue.doomed
                && !queue.lossy
                && queue.purgesUnanswered == 0
                && queue.purged == 0;
    }

    // ---- what is known now

    private void goOn(QueueModel queue, Map<Long, Found> there) {
        for (Sent message : oracle.allSent()) {
            if (!oracle.isPossible(queue, message)) {
                continue;
            }
            Found here = there.get(message.id);
            if (here == null) {
                queue.copy(message).gone();
            } else {
                queue.copy(message).found(here.redelivered());
                message.found(queue);
            }
        }
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError("after " + stop + ": " + otherwise);
        }
    }
}
