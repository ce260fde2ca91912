package io.leveret.queue;

/** What is kept of a page that is out of memory, beside its counters: where it is, and what its bodies weigh. */
final class ColdPage {
    private static final int OBJECT_BYTES = 48;

    private final long handle;
    private final long lastId;
    private final long[] generations;
    private final int[] entries;
    private final long[] weights;
    private boolean loading;
    private boolean lost;

    /**
     * @param handle by which the page was stored
     * @param lastId of its messages
     * @param generations in which its bodies stand, each with the number of bodies there and their weight
     */
    ColdPage(long handle, long lastId, long[] generations, int[] entries, long[] weights) {
        this.handle = handle;
        this.lastId = lastId;
        this.generations = generations;
        this.entries = entries;
        this.weights = weights;
    }

    long handle() {
        return handle;
    }

    /** Whether it was asked for. */
    boolean loading() {
        return loading;
    }

    void setLoading(boolean asked) {
        loading = asked;
    }

    /** Whether it cannot be read. */
    boolean lost() {
        return lost;
    }

    void setLost() {
        lost = true;
    }

    long lastId() {
        return lastId;
    }

    /** All messages leave. */
    void letGo(BodyEffects effects) {
        for (int n = 0; n < generations.length; n++) {
            effects.letGoAll(generations[n], entries[n], weights[n]);
        }
        effects.forgetPage(handle);
    }

    long indexBytes() {
        return OBJECT_BYTES + 3 * 16 + 20L * generations.length;
    }
}
