package io.leveret.management.stats;

import java.util.List;

/**
 * How long values are kept, and how far apart: RabbitMQ's {@code sample_retention_policies}.
 *
 * @param ageSeconds of the oldest
 * @param intervalSeconds between two of them
 */
public record Retention(int ageSeconds, int intervalSeconds) {
    /** Of the node and of virtual hosts, by default. */
    public static final List<Retention> GLOBAL = List.of(
            new Retention(605, 5), new Retention(3_660, 60), new Retention(29_400, 600), new Retention(86_400, 1_800));

    /** Of queues, exchanges, connections, channels and pairs of them, by default. */
    public static final List<Retention> BASIC = List.of(new Retention(605, 5), new Retention(3_600, 60));

    /** Most values of one number. */
    private static final int MOST = 10_000;

    /** What answers call the ages by, since those by default are a little more. */
    private static final int[] ROUND_SECONDS = {60, 600, 3_600, 28_800, 86_400};

    /** The same, with an interval so long that there are no more values than there may be. */
    public static Retention within(int ageSeconds, int intervalSeconds) {
        return new Retention(ageSeconds, Math.max(intervalSeconds, ageSeconds / MOST + 1));
    }

    /** How many values there are at most. */
    int slots() {
        return ageSeconds / intervalSeconds + 1;
    }

    long intervalMs() {
        return intervalSeconds * 1_000L;
    }

    /** The age as answers tell it: the round one that it is within a tenth of. */
    public int shownSeconds() {
        for (int round : ROUND_SECONDS) {
            if (Math.abs(ageSeconds - round) * 10 <= round) {
                return round;
            }
        }
        return ageSeconds;
    }

    /** The same where samples are taken so far apart: nothing is kept more closely than it is measured. */
    static List<Retention> sampledEvery(int seconds, List<Retention> wanted) {
        return wanted.stream()
                .map(each -> each.intervalSeconds >= seconds ? each : new Retention(each.ageSeconds, seconds))
                .toList();
    }
}
