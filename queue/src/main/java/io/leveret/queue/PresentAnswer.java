package io.leveret.queue;

/** Hears which messages a queue has. On the queue's shard, within a command. */
@FunctionalInterface
public interface PresentAnswer {
    /** {@code present[n]} tells of the {@code n}th id that was asked for. */
    void items(boolean[] present);
}
