package io.leveret.broker.alarms;

/** What the process may use and does use, in bytes. Any thread. */
interface ProcessMemory {
    /** Largest heap. */
    long heapMaxBytes();

    /** Most memory outside the heap that buffers may take. */
    long directMaxBytes();

    /** All of the heap that is in use now, garbage with it. */
    long heapUsedBytes();

    /** What long-lived objects take now, garbage with them; young ones are not counted. */
    long oldUsedBytes();

    /** What long-lived objects took when the collector last looked at them; 0 if it never did. */
    long oldAfterCollectionBytes();

    /** Has the garbage among long-lived objects collected, and returns when that is done. */
    void collect();
}
