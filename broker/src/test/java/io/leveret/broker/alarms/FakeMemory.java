package io.leveret.broker.alarms;

/** Memory as the test says. */
final class FakeMemory implements ProcessMemory {
    long heapUsedBytes;
    long heapOutlivedBytes;
    long oldUsedBytes;
    long oldAfterCollectionBytes;

    /** What a collection leaves. */
    long livingBytes;

    int collections;
    Runnable whileCollecting = () -> {};

    @Override
    public long heapMaxBytes() {
        return 1_000;
    }

    @Override
    public long directMaxBytes() {
        return 200;
    }

    @Override
    public long heapUsedBytes() {
        return heapUsedBytes;
    }

    @Override
    public long heapOutlivedBytes() {
        return heapOutlivedBytes;
    }

    @Override
    public long oldUsedBytes() {
        return oldUsedBytes;
    }

    @Override
    public long oldAfterCollectionBytes() {
        return oldAfterCollectionBytes;
    }

    @Override
    public Runnable whenOldReaches(long bytes, Runnable task) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void collect() {
        collections++;
        whileCollecting.run();
        heapUsedBytes = livingBytes;
        oldUsedBytes = livingBytes;
    }
}
