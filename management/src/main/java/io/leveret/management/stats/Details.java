package io.leveret.management.stats;

import io.leveret.management.stats.Ranges.Range;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes the numbers of one object as RabbitMQ does: each with its rate, and with samples if these are asked for. */
final class Details {
    private static final Map<String, Object> NO_RATE = Map.of("rate", 0.0);

    /** Null: the object never showed anything, and no number of it has moved. */
    private final Track track;

    private final Range range;
    private final long newestMs;
    private final double elapsedSeconds;

    /** @param range null if no samples are wanted */
    Details(Sampler sampler, Track track, Range range) {
        this.track = track;
        this.range = range;
        this.newestMs =
                range == null ? 0 : sampler.lastMs() / (range.stepSeconds() * 1_000L) * range.stepSeconds() * 1_000L;
        this.elapsedSeconds = sampler.elapsedMs() / 1_000.0;
        if (track != null && range != null) {
            track.asked(sampler.lastMs());
        }
    }

    /** Puts a number and its details, which may be the sum of several columns, into an object. */
    void put(Map<String, Object> target, String name, long now, int... columns) {
        target.put(name, now);
        putDetails(target, name, columns);
    }

    /** The details alone. */
    void putDetails(Map<String, Object> target, String name, int... columns) {
        target.put(name + "_details", range == null ? rateOnly(columns) : history(columns));
    }

    private Map<String, Object> rateOnly(int[] columns) {
        double rate = rate(columns);
        return rate == 0 ? NO_RATE : Map.of("rate", rate);
    }

    /** By how much the sum of some columns grows in a second. */
    double rate(int... columns) {
        long growth = 0;
        for (int i = 0; track != null && i < columns.length; i++) {
            growth += track.growth(columns[i]);
        }
        return growth / elapsedSeconds;
    }

    private Map<String, Object> history(int[] columns) {
        long[] sums = new long[range.count()];
        long stepMs = range.stepSeconds() * 1_000L;
        for (int i = 0; track != null && i < columns.length; i++) {
            long[] samples = track.samples(columns[i], newestMs, stepMs, sums.length);
            for (int j = 0; j < sums.length; j++) {
                sums[j] += samples[j];
            }
        }
        List<Map<String, Object>> samples = new ArrayList<>(sums.length);
        double total = 0;
        for (int i = 0; i < sums.length; i++) {
            Map<String, Object> sample = new LinkedHashMap<>(4);
            sample.put("sample", sums[i]);
            sample.put("timestamp", newestMs - i * stepMs);
            samples.add(sample);
            total += sums[i];
        }
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("rate", rate(columns));
        details.put("samples", samples);
        double spanSeconds = (sums.length - 1) * (double) range.stepSeconds();
        details.put("avg_rate", spanSeconds == 0 ? 0.0 : (sums[0] - sums[sums.length - 1]) / spanSeconds);
        details.put("avg", total / sums.length);
        return details;
    }
}
