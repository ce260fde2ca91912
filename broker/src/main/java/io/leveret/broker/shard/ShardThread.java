package io.leveret.broker.shard;

/** The thread under a shard: an event loop in production, the test itself in a simulation. */
public interface ShardThread {
    /** Runs a task on the thread after all earlier ones; callable from any thread. */
    void execute(Runnable task);

    /**
     * Runs a task on the thread after all earlier ones, and not before the sockets were looked at; called on the
     * thread.
     */
    default void executeAfterSockets(Runnable task) {
        execute(task);
    }

    /** Runs a task on the thread when its clock has reached {@code atMs}; called on the thread. */
    void executeAt(long atMs, Runnable task);

    /** Epoch milliseconds. */
    long nowMs();

    /** Whether the caller runs on this thread. */
    boolean isCurrent();

    /** Processor time that it has used, in nanoseconds; -1 if that is not known. Any thread. */
    default long cpuNanos() {
        return -1;
    }
}
