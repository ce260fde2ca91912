package io.leveret.queue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Writes down what the machine asks for, in words: facts and effects apart. */
final class RecordingEffects implements InMemoryEffects {
    private final List<String> effects = new ArrayList<>();
    private final List<String> facts = new ArrayList<>();

    /** Consumers whose transport says after each message that it is full. */
    final Set<Consumer> full = new HashSet<>();

    /** The last ceiling that was told. */
    long ceiling;

    /** Run within each delivery. */
    Runnable onDeliver = () -> {};

    /** Told which bodies are asked for. */
    java.util.function.Consumer<String> onLoadBodies = asked -> {};

    /** What was asked for since this was called last. */
    List<String> effects() {
        return drain(effects);
    }

    /** The facts since this was called last. */
    List<String> facts() {
        return drain(facts);
    }

    private static List<String> drain(List<String> log) {
        List<String> drained = List.copyOf(log);
        log.clear();
        return drained;
    }

    @Override
    public boolean deliver(Consumer consumer, long id, Message message, boolean redelivered, int returnCount) {
        effects.add("deliver " + id + " to " + consumer.tag() + (redelivered ? " again" : "")
                + (returnCount == 0 ? "" : ", returned " + returnCount));
        onDeliver.run();
        return !full.contains(consumer);
    }

    @Override
    public void got(
            Recipient recipient, long id, Message message, boolean redelivered, int returnCount, long remaining) {
        effects.add("got " + id + (redelivered ? " again" : "") + ", " + remaining + " remain");
    }

    @Override
    public void gotNothing(Recipient recipient) {
        effects.add("got nothing");
    }

    @Override
    public void confirm(Publisher publisher, long sequence) {
        effects.add("confirm " + sequence);
    }

    @Override
    public void refuse(Publisher publisher, long sequence) {
        effects.add("refuse " + sequence);
    }

    @Override
    public void deadLetter(long id, Message message, RemovalReason reason) {
        effects.add("dead-letter " + id + " " + reason);
    }

    @Override
    public void deadLetterRefused(Message message, RemovalReason reason) {
        effects.add("dead-letter refused " + reason);
    }

    @Override
    public void wakeAt(long atMs) {
        effects.add("wake at " + atMs);
    }

    @Override
    public void consumerTimedOut(Consumer consumer, long heldMs) {
        effects.add("timed out " + consumer.tag() + " after " + heldMs);
    }

    @Override
    public void getTimedOut(Recipient recipient, long heldMs) {
        effects.add("get timed out after " + heldMs);
    }

    @Override
    public void cancelConsumer(Consumer consumer) {
        effects.add("cancel " + consumer.tag());
    }

    @Override
    public void unused() {
        effects.add("unused");
    }

    @Override
    public void enqueued(long id, Message message, long publisherId, long sequence, long expiresAtMs) {
        facts.add("enqueued " + id + " as " + publisherId + "/" + sequence);
    }

    @Override
    public void settled(long id) {
        facts.add("settled " + id);
    }

    @Override
    public void returned(long id, boolean counted) {
        facts.add("returned " + id + (counted ? " counted" : ""));
    }

    @Override
    public void removed(long id, RemovalReason reason) {
        facts.add("removed " + id + " " + reason);
    }

    @Override
    public void purged(long upToId, long[] except) {
        facts.add("purged up to " + upToId + " but " + Arrays.toString(except));
    }

    @Override
    public void deliverableUpTo(long id) {
        facts.add("deliverable up to " + id);
        ceiling = id;
    }

    @Override
    public void letGo(Message message) {
        effects.add("let go of body " + message.bodyId());
    }

    @Override
    public void letGo(long place, int holders, int bodySize) {
        effects.add("let go of place " + place);
    }

    @Override
    public void loadBodies(long[] ids, long[] places, int count) {
        onLoadBodies.accept(IntStream.range(0, count)
                .mapToObj(n -> ids[n] + " at " + places[n])
                .collect(Collectors.joining(", ")));
    }
}
