package io.leveret.queue;

import java.util.Arrays;

/** The ids of a page in which they do not follow each other: how far each is from the first. */
final class IdDistances {
    private int[] distances;

    /** @param following how many ids from the first on follow each other */
    IdDistances(int slots, int following) {
        distances = new int[slots];
        for (int index = 0; index < following; index++) {
            distances[index] = index;
        }
    }

    private IdDistances(int[] distances) {
        this.distances = distances;
    }

    /** Null if there were none. */
    static IdDistances restored(int[] stored, int slots) {
        return stored == null ? null : new IdDistances(Arrays.copyOf(stored, slots));
    }

    void set(int index, int distance) {
        distances[index] = distance;
    }

    int at(int index) {
        return distances[index];
    }

    /** The index of a distance among the first {@code used}, or below 0. */
    int find(int distance, int used) {
        return Arrays.binarySearch(distances, 0, used, distance);
    }

    void resize(int slots) {
        distances = Arrays.copyOf(distances, slots);
    }

    long indexBytes() {
        return 32 + 4L * distances.length;
    }
}
