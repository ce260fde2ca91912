package io.leveret.persistence;

/** Which record: ordered by kind, then by key, as the checkpoint has them. */
record RecordKey(byte kind, String key) implements Comparable<RecordKey> {
    static RecordKey of(DefinitionsStore.Change change) {
        return new RecordKey(change.kind(), change.key());
    }

    @Override
    public int compareTo(RecordKey other) {
        return kind != other.kind ? Byte.compare(kind, other.kind) : key.compareTo(other.key);
    }
}
