package io.leveret.persistence.log;

/** A place between two frames: all records before it are on disk. */
public record LogPosition(long generation, int offset) implements Comparable<LogPosition> {
    @Override
    public int compareTo(LogPosition other) {
        int byGeneration = Long.compare(generation, other.generation);
        return byGeneration != 0 ? byGeneration : Integer.compare(offset, other.offset);
    }
}
