package io.leveret.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a queue should do about limits, time and what leaves. When something leaves is for the machine to say, within
 * what is allowed: nothing that is not over or too much, and in the end all that is. Messages of which nothing is told
 * are looked for in the machine's pages.
 */
final class ModelUpkeep {
    private final ModelQueue model;
    private final ModelDisk disk;
    private final ReadyList list;
    private final QueueContents contents;

    QueueOptions options;
    long nowMs;

    /** What is leaving, and why. */
    final Map<ModelQueue.Entry, RemovalReason> leaving = new LinkedHashMap<>();

    /** Those of them that the world was told of. */
    final Set<ModelQueue.Entry> told = new LinkedHashSet<>();

    /** Who was told to hold something for too long. */
    final Set<Recipient> timedOut = new HashSet<>();

    /** The message that is being enqueued. */
    ModelQueue.Entry arriving;

    /** The earliest time for which a wish is outstanding. */
    long wakeAtMs = Fact.NEVER;

    private ModelQueue.Subscription active;
    private boolean yielding;

    ModelUpkeep(ModelQueue model, ModelDisk disk, QueueContents contents, QueueOptions options) {
        this.model = model;
        this.disk = disk;
        this.contents = contents;
        this.list = contents.list();
        this.options = options;
    }

    // ---- limits and time

    boolean isOver(ModelQueue.Entry entry) {
        return entry.expiresAtMs <= nowMs;
    }

    boolean anyOver() {
        return model.ready.stream().anyMatch(this::isOver);
    }

    private boolean exceeds(long count, long bytes) {
        return count > options.limits().maxMessages()
                || bytes > options.limits().maxBytes();
    }

    private long readyBytes() {
        return model.ready.stream().mapToLong(e -> e.message.bodySize()).sum();
    }

    boolean isTooMuch() {
        return options.limits().overflow() == Overflow.DROP_HEAD && exceeds(model.ready.size(), readyBytes());
    }

    boolean refuses(Message message) {
        return options.limits().overflow() != Overflow.DROP_HEAD
                && exceeds(model.ready.size() + 1, readyBytes() + message.bodySize());
    }

    void checkWake() {
        long earliest = model.ready.stream().mapToLong(e -> e.expiresAtMs).min().orElse(Fact.NEVER);
        assertThat(wakeAtMs).as("the alarm").isLessThanOrEqualTo(earliest);
    }

    void checkNobodyHoldsTooLong() {
        long limitMs = options.consumerTimeoutMs();
        if (limitMs == 0) {
            return;
        }
        long pauseMs = Math.max(1, limitMs / 16);
        for (ModelQueue.Entry entry : model.inFlight.values()) {
            if (!timedOut.contains(entry.heldBy)) {
                assertThat(nowMs - entry.sinceMs).isLessThan(limitMs + pauseMs);
            }
        }
    }

    void timesOut(Recipient recipient, Consumer consumer, long heldMs) {
        ModelQueue.Entry oldest = model.inFlight.values().stream()
                .filter(entry -> entry.heldBy == recipient)
                .findFirst()
                .orElseThrow();
        assertThat(heldMs).isEqualTo(nowMs - oldest.sinceMs).isGreaterThanOrEqualTo(options.consumerTimeoutMs());
        assertThat(oldest.through == null ? null : oldest.through.consumer).isSameAs(consumer);
        assertThat(timedOut.add(recipient)).as("told of once").isTrue();
        disk.count("held too long");
    }

    /** Who neither consumes nor holds anything is unknown again. */
    void forgetIdle() {
        timedOut.removeIf(recipient -> model.inFlight.values().stream().noneMatch(entry -> entry.heldBy == recipient)
                && model.subscriptions.stream().noneMatch(s -> s.consumer.recipient() == recipient));
    }

    // ---- what leaves

    /** Something that was ready leaves, and the world is told. */
    private void leavesReady(ModelQueue.Entry entry, RemovalReason reason) {
        if (reason == RemovalReason.MAXLEN) {
            sync(model.ready, entry);
        } else {
            syncBefore(entry);
        }
        allow(entry, reason);
        model.forgetReady(entry);
    }

    private void allow(ModelQueue.Entry entry, RemovalReason reason) {
        disk.count("left " + reason);
        if (reason == RemovalReason.EXPIRED) {
            assertThat(isOver(entry)).as("over").isTrue();
        } else {
            assertThat(reason).isEqualTo(RemovalReason.MAXLEN);
            assertThat(isTooMuch()).as("too much").isTrue();
            assertThat(model.ready.headSet(entry))
                    .as("what is due before the head")
                    .allMatch(this::isOver);
        }
    }

    /** Takes over what left without a word before a message. */
    void syncBefore(ModelQueue.Entry due) {
        sync(model.ready.headSet(due, false), null);
    }

    /** Takes over what left without a word before the head. */
    void syncHead() {
        while (!model.ready.isEmpty() && !isReady(model.ready.first())) {
            sync(List.of(model.ready.first()), null);
        }
    }

    /** Takes over all that left without a word. */
    void sync() {
        sync(model.ready, null);
        for (ModelQueue.Entry entry : List.copyOf(leaving.keySet())) {
            if (list.find(entry.id) == null) {
                assertThat(told.contains(entry) || options.deadLetters() || entry.lasting)
                        .as("gone without a word")
                        .isFalse();
                leaving.remove(entry);
                model.forget(entry);
            }
        }
    }

    private boolean isReady(ModelQueue.Entry entry) {
        if (entry.id > contents.lastId()) {
            return true;
        }
        Page page = list.lane(entry.priority).find(entry.id);
        if (page != null && page.cold() != null) {
            return entry.id <= page.lastId();
        }
        int index = page == null ? -1 : page.indexOf(entry.id);
        return index >= 0 && page.ready(index);
    }

    /** What else leaves without a word is missed when messages are counted. */
    private void sync(Collection<ModelQueue.Entry> candidates, ModelQueue.Entry butNot) {
        List<ModelQueue.Entry> over = new ArrayList<>();
        List<ModelQueue.Entry> tooMuch = new ArrayList<>();
        for (ModelQueue.Entry entry : candidates) {
            boolean may = options.limits().any() || isOver(entry);
            if (may && entry != butNot && !isReady(entry)) {
                boolean gone = list.find(entry.id) == null;
                assertThat(gone).as("gone, not leaving").isEqualTo(!options.deadLetters());
                assertThat(gone && entry.lasting).as("gone without a word").isFalse();
                (isOver(entry) ? over : tooMuch).add(entry);
            }
        }
        tooMuch.forEach(entry -> leavesSilently(entry, RemovalReason.MAXLEN));
        over.forEach(entry -> leavesSilently(entry, RemovalReason.EXPIRED));
    }

    private void leavesSilently(ModelQueue.Entry entry, RemovalReason reason) {
        allow(entry, reason);
        if (options.deadLetters()) {
            model.forgetReady(entry);
            leaving.put(entry, reason);
            disk.count("left before its body came");
        } else {
            model.forget(entry);
        }
    }

    /** The world is told of something that leaves. */
    void deadLetter(long id, Message message, RemovalReason reason) {
        ModelQueue.Entry entry = model.entries.get(id);
        assertThat(options.deadLetters()).isTrue();
        if (model.ready.contains(entry)) {
            leavesReady(entry, reason);
            leaving.put(entry, reason);
        }
        // One that was over may have been the head of a queue that was too long.
        boolean eitherWay = leaving.get(entry) == RemovalReason.EXPIRED && reason == RemovalReason.MAXLEN;
        assertThat(eitherWay ? reason : leaving.get(entry)).isEqualTo(reason);
        leaving.put(entry, reason);
        assertThat(told.add(entry)).as("told of once").isTrue();
        assertThat(message.content()).isSameAs(entry.message.content());
        disk.count("dead letter");
    }

    /** The fact that something left; false if it was not for this to know. */
    boolean removed(long id, RemovalReason reason) {
        ModelQueue.Entry entry = model.entries.get(id);
        if (entry != null && model.ready.contains(entry)) {
            assertThat(options.deadLetters()).isFalse();
            leavesReady(entry, reason);
            model.forget(entry);
            return true;
        }
        if (entry != null && leaving.containsKey(entry) && !told.contains(entry) && !options.deadLetters()) {
            leaving.remove(entry);
            model.forget(entry);
            return true;
        }
        return false;
    }

    /** An administrator has it in hand; there is no reason, and nobody need be told. */
    void withdrawn(ModelQueue.Entry entry) {
        leaving.put(entry, null);
        told.add(entry);
    }

    /** And gives it back. */
    void stays(ModelQueue.Entry entry) {
        leaving.remove(entry);
        told.remove(entry);
        model.ready.add(entry);
    }

    void answered(ModelQueue.Entry entry) {
        leaving.remove(entry);
        told.remove(entry);
        model.forget(entry);
    }

    void checkAllTold() {
        assertThat(told).as("those that were dead-lettered").containsExactlyInAnyOrderElementsOf(leaving.keySet());
    }

    // ---- the single active consumer

    boolean mayTake(ModelQueue.Subscription subscription) {
        return !options.singleActiveConsumer() || subscription == active && !yielding;
    }

    ModelQueue.Subscription active() {
        return active;
    }

    /** Consumers came or went, or messages of theirs came back. */
    void chooseActive() {
        ModelQueue.Subscription before = active;
        if (!options.singleActiveConsumer()) {
            active = null;
            yielding = false;
            return;
        }
        if (active != null && !active.subscribed) {
            active = null;
        }
        TreeSet<ModelQueue.Subscription> byRank =
                new TreeSet<>(Comparator.<ModelQueue.Subscription>comparingInt(s -> -s.consumer.priority())
                        .thenComparingInt(model.subscriptions::indexOf));
        byRank.addAll(model.subscriptions);
        ModelQueue.Subscription first = byRank.isEmpty() ? null : byRank.first();
        boolean outranked =
                active != null && options.activeByPriority() && first.consumer.priority() > active.consumer.priority();
        yielding = outranked && active.inFlight > 0;
        if (active == null || outranked && !yielding) {
            active = first;
        }
        if (before != null && before != active && active != null) {
            disk.count("another becomes active");
        }
        if (yielding) {
            disk.count("the active one yields");
        }
        model.subscriptions.forEach(model::refresh);
    }
}
