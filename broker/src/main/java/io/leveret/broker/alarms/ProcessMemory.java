package io.leveret.broker.alarms;

/** What the process may use and does use, in bytes. Any thread. */
interface ProcessMemory {
    /** Largest heap. */
    long heapMaxBytes();

    /** Most memory outside the heap that buffers may take. */
    long directMaxBytes();

    /** All of the heap that is in use now, garbage with it. */
    long heapUsedBytes();

    /** What of it has outlived a collection of any kind, garbage since then with it; all while there was none. */
    long heapOutlivedBytes();

    /** What long-lived objects take now, garbage with them; young ones are not counted. */
    long oldUsedBytes();

    /** What long-lived objects took when the collector last looked at them; 0 if it never did. */
    long oldAfterCollectionBytes();

    /**
     * Runs a task whenever long-lived objects have come to take this much, with garbage or without, soon after the
     * collection that found it. On a thread of the JVM: it must not wait.
     *
     * @return ends that
     */
    Runnable whenOldReaches(long bytes, Runnable task);

    /** Has the garbage among long-lived objects collected, and returns when that is done. */
    void collect();
}
