package io.leveret.broker.alarms;

/** Memory as the test says. */
final class FakeMemory implements ProcessMemory {
    long heapUsedBytes;
    long oldUsedBytes;
    long oldAfterCollectionBytes;

    /** What a collection leaves. */
    long livingBytes;

    int collections;

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
    public long oldUsedBytes() {
        return oldUsedBytes;
    }

    @Override
    public long oldAfterCollectionBytes() {
        return oldAfterCollectionBytes;
    }

    @Override
    public void collect() {
        collections++;
        heapUsedBytes = livingBytes;
        oldUsedBytes = livingBytes;
    }
}
