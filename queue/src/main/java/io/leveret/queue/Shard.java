package io.leveret.queue;

/** The one thread that a queue or a connection lives on, as far as the machine's shell needs it. */
public interface Shard {
    /** Runs a task on the shard, after the present one; callable from any thread. */
    void execute(Runnable task);

    /**
     * The shard's clock in epoch milliseconds, read once a turn. Within a process it never goes back and follows no
     * change of the wall clock; at a start it begins with the wall clock, so times that were stored mean the same after
     * a restart. On the shard only.
     */
    long nowMs();

    /**
     * Runs a task when the clock reaches {@code atMs}, not before. On the shard only. A wake-up cannot be taken back:
     * the task must look whether there still is something to do.
     */
    void wakeAt(long atMs, Runnable task);
}
