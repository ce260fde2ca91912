package io.leveret.management.stats;

import java.util.List;

/**
 * How long values are kept, and how far apart: RabbitMQ's {@code sample_retention_policies}.
 *
 * @param ageSeconds of the oldest
 * @param intervalSeconds between two of them
 */
record Retention(int ageSeconds, int intervalSeconds) {
    /** Of the node and of virtual hosts. */
    static final List<Retention> GLOBAL = List.of(
            new Retention(605, 5), new Retention(3_660, 60), new Retention(29_400, 600), new Retention(86_400, 1_800));

    /** Of queues, exchanges, connections and channels. */
    static final List<Retention> BASIC = List.of(new Retention(605, 5), new Retention(3_600, 60));

    /** How many values there are at most. */
    int slots() {
        return ageSeconds / intervalSeconds + 1;
    }

    long intervalMs() {
        return intervalSeconds * 1_000L;
    }

    /** The same where samples are taken so far apart: nothing is kept more closely than it is measured. */
    static List<Retention> sampledEvery(int seconds, List<Retention> wanted) {
        return wanted.stream()
                .map(each -> each.intervalSeconds >= seconds ? each : new Retention(each.ageSeconds, seconds))
                .toList();
    }
}
